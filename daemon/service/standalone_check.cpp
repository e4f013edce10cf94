#include "service/standalone_check.hpp"

#include "diagnose/standalone_checks.hpp"
#include "diagnose/standalone_doctor.hpp"
#include "diagnose/standalone_needs.hpp"
#include "service/connect.hpp"
#include "service/declared_files.hpp"
#include "service/provider_access.hpp"
#include "service/server_readback.hpp"
#include "service/standalone_directory.hpp"

#include <algorithm>

namespace idpsync::service {

namespace asio = boost::asio;

namespace {

constexpr const char* token_setting = "management.token";
constexpr const char* manager_setting = "standalone.manager";
constexpr const char* registration_setting = "standalone.registration";

/// What is asked without `management` goes to where NetBird should be.
config::Settings netbird_settings(const config::StandaloneConfiguration& configuration)
{
    config::Settings settings;
    if (configuration.management)
        settings.management = *configuration.management;
    else
        settings.management.url = boost::urls::url("https://" + configuration.standalone.domain);
    return settings;
}

} // namespace

asio::awaitable<std::vector<NamedSecret>>
read_standalone_secrets(const config::StandaloneConfiguration& configuration, reconcile::SecretReader& reader)
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

const Secret& StandaloneCheck::secret_of(std::string_view setting) const
{
    static const Secret not_declared;
    const auto found = std::ranges::find(secrets_, setting, &NamedSecret::first);
    return found == secrets_.end() ? not_declared : found->second->secret;
}

asio::awaitable<Result<void>> StandaloneCheck::read_secrets(std::vector<std::string>& warnings)
{
    reconcile::SecretReader reader(dependencies_.files, dependencies_.clock, dependencies_.environment,
                                   dependencies_.service_unit, dependencies_.programs);
    secrets_ = co_await read_standalone_secrets(configuration_, reader);
    for (const auto& [setting, secret] : secrets_)
    {
        if (secret.has_error())
            co_return secret.error().with_context(setting);
        if (!secret->warning.empty())
            warnings.push_back(setting + ": " + secret->warning);
    }
    co_return Result<void>();
}

Result<void> StandaloneCheck::connect()
{
    auto provider_ca = read_ca_file(dependencies_.files, configuration_.providers.ca_file);
    if (provider_ca.has_error())
        return provider_ca.error().with_context("providers.ca_file");
    const auto settings = netbird_settings(configuration_);
    auto netbird_ca = read_ca_file(dependencies_.files, settings.management.ca_file);
    if (netbird_ca.has_error())
        return netbird_ca.error().with_context("management.ca_file");
    reach_netbird_ = http_options(settings, std::move(*netbird_ca));
    to_netbird_ = dependencies_.connect(reach_netbird_);
    to_provider_ = dependencies_.connect_to_providers(
        provider_http_options(configuration_.providers, std::move(*provider_ca)));
    return {};
}

asio::awaitable<Result<StandaloneSight>> StandaloneCheck::look()
{
    StandaloneSight sight;
    const auto read = co_await read_secrets(sight.warnings);
    if (read.has_error())
        co_return read.error();
    if (const auto connected = connect(); connected.has_error())
        co_return connected.error();
    const auto& declared = configuration_.standalone;
    const auto& management = configuration_.management;
    auto present = read_standalone_directory(dependencies_.files, declared.directory);
    if (present.has_value())
        learn_secrets_of(*present);
    diagnose::StandaloneDoctor::Targets targets{.declared = declared, .files = std::move(present)};
    targets.manager = secret_of(manager_setting).clone();
    targets.registration = secret_of(registration_setting).clone();
    if (management)
        targets.management = netbird::ClientOptions{.management = management->url,
                                                    .token = secret_of(token_setting).clone(),
                                                    .timeout = management->timeout};
    if (dependencies_.ask_server)
        targets.handed_out = read_back(
            management ? std::vector{management->url}
                       : diagnose::api_addresses(declared, diagnose::told_api_port(declared, targets.files)),
            reach_netbird_);
    diagnose::StandaloneDoctor doctor(
        {*to_netbird_, *to_provider_, dependencies_.clock, dependencies_.random}, targets);
    const auto facts = co_await doctor.look();
    const diagnose::StandaloneContext context{.declared = declared,
                                              .api_port = diagnose::told_api_port(declared, targets.files),
                                              .port_is_declared = declared.reverse_proxy.has_value(),
                                              .token_source =
                                                  management ? describe(management->token) : std::string(),
                                              .commands = dependencies_.commands,
                                              .now = dependencies_.clock.wall_now()};
    sight.diagnosis = diagnose::judge_standalone(facts, context);
    sight.rendering = facts.rendering;
    co_return std::move(sight);
}

asio::awaitable<Result<std::optional<StandaloneClient>>> StandaloneCheck::keep_client()
{
    const auto& declared = configuration_.standalone;
    const auto present = read_standalone_directory(dependencies_.files, declared.directory);
    if (!declared.registration || present.has_error())
        co_return std::optional<StandaloneClient>();
    const auto setup = standalone::parse_setup_env(present->setup_env.value_or(std::string()));
    const StandaloneClientWork work{
        .declared = declared,
        .secret = secret_of(registration_setting),
        .needs = diagnose::needs_of_standalone(declared, standalone::configured(setup.variables())),
        .http = *to_provider_,
        .clock = dependencies_.clock,
        .commands = dependencies_.commands,
        .manager = keeps_manager(declared) ? &secret_of(manager_setting) : nullptr};
    auto client = co_await keep_standalone_client(work, true);
    if (client.has_error())
        co_return client.error();
    co_return std::optional(std::move(*client));
}

} // namespace idpsync::service
