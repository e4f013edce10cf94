#include "service/application.hpp"

#include "core/text.hpp"
#include "diagnose/account_checks.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/examination.hpp"
#include "service/connect.hpp"
#include "service/history.hpp"
#include "service/system/program_runner.hpp"

#include <unistd.h>

#include <algorithm>

namespace idpsync::service {
namespace {

/// What cannot fail, for a loop whose tasks can be stopped.
template <class T>
boost::asio::awaitable<Result<T>> as_result(boost::asio::awaitable<T> task)
{
    auto value = co_await std::move(task);
    co_return Result<T>(std::move(value));
}

} // namespace

Result<std::unique_ptr<Application>> Application::start(const config::Configuration& configuration,
                                                        EventSink& events, const Options& options)
{
    std::unique_ptr<Application> application(new Application(configuration, events, options));
    // As whoever runs the command: a secret may be readable for root alone.
    if (const auto read = application->read_files(); read.has_error())
        return read.error();
    // As the state directory's owner from here on.
    if (const auto opened = application->open_state(); opened.has_error())
        return opened.error();
    application->connect();
    return application;
}

Application::Application(const config::Configuration& configuration, EventSink& events,
                         const Options& options)
    : configuration_(configuration),
      events_(events),
      options_(options),
      clock_(loop_.executor()),
      store_(files_, random_, options.state_directory),
      checks_(files_, clock_, options.state_directory)
{}

Result<void> Application::read_files()
{
    ProgramRunner programs(loop_.executor(), clock_,
                           {options_.environment, options_.service_unit, options_.state_directory});
    reconcile::SecretReader reader(files_, clock_, options_.environment, options_.service_unit, &programs);
    auto read = loop_.run(read_declared_files(files_, reader, configuration_));
    if (read.has_error())
        return read.error();
    read_ = std::move(*read);
    if (auto unusable = unusable_setting(read_))
        return std::move(*unusable);
    if (!read_.token->warning.empty())
        warnings_.push_back("management.token: " + read_.token->warning);
    for (const auto& [key, secret] : read_.registration_secrets)
        if (secret.has_value() && !secret->warning.empty())
            warnings_.push_back(registration_secret_path(*configuration_.desired.find(key)) + ": " +
                                secret->warning);
    return {};
}

Result<void> Application::become_owner()
{
    if (options_.give_up_root || ::geteuid() != 0)
        return become_owner_of(options_.state_directory);
    const auto user = daemon_user(options_.state_directory);
    if (!user)
        return {};
    auto owner = ActingAs::start(*user);
    if (owner.has_error())
        return owner.error();
    owner_ = std::move(*owner);
    return {};
}

Result<void> Application::open_state()
{
    // Also for `plan`: what it finds out about providers is kept there.
    if (const auto owned = become_owner(); owned.has_error())
        return owned.error();
    commands_.options = options_.command_options;
    commands_.candidate = options_.candidate;
    store_.name_commands(commands_);
    if (!options_.write)
        commands_.daemon = store_.is_held_elsewhere();
    store_.name_commands(commands_);
    if (options_.write)
    {
        if (const auto made = files_.make_directory(options_.state_directory, 0700); made.has_error())
            return made.error();
        if (const auto locked = store_.lock(); locked.has_error())
            return locked.error();
    }

    const auto fingerprinter = store_.fingerprinter(options_.write);
    if (fingerprinter.has_error())
        return fingerprinter.error();
    secrets_ = secrets_of(read_, configuration_.desired, store_, **fingerprinter);
    for (const auto& [key, warning] : secrets_.warnings)
        warnings_.push_back("identity_providers." + key.str() + ".client_secret: " + warning);
    return {};
}

void Application::connect()
{
    http_.emplace(loop_.executor(), clock_, http_options(configuration_.settings, std::move(*read_.ca_pem)));
    auto to_providers = std::make_unique<net::BeastClient>(
        loop_.executor(), clock_,
        provider_http_options(configuration_.settings.providers, std::move(*read_.providers_ca_pem)));
    server_.emplace(ServerAccess::Dependencies{*http_, clock_, random_, store_, checks_, events_},
                    configuration_.settings.management, read_.token->secret, std::move(to_providers));
}

Result<reconcile::Report> Application::run_pass(const reconcile::PassRequest& request)
{
    auto asked = request;
    asked.commands = commands_;
    asked.attribution = attribution_rules(configuration_.settings, request.write);
    auto report = loop_.run(server_->reconciler().run_once(configuration_.desired, secrets_,
                                                           configuration_.settings.policy, asked));
    if (!report.has_value() || !options_.write)
        return report;
    const auto kept = History(files_, options_.state_directory)
                          .add(changes_of(*report, {.command = true, .who = options_.asked_by},
                                          options_.files, clock_.wall_now()));
    if (kept.has_error())
        events_.emit(event_of_unsaved_history(kept.error()));
    return report;
}

Result<diagnose::Diagnosis> Application::diagnose(std::set<ProviderKey> named)
{
    const auto remembered = ledger();
    if (remembered.has_error())
        return remembered.error();
    const auto& management = configuration_.settings.management;
    netbird::LoginService login(*http_, clock_, management.url, diagnose::provider_deadline);
    const bool everything = named.empty();
    diagnose::Doctor doctor(
        {server_->inspector(), login, server_->providers().inquiry(), server_->providers().http(), clock_},
        {configuration_, secrets_, *remembered, std::move(named), commands_});
    auto diagnosis = loop_.run(as_result(doctor.visit()));
    const bool netbird_is_well =
        diagnosis.has_value() && std::ranges::find(diagnosis->netbird, Severity::error, &Finding::severity) ==
                                     diagnosis->netbird.end();
    if (everything && netbird_is_well && configuration_.desired.group_sync())
        diagnosis->netbird.push_back(look_at_group_sync());
    if (diagnosis.has_value())
        diagnose::sort_by_urgency(diagnosis->netbird);
    return diagnosis;
}

/// As a pass sees it: what guards it is decided there.
Finding Application::look_at_group_sync()
{
    const auto report = run_pass({.group_sync_named = true, .candidate = true, .demanded = true});
    if (report.has_error())
        return diagnose::unclear(FindingId::group_sync_differs, report.error().text());
    return report->plan.group_sync ? diagnose::judge_group_sync(*report->plan.group_sync, commands_)
                                   : diagnose::passed(FindingId::group_sync_differs,
                                                      "the former settings are back, as requested");
}

Result<std::unique_ptr<LoginSession>> Application::login(ProviderKey key, diagnose::LoopbackRedirect redirect,
                                                         BrowserDoor::Options door)
{
    auto remembered = ledger();
    if (remembered.has_error())
        return remembered.error();
    return std::make_unique<LoginSession>(
        LoginSession::Dependencies{loop_, clock_, random_, *http_, server_->inspector(),
                                   server_->providers().inquiry(), checks_, configuration_, secrets_,
                                   commands_},
        std::move(*remembered), std::move(key), std::move(redirect), std::move(door));
}

Result<netbird::LoginDiscovery> Application::login_service()
{
    auto asked = loop_.run(as_result(server_->inspector().login_service()));
    if (asked.has_error())
        return asked.error();
    return std::move(asked->value);
}

Result<RegistrationFacts> Application::registration_facts(const std::set<ProviderKey>& keys)
{
    auto discovery = login_service();
    if (discovery.has_error())
        return discovery.error();
    RegistrationFacts facts{.login = std::move(*discovery), .challenges = {}};
    const auto remembered = ledger();
    if (remembered.has_error())
        return facts;
    netbird::LoginService login(*http_, clock_, configuration_.settings.management.url,
                                diagnose::provider_deadline);
    auto challenges = loop_.run(as_result(challenges_seen(login, *remembered, keys)));
    if (challenges.has_error())
        return challenges.error();
    facts.challenges = std::move(*challenges);
    return facts;
}

} // namespace idpsync::service
