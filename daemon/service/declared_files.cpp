#include "service/declared_files.hpp"

#include "config/hints.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/system_clock.hpp"

namespace idpsync::service {
namespace {

constexpr std::uint64_t largest_ca_file = 4U << 20U;

using SecretsByPath = std::map<std::string, Result<reconcile::SecretRead>>;

boost::asio::awaitable<Result<SecretsByPath>> read_each(reconcile::SecretReader& reader,
                                                        const config::LoadFailure& failure)
{
    SecretsByPath secrets;
    for (const auto& [path, source] : failure.secrets)
    {
        auto secret = co_await reader.read(source);
        if (path == "management.token")
            secret = checked_token(std::move(secret), source);
        secrets.emplace(path, std::move(secret));
    }
    co_return secrets;
}

} // namespace

Result<reconcile::SecretRead> checked_token(Result<reconcile::SecretRead> token, const SecretSource& source)
{
    if (token.has_error())
        return token;
    const auto why = config::objection_to_token(token->secret.reveal());
    if (why.empty())
        return token;
    return Error{ErrorKind::bad_config, describe(source) + " " + std::string(why)};
}

Result<std::optional<std::string>> read_ca_file(Files& files, const std::optional<std::string>& path)
{
    if (!path)
        return std::optional<std::string>();
    auto content = files.read(*path, largest_ca_file);
    if (content.has_error())
    {
        auto error = content.error().error;
        error.kind = ErrorKind::bad_config;
        return error;
    }
    return std::optional<std::string>(std::move(content->text));
}

std::optional<Error> unusable_setting(const DeclaredFiles& files)
{
    if (files.token.has_error())
        return files.token.error().with_context("management.token");
    if (files.ca_pem.has_error())
        return files.ca_pem.error().with_context("management.ca_file");
    if (files.providers_ca_pem.has_error())
        return files.providers_ca_pem.error().with_context("providers.ca_file");
    return std::nullopt;
}

boost::asio::awaitable<Result<DeclaredFiles>>
read_declared_files(Files& files, reconcile::SecretReader& reader, const config::Configuration& configuration)
{
    DeclaredFiles read;
    reader.forget_commands();
    const auto& management = configuration.settings.management;
    read.ca_pem = read_ca_file(files, management.ca_file);
    read.providers_ca_pem = read_ca_file(files, configuration.settings.providers.ca_file);
    auto token = co_await reader.read(management.token);
    read.token = checked_token(std::move(token), management.token);
    for (const auto& provider : configuration.desired.providers())
    {
        // A client that was made here goes with its connector.
        if (provider.registration && provider.state != State::released)
        {
            auto secret = co_await reader.read(provider.registration->secret);
            if (secret.has_value() && !provider.registration->account.empty())
                living_secrets().learn_pair(provider.registration->account, secret->secret);
            read.registration_secrets.emplace(provider.key, std::move(secret));
        }
        if (provider.state != State::present || !provider.client_secret)
            continue;
        auto secret = co_await reader.read(*provider.client_secret);
        if (secret.has_value())
            living_secrets().learn_pair(provider.values->client_id, secret->secret);
        read.client_secrets.emplace(provider.key, std::move(secret));
    }
    reader.forget_commands();
    co_return read;
}

Result<DeclaredFiles> read_declared_files(const config::Configuration& configuration,
                                          const SecretAccess& access)
{
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    ProgramRunner programs(loop.executor(), clock, access);
    reconcile::SecretReader reader(files, clock, access.environment, access.service_unit, &programs);
    return loop.run(read_declared_files(files, reader, configuration));
}

Result<std::map<std::string, Result<reconcile::SecretRead>>> read_secrets(const config::LoadFailure& failure,
                                                                          const SecretAccess& access)
{
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    ProgramRunner programs(loop.executor(), clock, access);
    reconcile::SecretReader reader(files, clock, access.environment, access.service_unit, &programs);
    return loop.run(read_each(reader, failure));
}

namespace {

void add_held(const DesiredProvider& provider, reconcile::LedgerStore& store,
              const crypto::Fingerprinter& fingerprint, reconcile::Secrets& secrets)
{
    auto held = store.held_secret(provider.key);
    if (held.has_error())
    {
        secrets.states[provider.key] = {SecretState::Kind::unreadable, {}, held.error().text()};
        return;
    }
    if (!*held)
        return;
    living_secrets().learn_pair(provider.values->client_id, **held);
    secrets.states[provider.key] = {SecretState::Kind::read, fingerprint(**held), {}};
    secrets.values.insert_or_assign(provider.key, std::move(**held));
}

} // namespace

reconcile::Secrets secrets_of(DeclaredFiles& files, const DesiredState& desired,
                              reconcile::LedgerStore& store, const crypto::Fingerprinter& fingerprint)
{
    reconcile::Secrets secrets;
    secrets.fingerprint_key = fingerprint.id();
    for (auto& [key, read] : files.client_secrets)
    {
        auto& state = secrets.states[key];
        if (read.has_error())
        {
            state.kind = SecretState::Kind::unreadable;
            state.problem = read.error().text();
            continue;
        }
        state.kind = SecretState::Kind::read;
        state.fingerprint = fingerprint(read->secret);
        if (!read->warning.empty())
            secrets.warnings.emplace_back(key, read->warning);
        secrets.values.emplace(key, std::move(read->secret));
    }
    secrets.registration = std::move(files.registration_secrets);
    take_held(desired, store, fingerprint, secrets);
    return secrets;
}

void take_held(const DesiredState& desired, reconcile::LedgerStore& store,
               const crypto::Fingerprinter& fingerprint, reconcile::Secrets& secrets)
{
    for (const auto& provider : desired.providers())
        if (provider.registration && provider.registration->generated_secret &&
            provider.state == State::present)
            add_held(provider, store, fingerprint, secrets);
}

} // namespace idpsync::service
