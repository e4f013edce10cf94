#include "reconcile/secret_reader.hpp"

#include "config/hints.hpp"
#include "core/joined.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t longest_secret = 4096;
/// Enough to tell a secret that is too long from a file that is something else.
constexpr std::uint64_t read_limit = 64U << 10U;
constexpr std::uint32_t readable_by_others = 0004;

constexpr auto settling_time = 250ms;
constexpr unsigned most_reads = 8;

using Content = boost::system::result<FileContent, Files::ReadFailure>;

Error unusable(std::string_view source, std::string_view why, std::string next = {})
{
    return {ErrorKind::bad_config, std::string(source) + ": " + std::string(why), std::move(next)};
}

/// Cuts one line end off. Nothing of it stays behind the end when the text goes: wipe() covers the capacity.
void strip_line_end(std::string& text)
{
    if (!text.ends_with('\n'))
        return;
    text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
}

/// Why `text` cannot be a secret; empty when it can.
std::string objection_to(std::string_view text)
{
    if (text.empty())
        return "is empty; put the secret there";
    // First: what is encrypted is mostly longer than a secret, and has lines.
    if (auto why = config::objection_to_secret(text); !why.empty())
        return why;
    if (text.size() > longest_secret)
        return "holds more than 4096 bytes, which is no client secret; put the secret alone there";
    if (!is_utf8(text))
        return "holds bytes that are not UTF-8; put the secret there as text";
    if (has_control_characters(text))
        return "holds a line break or another control character; put the secret alone there, on one line";
    return {};
}

Result<SecretRead> secret_from(std::string_view source, std::string text)
{
    strip_line_end(text);
    const auto objection = objection_to(text);
    if (objection.empty())
    {
        const auto remark = config::remark_on_secret(text);
        living_secrets().learn(text);
        return SecretRead{Secret(std::move(text)),
                          remark.empty() ? "" : std::string(source) + " " + std::string(remark)};
    }
    wipe(text);
    return Error{ErrorKind::bad_config, std::string(source) + " " + objection};
}

Result<SecretRead> secret_from(std::string_view source, const std::string& path, FileContent& content)
{
    auto read = secret_from(source, std::move(content.text));
    wipe(content.text);
    if (!read.has_value())
        return read;
    const auto add = [&](const std::string& warning) { append_part(read->warning, warning, "; "); };
    if ((content.status.mode & readable_by_others) != 0 && content.status.read_only)
        add("everybody may read " + escaped(path) +
            "; set its mode where it is mounted from (Kubernetes: "
            "defaultMode: 0440 with an fsGroup)");
    else if ((content.status.mode & readable_by_others) != 0)
        add("everybody may read " + escaped(path) + "; run: chmod o= " + escaped(path));
    if (content.status.mounted)
        add(escaped(path) + " is mounted as a single file, so a new secret never arrives here; mount its "
                            "directory (Kubernetes: without subPath)");
    return read;
}

Result<SecretRead> secret_from_output(std::string_view source, std::string text)
{
    strip_line_end(text);
    std::string_view why;
    if (text.empty())
        why = "it printed nothing";
    else if (text.find('\n') != std::string::npos)
        why = "it printed more than one line";
    if (why.empty())
        return secret_from(source, std::move(text));
    wipe(text);
    return unusable(source, why, "let it print the secret alone, on one line of standard output");
}

Result<SecretRead> copy_of(const Result<SecretRead>& read)
{
    if (read.has_error())
        return read.error();
    return SecretRead{read->secret.clone(), read->warning};
}

/// The next step for a file that is there and cannot be read; empty when the system's words say it all.
std::string advice_for(const Error& error)
{
    return error.cause == ErrorCause::permission_denied
               ? "let the group netbird-idp-sync read it (root:netbird-idp-sync 0640)"
               : "";
}

bool agree(const FileContent& left, const FileContent& right)
{
    return left.status.modified == right.status.modified && left.text == right.text;
}

void wipe(Content& content)
{
    if (content.has_value())
        idpsync::wipe(content->text);
}

} // namespace

SecretReader::SecretReader(Files& files, net::Clock& clock, Environment environment, std::string service_unit,
                           Programs* programs)
    : files_(files),
      clock_(clock),
      environment_(std::move(environment)),
      service_unit_(std::move(service_unit)),
      programs_(programs)
{}

asio::awaitable<Result<SecretRead>> SecretReader::read(const SecretSource& source)
{
    if (const auto* file = std::get_if<SecretSource::File>(&source.where))
        co_return co_await read_file(file->path);
    if (const auto* credential = std::get_if<SecretSource::Credential>(&source.where))
        co_return co_await read_credential(credential->name);
    if (const auto* environment = std::get_if<SecretSource::Environment>(&source.where))
        co_return read_environment(environment->variable);
    if (const auto* command = std::get_if<SecretSource::Command>(&source.where))
        co_return co_await read_command(*command);
    const auto& plain = std::get<SecretSource::Plain>(source.where);
    co_return secret_from(describe(source), plain.text->reveal());
}

