#include "service/standalone_visit.hpp"

#include "diagnose/standalone_checks.hpp"
#include "diagnose/standalone_doctor.hpp"
#include "net/client.hpp"
#include "service/connect.hpp"
#include "service/declared_files.hpp"
#include "service/provider_access.hpp"
#include "service/standalone_directory.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"

#include <optional>

namespace idpsync::service {
namespace {

constexpr const char* token_setting = "management.token";
constexpr const char* manager_setting = "standalone.manager";
constexpr const char* registration_setting = "standalone.registration";

boost::asio::awaitable<Result<std::vector<NamedSecret>>>
read_secrets_of(const config::StandaloneConfiguration& configuration, reconcile::SecretReader& reader)
{
    std::vector<NamedSecret> secrets;
    const auto& declared = configuration.standalone;
    if (configuration.management)
    {
        auto token = co_await reader.read(configuration.management->token);
        secrets.emplace_back(token_setting, checked_token(std::move(token), configuration.management->token));
    }
    if (declared.manager)
    {
        auto secret = co_await reader.read(declared.manager->secret);
        secrets.emplace_back(manager_setting, std::move(secret));
    }
    if (declared.registration)
    {
        auto secret = co_await reader.read(declared.registration->secret);
        secrets.emplace_back(registration_setting, std::move(secret));
    }
    co_return std::move(secrets);
}

/// The secret of that setting; empty: it is not declared.
Secret secret_named(const std::vector<NamedSecret>& secrets, std::string_view setting)
{
    for (const auto& [name, read] : secrets)
        if (name == setting)
            return read->secret.clone();
    return {};
}

/// One visit: what it holds lives as long as its requests.
class StandaloneVisit
{
public:
    StandaloneVisit(const config::StandaloneConfiguration& configuration, const StandaloneVisitor& visitor)
        : configuration_(configuration), visitor_(visitor), clock_(loop_.executor())
    {}

    Result<diagnose::Diagnosis> make(std::vector<std::string>& warnings);

private:
    Result<void> read_secrets(std::vector<std::string>& warnings);
    Result<void> connect();
    diagnose::StandaloneDoctor::Targets targets();
    [[nodiscard]] diagnose::StandaloneContext context(const Result<standalone::DirectoryFiles>& files) const;

    const config::StandaloneConfiguration& configuration_;
    const StandaloneVisitor& visitor_;
    EventLoop loop_;
    SystemClock clock_;
    PosixFiles files_;
    SystemRandom random_;
    std::vector<NamedSecret> secrets_;
    std::optional<net::BeastClient> to_netbird_;
    std::optional<net::BeastClient> to_provider_;
};

boost::asio::awaitable<Result<diagnose::StandaloneFacts>> look_at_all(diagnose::StandaloneDoctor& doctor)
{
    auto facts = co_await doctor.look();
    co_return Result<diagnose::StandaloneFacts>(std::move(facts));
}

Result<diagnose::Diagnosis> StandaloneVisit::make(std::vector<std::string>& warnings)
{
    if (const auto read = read_secrets(warnings); read.has_error())
        return read.error();
    if (const auto connected = connect(); connected.has_error())
        return connected.error();
    const auto seen = targets();
    diagnose::StandaloneDoctor doctor({*to_netbird_, *to_provider_, clock_, random_}, seen);
    const auto facts = loop_.run(look_at_all(doctor));
    if (facts.has_error())
        return facts.error();
    return diagnose::judge_standalone(*facts, context(seen.files));
}

Result<void> StandaloneVisit::read_secrets(std::vector<std::string>& warnings)
{
    auto read = read_standalone_secrets(configuration_, visitor_.access);
    if (read.has_error())
        return read.error();
    secrets_ = std::move(*read);
    for (const auto& [setting, secret] : secrets_)
    {
        if (secret.has_error())
            return secret.error().with_context(setting);
        if (!secret->warning.empty())
            warnings.push_back(setting + ": " + secret->warning);
    }
    return {};
}

Result<void> StandaloneVisit::connect()
{
    auto provider_ca = read_ca_file(files_, configuration_.providers.ca_file);
    if (provider_ca.has_error())
        return provider_ca.error().with_context("providers.ca_file");
    config::Settings settings;
    if (configuration_.management)
        settings.management = *configuration_.management;
    else
        settings.management.url = boost::urls::url("https://" + configuration_.standalone.domain);
    auto netbird_ca = read_ca_file(files_, settings.management.ca_file);
    if (netbird_ca.has_error())
        return netbird_ca.error().with_context("management.ca_file");
    to_netbird_.emplace(loop_.executor(), clock_, http_options(settings, std::move(*netbird_ca)));
    to_provider_.emplace(loop_.executor(), clock_,
                         provider_http_options(configuration_.providers, std::move(*provider_ca)));
    return {};
}

diagnose::StandaloneDoctor::Targets StandaloneVisit::targets()
{
    const auto& declared = configuration_.standalone;
    auto present = read_standalone_directory(files_, declared.directory);
    if (present.has_value())
        learn_secrets_of(*present);
    diagnose::StandaloneDoctor::Targets targets{.declared = declared, .files = std::move(present)};
    targets.manager = secret_named(secrets_, manager_setting);
    targets.registration = secret_named(secrets_, registration_setting);
    if (const auto& management = configuration_.management)
        targets.management = netbird::ClientOptions{.management = management->url,
                                                    .token = secret_named(secrets_, token_setting),
                                                    .timeout = management->timeout};
    return targets;
}

diagnose::StandaloneContext StandaloneVisit::context(const Result<standalone::DirectoryFiles>& files) const
{
    const auto& declared = configuration_.standalone;
    const auto& management = configuration_.management;
    return {.declared = declared,
            .api_port = diagnose::told_api_port(declared, files),
            .port_is_declared = declared.reverse_proxy.has_value(),
            .token_source = management ? describe(management->token) : std::string(),
            .commands = visitor_.commands,
            .now = clock_.wall_now()};
}

} // namespace

Result<std::vector<NamedSecret>> read_standalone_secrets(const config::StandaloneConfiguration& configuration,
                                                         const SecretAccess& access)
{
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    ProgramRunner programs(loop.executor(), clock, access);
    reconcile::SecretReader reader(files, clock, access.environment, access.service_unit, &programs);
    return loop.run(read_secrets_of(configuration, reader));
}

Result<diagnose::Diagnosis> visit_standalone(const config::StandaloneConfiguration& configuration,
                                             const StandaloneVisitor& visitor,
                                             std::vector<std::string>& warnings)
{
    return StandaloneVisit(configuration, visitor).make(warnings);
}

} // namespace idpsync::service
