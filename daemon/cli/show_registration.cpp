#include "cli/show_registration.hpp"

#include "cli/prepare.hpp"
#include "cli/render/render_registration.hpp"
#include "config/load_standalone.hpp"
#include "core/next_command.hpp"
#include "diagnose/standalone_doctor.hpp"
#include "service/keys.hpp"
#include "service/standalone_directory.hpp"
#include "service/system/posix_files.hpp"
#include "standalone/login_addresses.hpp"
#include "standalone/wanted.hpp"

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace idpsync::cli {
namespace {

using Targets = std::vector<const DesiredProvider*>;

Error no_client(const std::string& what, std::string next)
{
    return {ErrorKind::rejected, what, std::move(next)};
}

/// The providers whose clients are to be registered: those of the keys, or all.
Result<Targets> targets_of(const RegistrationOptions& options, const DesiredState& desired)
{
    if (options.type)
        return Targets();
    const auto named = service::named_keys(options.keys, desired, Ledger());
    if (named.has_error())
        return named.error();
    if (named->group_sync)
        return no_client("group_sync is no provider", "name the key of one");
    Targets targets;
    for (const auto& provider : desired.providers())
    {
        const bool asked = options.keys.empty() || named->keys.contains(provider.key);
        if (asked && provider.state == State::present)
            targets.push_back(&provider);
        else if (asked && !options.keys.empty())
            return no_client(provider.key.str() +
                                 " is declared with state: " + std::string(to_string(provider.state)),
                             "there is nothing to register for it");
    }
    if (targets.empty())
    {
        const NextCommand commands{.options = options_to_repeat(options.common)};
        return no_client("no identity provider is declared yet",
                         "name a type: " + commands.command("show registration --type pocketid"));
    }
    return targets;
}

std::string file_and_line(const SourceLocation& where)
{
    return where.file + (where.line == 0 ? "" : ':' + std::to_string(where.line));
}

registrar::RegistrationValues values_for(const netbird::LoginDiscovery& login)
{
    return {.redirect_uri = login.redirect_uri,
            .logout_uri = login.logout_uri,
            .issuer = {},
            .client_id = {},
            .declared_at = {},
            .secret_at = {},
            .challenge = {}};
}

std::string secret_place(const DesiredProvider& provider)
{
    if (!provider.client_secret)
        return {};
    const bool plain = std::holds_alternative<SecretSource::Plain>(provider.client_secret->where);
    return plain ? "client_secret in " + file_and_line(provider.where) : describe(*provider.client_secret);
}

ClientRegistration registration_of(const DesiredProvider& provider, const service::RegistrationFacts& facts)
{
    auto values = values_for(facts.login);
    values.issuer = provider.values->issuer;
    values.client_id = provider.values->client_id;
    values.declared_at = file_and_line(provider.where);
    values.secret_at = secret_place(provider);
    if (const auto seen = facts.challenges.find(provider.key); seen != facts.challenges.end())
        values.challenge = seen->second;
    return {.key = provider.key.str(),
            .declared_at = values.declared_at,
            .sheet = registrar::registration_sheet(provider.values->type, values)};
}

Registrations registrations(const RegistrationOptions& options, const Targets& targets,
                            const service::RegistrationFacts& facts)
{
    Registrations shown{.login = facts.login, .clients = {}};
    if (options.type)
        shown.clients.push_back(
            {.key = {},
             .declared_at = {},
             .sheet = registrar::registration_sheet(*options.type, values_for(facts.login))});
    for (const auto* provider : targets)
        shown.clients.push_back(registration_of(*provider, facts));
    return shown;
}

Result<service::RegistrationFacts> ask_netbird(const RegistrationOptions& options,
                                               const config::Configuration& configuration,
                                               const Targets& targets, Console& console)
{
    const auto log = make_log(options.common, configuration.settings.log, console);
    auto application = start_application(options.common, configuration, *log, console);
    if (application.has_error())
        return application.error();
    std::set<ProviderKey> keys;
    for (const auto* provider : targets)
        keys.insert(provider->key);
    auto facts = (*application)->registration_facts(keys);
    if (facts.has_error())
        return facts.error().with_context("NetBird's login service does not say where it is");
    return facts;
}

std::string manager_place(const Standalone& declared)
{
    const auto& secret = declared.manager->secret;
    return std::holds_alternative<SecretSource::Plain>(secret.where)
               ? "standalone.manager in " + file_and_line(declared.where)
               : describe(secret);
}

void show_sheets(const RegistrationOptions& options, const Registrations& shown, Console& console)
{
    if (options.common.json)
        console.print_json(registrations_json(shown));
    else
        console.print(render_registrations(shown, console.colours_output()));
}

/// Of a standalone NetBird everything is declared: nobody is asked. The ports of `netbird up` are those of
/// setup.env, or NetBird's own where that cannot be read.
Registrations standalone_registration(const Standalone& declared)
{
    service::PosixFiles files;
    const auto present = service::read_standalone_directory(files, declared.directory);
    const auto setup = present.has_value() ? present->setup_env.value_or(std::string()) : std::string();
    registrar::RegistrationValues values{.redirect_uri = {},
                                         .logout_uri = standalone::logout_uri(declared),
                                         .issuer = declared.issuer,
                                         .client_id = declared.client_id,
                                         .declared_at = file_and_line(declared.where),
                                         .secret_at = {},
                                         .challenge = true};
    values.redirect_uris = standalone::redirect_uris(
        declared, standalone::configured(standalone::parse_setup_env(setup).variables()));
    values.launch_url = "https://" + declared.domain;
    values.audience = standalone::wanted_audience(declared);
    if (declared.manager)
    {
        values.manager_account = declared.manager->account;
        values.manager_at = manager_place(declared);
    }
    const auto type = diagnose::registration_of(declared).type;
    Registrations shown{.login = {.redirect_uri = values.launch_url + std::string(standalone::redirect_path),
                                  .logout_uri = values.logout_uri},
                        .clients = {}};
    shown.clients.push_back({.key = std::string(to_string(declared.provider)),
                             .declared_at = values.declared_at,
                             .sheet = registrar::standalone_sheet(type, values)});
    return shown;
}

ExitCode show_standalone_registration(const RegistrationOptions& options, Console& console)
{
    if (options.type || !options.keys.empty())
    {
        console.error("a standalone NetBird has one provider, the declared one; leave KEY and --type out");
        return ExitCode::usage;
    }
    const auto configuration = load_standalone_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    show_sheets(options, standalone_registration(configuration->standalone), console);
    if (configuration->standalone.registration && !options.common.json)
    {
        const NextCommand commands{.options = options_to_repeat(options.common)};
        console.print("\nThe client need not be entered by hand: " +
                      commands.command("standalone", "client --write") + " makes it.\n");
    }
    return console.finish(ExitCode::success);
}

} // namespace

ExitCode show_registration(const RegistrationOptions& options, Console& console)
{
    if (service::PosixFiles files; config::declares_standalone(files, options.common.config))
        return show_standalone_registration(options, console);
    const auto configuration = load_configuration(options.common, console);
    if (!configuration)
        return ExitCode::bad_config;
    const auto targets = targets_of(options, configuration->desired);
    if (targets.has_error())
    {
        console.error(targets.error().text());
        return ExitCode::usage;
    }
    const auto facts = ask_netbird(options, *configuration, *targets, console);
    if (facts.has_error())
        return report_error(facts.error(), console);
    show_sheets(options, registrations(options, *targets, *facts), console);
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
