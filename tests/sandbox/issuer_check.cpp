#include "sandbox/issuer_check.hpp"

#include "sandbox/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>

namespace idpsync::sandbox {
namespace {

constexpr int redirects_followed = 10;

std::string_view reason_phrase(unsigned status)
{
    switch (status)
    {
    case 400: return "bad request";
    case 401: return "unauthorized";
    case 403: return "forbidden";
    case 404: return "not found";
    case 429: return "too many requests";
    case 500: return "internal server error";
    case 502: return "bad gateway";
    case 503: return "service unavailable";
    case 504: return "gateway timeout";
    default: return "";
    }
}

std::string trimmed(std::string text)
{
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.pop_back();
    return text;
}

void read_document(const std::string& body, Discovery& discovery)
{
    const auto content = parse_object(body);
    if (!content)
    {
        const auto first = body.find_first_not_of(" \t\r\n");
        discovery.problem = "failed to decode provider discovery object: " +
                            (first == std::string::npos ? std::string("unexpected end of JSON input")
                                                        : "invalid character '" + body.substr(first, 1) +
                                                              "' looking for beginning of value");
        return;
    }
    discovery.issuer = string_member(*content, "issuer");
    discovery.authorization_endpoint = string_member(*content, "authorization_endpoint");
    discovery.token_endpoint = string_member(*content, "token_endpoint");
    discovery.jwks_uri = string_member(*content, "jwks_uri");
    discovery.userinfo_endpoint = string_member(*content, "userinfo_endpoint");
    discovery.end_session_endpoint = string_member(*content, "end_session_endpoint");
    if (const auto* methods = content->if_contains("code_challenge_methods_supported"))
        if (const auto* list = methods->if_array())
            discovery.lists_s256 = std::find(list->begin(), list->end(), "S256") != list->end();
}

} // namespace

Discovery discover(const Issuers& issuers, std::string_view issuer, std::chrono::milliseconds limit)
{
    while (issuer.ends_with('/'))
        issuer.remove_suffix(1);
    auto url = std::string(issuer) + "/.well-known/openid-configuration";
    Discovery discovery;
    for (int hop = 0; hop <= redirects_followed; ++hop)
    {
        const auto visit = issuers.visit({.target = url}, Asker::netbird);
        discovery.takes += visit.delay;
        if (discovery.takes >= limit || std::holds_alternative<Visit::Silence>(visit.outcome))
        {
            discovery.takes = limit;
            discovery.problem =
                "get \"" + url +
                "\": context deadline exceeded (client.timeout exceeded while awaiting headers)";
            return discovery;
        }
        if (const auto* refused = std::get_if<Visit::Refused>(&visit.outcome))
        {
            discovery.problem = "get \"" + url + "\": " + refused->reason;
            return discovery;
        }
        const auto& answer = std::get<Answer>(visit.outcome);
        if (answer.status / 100 == 3)
        {
            url = header_of(answer.headers, "location");
            continue;
        }
        if (answer.status == 200)
            read_document(answer.body, discovery);
        else
            discovery.problem = trimmed(std::to_string(answer.status) + " " +
                                        std::string(reason_phrase(answer.status)) + ": " + answer.body);
        return discovery;
    }
    discovery.problem = "get \"" + url + "\": stopped after 10 redirects";
    return discovery;
}

bool is_absolute_url(std::string_view text)
{
    const auto separator = text.find("://");
    if (separator == std::string_view::npos || separator == 0)
        return false;
    const auto scheme = text.substr(0, separator);
    const auto rest = text.substr(separator + 3);
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    const auto is_scheme_character = [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == '+' || letter == '-' || letter == '.';
    };
    const auto is_blank_or_control = [](unsigned char letter) { return letter <= ' ' || letter == 0x7F; };
    return std::isalpha(static_cast<unsigned char>(scheme.front())) != 0 &&
           std::all_of(scheme.begin(), scheme.end(), is_scheme_character) && !host.empty() &&
           std::none_of(text.begin(), text.end(), is_blank_or_control);
}

boost::asio::awaitable<std::optional<std::string>>
check_issuer(net::Clock& clock, const Issuers& issuers, std::string issuer, std::chrono::milliseconds limit)
{
    const auto discovery = discover(issuers, issuer, limit);
    if (discovery.takes.count() > 0)
    {
        const auto end = clock.now() + discovery.takes;
        co_await clock.wait_until(end);
    }
    if (discovery.problem)
        co_return "identity provider issuer is unreachable: " + *discovery.problem;
    if (discovery.issuer != issuer)
        co_return "identity provider issuer does not match the issuer returned by the provider: expected \"" +
            issuer + "\" got \"" + discovery.issuer + "\"";
    co_return std::nullopt;
}

} // namespace idpsync::sandbox
