#include "diagnose/login_log.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

constexpr std::size_t longest_line = 64U << 10U;
constexpr std::size_t longest_name = 40;

bool is_word(std::string_view text)
{
    const auto plain = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
    };
    return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), plain);
}

/// The WORD when `text` begins with `before`, WORD and `behind`; nothing otherwise.
std::optional<std::string> word_between(std::string_view text, std::string_view before,
                                        std::string_view behind)
{
    if (!text.starts_with(before))
        return std::nullopt;
    text.remove_prefix(before.size());
    const auto word = text.substr(0, text.find(behind));
    if (word.size() == text.size() || !is_word(word))
        return std::nullopt;
    return std::string(word);
}

std::optional<LoggedFailure> missing_claim(std::string_view text)
{
    if (const auto name = word_between(text, "missing \"", "\" claim"))
        return LoggedFailure{FindingId::login_claim_missing, "missing \"" + *name + "\" claim"};
    constexpr std::string_view no_email = "missing email claim, not found \"";
    if (const auto key = word_between(text, no_email, "\" key"))
        return LoggedFailure{FindingId::login_claim_missing, std::string(no_email) + *key + "\" key"};
    return std::nullopt;
}

std::optional<LoggedFailure> bad_token(std::string_view text)
{
    constexpr std::string_view no_token = "oidc: failed to get token: oauth2: \"";
    if (const auto code = word_between(text, no_token, "\""))
        if (*code == "unauthorized_client" || *code == "invalid_client")
            return LoggedFailure{FindingId::credentials_refused, std::string(no_token) + *code + '"'};
    constexpr std::string_view unverified = "oidc: failed to verify ID Token: ";
    constexpr std::string_view algorithm = "unexpected signature algorithm \"";
    const auto at = text.starts_with(unverified) ? text.find(algorithm) : std::string_view::npos;
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto name = word_between(text.substr(at), algorithm, "\"");
    return name ? std::optional(
                      LoggedFailure{FindingId::algorithm_unusable, std::string(algorithm) + *name + '"'})
                : std::nullopt;
}

std::optional<LoggedFailure> not_opened(std::string_view text)
{
    constexpr std::string_view not_open = "failed to open connector: ";
    if (!text.starts_with(not_open))
        return std::nullopt;
    while (text.starts_with(not_open))
        text.remove_prefix(not_open.size());
    const auto id = word_between(text, "failed to create connector ", ":");
    return id ? std::optional(
                    LoggedFailure{FindingId::unreachable_from_netbird, "failed to open connector", *id})
              : std::nullopt;
}

std::optional<LoggedFailure> failure_in(std::string_view text)
{
    if (auto missing = missing_claim(text))
        return missing;
    if (auto token = bad_token(text))
        return token;
    if (auto connector = not_opened(text))
        return connector;
    if (text.starts_with("malformed \"groups\" claim"))
        return LoggedFailure{FindingId::login_groups_malformed, "malformed \"groups\" claim"};
    if (text.starts_with("access_denied: "))
        return LoggedFailure{FindingId::login_user_denied, "access_denied"};
    constexpr std::string_view unrecognizable = "error: The error is unrecognizable";
    if (text.starts_with(unrecognizable))
        return LoggedFailure{FindingId::pushed_requests_required, std::string(unrecognizable)};
    return std::nullopt;
}

} // namespace

std::optional<LoggedFailure> logged_failure(std::string_view text)
{
    constexpr std::string_view mark = "err: ";
    std::string line(text);
    std::erase(line, '\\');
    for (auto at = line.find(mark); at != std::string::npos; at = line.find(mark, at + 1))
        if (auto failure = failure_in(std::string_view(line).substr(at + mark.size())))
            return failure;
    return std::nullopt;
}

void LogReader::read(std::string_view piece)
{
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n'))
    {
        if (!too_long_)
            line_ += piece.substr(0, end);
        end_line();
        piece.remove_prefix(end + 1);
    }
    if (!too_long_)
        line_ += piece;
    too_long_ = too_long_ || line_.size() > longest_line;
    if (too_long_)
        line_.clear();
}

void LogReader::end_line()
{
    if (!failure_ && line_.size() <= longest_line)
        failure_ = logged_failure(line_);
    if (failure_ && !failure_->connector.empty() && !connector_.empty() && failure_->connector != connector_)
        failure_.reset();
    line_.clear();
    too_long_ = false;
}

} // namespace idpsync::diagnose
