#include "service/daemon/daemon_world.hpp"

#include "sandbox/provider/provider.hpp"
#include "support/event_catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace idpsync::test {

class DaemonWorld::Sink final : public EventSink
{
public:
    explicit Sink(std::vector<Event>& events) : events_(events) {}
    void emit(Event event) override
    {
        EXPECT_EQ(violation(event), "");
        events_.push_back(std::move(event));
    }

private:
    std::vector<Event>& events_;
};

class DaemonWorld::Watch final : public service::FileWatch
{
public:
    explicit Watch(std::vector<std::string>& watched) : watched_(watched) {}
    void watch(std::vector<std::string> paths) override { watched_ = std::move(paths); }

private:
    std::vector<std::string>& watched_;
};

class DaemonWorld::Notifier final : public service::Notifier
{
public:
    explicit Notifier(std::vector<std::string>& notified) : notified_(notified) {}
    void send(const std::string& assignments) override { notified_.push_back(assignments); }

private:
    std::vector<std::string>& notified_;
};

class DaemonWorld::Chance final : public Random
{
public:
    explicit Chance(const double& unit) : unit_(unit) {}
    void fill(std::span<std::byte> bytes) override { std::fill(bytes.begin(), bytes.end(), std::byte{7}); }
    double unit() override { return unit_; }

private:
    const double& unit_;
};

namespace {

std::optional<service::ProcessFacts> of_the_process()
{
    return service::ProcessFacts{.resident_bytes = 4096};
}

} // namespace

DaemonWorld::DaemonWorld() : DaemonWorld(std::make_shared<Outside>())
{
    const sandbox::ProviderClient client{.secret = "secret", .redirect_uris = {sandbox.redirect_uri()}};
    auto other = client;
    other.id = "other";
    sandbox.add_provider("https://id.example.com",
                         {.profile = sandbox::Profile::oidc_provider, .clients = {client, other}});
}

void DaemonWorld::rotate_secret(const std::string& secret)
{
    sandbox.provider("https://id.example.com").client().secret = secret;
    files.put("/etc/idp/secrets/corp", secret);
}

std::unique_ptr<DaemonWorld> DaemonWorld::beside(const DaemonWorld& neighbour)
{
    return std::unique_ptr<DaemonWorld>(new DaemonWorld(neighbour.outside_));
}

DaemonWorld::DaemonWorld(std::shared_ptr<Outside> outside)
    : outside_(std::move(outside)),
      io(outside_->io),
      clock(outside_->clock),
      sandbox(outside_->sandbox),
      sink_(std::make_unique<Sink>(log)),
      notifier_(std::make_unique<Notifier>(notified)),
      chance_(std::make_unique<Chance>(chance)),
      monitoring(io.get_executor(), clock, *sink_, of_the_process)
{
    files.put("/etc/idp/token", std::string(sandbox::default_token));
    files.put("/etc/idp/secrets/corp", "secret");
    write_config();
}

DaemonWorld::~DaemonWorld()
{
    if (!daemon || ended)
        return;
    daemon->stop("the end of the test");
    io.restart();
    io.poll();
}

void DaemonWorld::write_config(const std::string& more, const std::string& name)
{
    declare_nothing("identity_providers:\n"
                    "  corp:\n"
                    "    type: oidc\n"
                    "    name: " +
                    name +
                    "\n"
                    "    issuer: https://id.example.com\n"
                    "    client_id: netbird\n"
                    "    client_secret: { file: secrets/corp }\n" +
                    more);
}

void DaemonWorld::declare_nothing(const std::string& more)
{
    files.put("/etc/idp/config.yaml", "version: 1\n"
                                      "management:\n"
                                      "  url: " +
                                          sandbox.url() +
                                          "\n"
                                          "  allow_http: true\n"
                                          "  token: { file: token }\n"
                                          "verify: " +
                                          verify + "\n" + more);
}

service::Daemon::Seams DaemonWorld::seams()
{
    return {.clock = clock,
            .files = files,
            .random = *chance_,
            .connect =
                [this](const net::ClientOptions&) {
                    ++connections_made;
                    return monitoring.observed(
                        std::make_unique<sandbox::InProcessClient>(io.get_executor(), sandbox));
                },
            .watch_files =
                [this](std::function<void()> changed) {
                    files_changed_ = std::move(changed);
                    return std::make_unique<Watch>(watched);
                },
            .notifier = *notifier_,
            .log = monitoring.log(),
            .token_file = token_file,
            .use_log = [this](const config::LogSettings& settings) { log_settings = settings; },
            .accepted = [this](const config::Settings& settings) { monitoring.accepted(settings); },
            .pass_ended = [this](const auto& outcome, auto took) { monitoring.pass_ended(outcome, took); },
            .published = [this](const service::DaemonState& state) { monitoring.published(state); }};
}

Result<void> DaemonWorld::try_start()
{
    daemon = std::make_unique<service::Daemon>(
        io.get_executor(), seams(),
        service::Daemon::Options{
            .config_file = "/etc/idp/config.yaml",
            .state_directory = "/state",
            .environment = [this](const std::string& name) -> std::optional<std::string> {
                const auto found = environment.find(name);
                return found == environment.end() ? std::nullopt : std::optional(found->second);
            },
            .watchdog = watchdog});
    if (const auto* failure = daemon->load())
        return Error{ErrorKind::bad_config, to_string(failure->errors.front())};
    return daemon->start([this](std::exception_ptr failure) {
        ended = true;
        bug = std::move(failure);
    });
}

void DaemonWorld::start()
{
    try_start().value();
    settle();
}

void DaemonWorld::settle()
{
    io.restart();
    io.poll();
    if (bug)
        std::rethrow_exception(bug);
}

void DaemonWorld::pass_time(std::chrono::nanoseconds time)
{
    const auto until = clock.now() + std::chrono::duration_cast<net::SteadyTime::duration>(time);
    settle();
    while (clock.next() && *clock.next() <= until)
    {
        clock.advance_to_next();
        settle();
    }
    clock.advance(until - clock.now());
    settle();
}

void DaemonWorld::tell_of_changed_files()
{
    files_changed_();
    settle();
}

std::chrono::nanoseconds DaemonWorld::time_to_next_pass() const
{
    return daemon->state().next_pass - clock.now();
}

std::vector<Event> DaemonWorld::logged(EventName name) const
{
    std::vector<Event> out;
    std::copy_if(log.begin(), log.end(), std::back_inserter(out),
                 [&](const Event& event) { return event.name == name && event.level > Level::debug; });
    return out;
}

bool DaemonWorld::told_systemd(const std::string& text) const
{
    return std::any_of(notified.begin(), notified.end(),
                       [&](const std::string& message) { return message.find(text) != std::string::npos; });
}

std::string DaemonWorld::name_in_netbird() const
{
    if (sandbox.connectors().size() != 1)
        throw std::logic_error(std::to_string(sandbox.connectors().size()) + " connectors");
    return sandbox.connectors().front().name;
}

void DaemonWorld::rename_in_netbird(const std::string& name)
{
    const auto id = sandbox.connectors().at(0).id;
    sandbox.edit(id, {.name = name});
}

std::string field(const Event& event, const std::string& name)
{
    for (const auto& [key, value] : event.fields)
        if (key == name)
            return value;
    return {};
}

} // namespace idpsync::test