asio::awaitable<Result<SecretRead>> SecretReader::read_file(const std::string& path)
{
    const auto source = "file " + escaped(path);
    auto content = co_await read_settled(path);
    if (content.has_value())
        co_return secret_from(source, path, *content);
    const auto failure = content.error();
    if (failure.missing)
        co_return unusable(source, "there is no such file",
                           "create it with the secret in it, readable only for netbird-idp-sync "
                           "(root:netbird-idp-sync 0640)");
    co_return unusable(source, failure.error.message, advice_for(failure.error));
}

asio::awaitable<Result<SecretRead>> SecretReader::read_credential(const std::string& name)
{
    const auto source = "credential " + escaped(name);
    const auto directory = environment_("CREDENTIALS_DIRECTORY");
    const auto path = directory.value_or("/run/credentials/" + service_unit_) + "/" + name;
    auto content = co_await read_settled(path);
    if (content.has_value())
        co_return secret_from(source, path, *content);
    const auto failure = content.error();
    if (!directory)
        co_return unusable(source,
                           "this is not the service ($CREDENTIALS_DIRECTORY is not set), and " +
                               failure.error.message,
                           "run the command as root while " + escaped(service_unit_) + " runs");
    if (failure.missing)
        co_return unusable(source, "the service has none of that name",
                           "add LoadCredential=" + escaped(name) + ":PATH to its unit and restart it");
    co_return unusable(source, failure.error.message, failure.error.next);
}

Result<SecretRead> SecretReader::read_environment(const std::string& variable) const
{
    const auto source = "environment variable " + escaped(variable);
    auto value = environment_(variable);
    if (!value)
        return unusable(source, "it is not set",
                        "set it for the service with EnvironmentFile=, or write "
                        "{file: PATH} instead");
    return secret_from(source, std::move(*value));
}

asio::awaitable<Result<SecretRead>> SecretReader::read_command(const SecretSource::Command& command)
{
    const auto known = std::ranges::find(printed_, command, [](const auto& run) { return run.first; });
    if (known != printed_.end())
        co_return copy_of(known->second);
    const auto source = "command " + escaped(command.words.front());
    if (programs_ == nullptr)
        co_return unusable(source, "no command is run here", "name a file: {file: PATH}");
    auto output = co_await programs_->output_of(command);
    auto read = output.has_error() ? unusable(source, output.error().message, output.error().next)
                                   : secret_from_output(source, std::move(*output));
    printed_.emplace_back(command, copy_of(read));
    co_return read;
}

asio::awaitable<Content> SecretReader::read_settled(const std::string& path)
{
    auto content = files_.read(path, read_limit);
    for (unsigned reads = 1; content.has_value() && may_be_in_the_middle(content->status); ++reads)
    {
        if (reads == most_reads)
        {
            wipe(content);
            co_return Files::ReadFailure{false,
                                         {ErrorKind::storage, "it was changed again and again for 2 seconds",
                                          "write it once, or put a "
                                          "finished file in its place"}};
        }
        const auto settled = clock_.now() + settling_time;
        co_await clock_.wait_until(settled);
        auto again = files_.read(path, read_limit);
        const bool unchanged = again.has_value() && agree(*content, *again);
        wipe(content);
        content = std::move(again);
        if (unchanged)
            break;
    }
    co_return content;
}

bool SecretReader::may_be_in_the_middle(const FileStatus& status) const
{
    // The wall clock is known to the second: the moment lies between `now` and a second later. A time further
    // ahead is not the trace of a write but of a wrong clock.
    const auto now = clock_.wall_now();
    return status.modified > now - settling_time && status.modified < now + 2s;
}

asio::awaitable<Secrets> read_secrets(SecretReader& reader, const DesiredState& desired,
                                      const crypto::Fingerprinter& fingerprint)
{
    Secrets secrets;
    secrets.fingerprint_key = fingerprint.id();
    for (const auto& provider : desired.providers())
    {
        if (!provider.client_secret || provider.state != State::present)
            continue;
        auto read = co_await reader.read(*provider.client_secret);
        auto& state = secrets.states[provider.key];
        if (read.has_error())
        {
            state = {SecretState::Kind::unreadable, {}, read.error().text()};
            continue;
        }
        state = {SecretState::Kind::read, fingerprint(read->secret), {}};
        if (!read->warning.empty())
            secrets.warnings.emplace_back(provider.key, read->warning);
        living_secrets().learn_pair(provider.values->client_id, read->secret);
        secrets.values.emplace(provider.key, std::move(read->secret));
    }
    co_return secrets;
}

} // namespace idpsync::reconcile
