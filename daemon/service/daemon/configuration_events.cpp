#include "service/daemon/configuration_events.hpp"

namespace idpsync::service {
namespace {

Event event_of(EventName name, Level level, const config::Diagnostic& diagnostic, std::string field)
{
    Event event{.name = name, .level = level, .provider = std::nullopt, .fields = {}};
    event.fields.emplace_back("where", config::to_string(diagnostic.where));
    if (!diagnostic.path.empty())
        event.fields.emplace_back("setting", diagnostic.path);
    event.fields.emplace_back(std::move(field), diagnostic.message);
    return event;
}

Event secret_warning(std::string setting, const std::string& warning)
{
    return {EventName::config_loaded,
            Level::warning,
            std::nullopt,
            {{"setting", std::move(setting)}, {"warning", warning}}};
}

} // namespace

std::vector<Event> events_of_loaded(const config::Configuration& configuration, const std::string& hash,
                                    const Revision& revision, bool changed)
{
    std::vector<Event> events{{EventName::config_loaded,
                               Level::info,
                               std::nullopt,
                               {{"hash", hash},
                                {"changed", changed ? "true" : "false"},
                                {"mode", std::string(to_string(configuration.settings.policy.mode))},
                                {"providers", std::to_string(configuration.desired.providers().size())}}}};
    if (!revision.name.empty())
        events.front().fields.emplace_back("revision", revision.name);
    else if (!revision.problem.empty())
        events.front().fields.emplace_back("revision_unknown", revision.problem);
    for (const auto& warning : configuration.warnings)
        events.push_back(event_of(EventName::config_loaded, Level::warning, warning, "warning"));
    return events;
}

std::vector<Event> events_of_rejected(const config::LoadFailure& failure, const std::string& in_force)
{
    std::vector<Event> events;
    for (const auto& error : failure.errors)
    {
        events.push_back(event_of(EventName::config_rejected, Level::error, error, "error"));
        events.back().fields.emplace_back("in_force", in_force);
    }
    return events;
}

std::vector<Event> events_of_secrets(const DeclaredFiles& files)
{
    std::vector<Event> events;
    if (files.token.has_value() && !files.token->warning.empty())
        events.push_back(secret_warning("management.token", files.token->warning));
    for (const auto& [key, secret] : files.client_secrets)
        if (secret.has_value() && !secret->warning.empty())
            events.push_back(
                secret_warning("identity_providers." + key.str() + ".client_secret", secret->warning));
    return events;
}

} // namespace idpsync::service
