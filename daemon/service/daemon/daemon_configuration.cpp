#include "service/daemon/daemon_configuration.hpp"

#include "service/daemon/configuration_events.hpp"

#include <algorithm>

namespace idpsync::service {

namespace asio = boost::asio;

DaemonConfiguration::DaemonConfiguration(const DaemonSeams& seams, reconcile::Environment environment,
                                         std::string file, ConfigurationSource::Objection objection)
    : seams_(seams),
      source_(seams.files, seams.clock, std::move(environment), std::move(file), std::move(objection),
              seams.programs)
{}

const config::LoadFailure* DaemonConfiguration::load()
{
    source_.load();
    return source_.rejected() ? &*source_.rejected() : nullptr;
}

void DaemonConfiguration::begin(std::function<void()> changed)
{
    for (auto& event : events_of_loaded(source_.in_force(), source_.hash(), source_.revision(), true))
        seams_.log.emit(std::move(event));
    seams_.accepted(source_.in_force().settings);
    watch_ = seams_.watch_files(std::move(changed));
    watch();
}

ConfigurationSource::Loaded DaemonConfiguration::load_again(bool tell, bool take)
{
    const auto loaded = source_.load(take);
    if (loaded.outcome == ConfigurationSource::Outcome::waits)
    {
        watch();
        return loaded;
    }
    const bool accepted = loaded.outcome != ConfigurationSource::Outcome::rejected;
    const bool replaced = loaded.outcome == ConfigurationSource::Outcome::replaced;
    if (accepted)
        seams_.use_log(source_.in_force().settings.log);
    if (loaded.news || tell)
        for (auto& event :
             accepted ? events_of_loaded(source_.in_force(), source_.hash(), source_.revision(), replaced)
                      : events_of_rejected(*source_.rejected(), source_.hash()))
            seams_.log.emit(std::move(event));
    if (accepted)
        seams_.accepted(source_.in_force().settings);
    watch();
    return loaded;
}

Result<void> DaemonConfiguration::take_only(const Named& named)
{
    auto taken = source_.take_only(named);
    watch();
    return taken;
}

asio::awaitable<ConfigurationSource::Reading> DaemonConfiguration::read()
{
    auto reading = co_await source_.read();
    warn_of_secrets(reading.files);
    co_return reading;
}

void DaemonConfiguration::look_at_revision()
{
    if (!source_.look_at_revision())
        return;
    auto events = events_of_loaded(source_.in_force(), source_.hash(), source_.revision(), false);
    seams_.log.emit(std::move(events.front()));
}

void DaemonConfiguration::watch()
{
    watch_->watch(source_.paths());
    auto problem = watch_->problem();
    if (!problem.empty() && problem != watch_problem_)
        seams_.log.emit({EventName::config_loaded,
                         Level::warning,
                         std::nullopt,
                         {{"warning", "changed files are noticed only after 10 s: " + problem}}});
    watch_problem_ = std::move(problem);
}

void DaemonConfiguration::warn_of_secrets(const DeclaredFiles& files)
{
    auto warnings = events_of_secrets(files);
    const auto told = [this](const Event& event) {
        return std::any_of(secret_warnings_.begin(), secret_warnings_.end(),
                           [&](const Event& one) { return one.fields == event.fields; });
    };
    for (const auto& warning : warnings)
        if (!told(warning))
            seams_.log.emit(warning);
    secret_warnings_ = std::move(warnings);
}

} // namespace idpsync::service
