#include "cli/doctor_login.hpp"

#include "cli/prepare.hpp"
#include "cli/render/doctor_json.hpp"
#include "cli/render/render_login.hpp"
#include "core/text.hpp"
#include "service/login/open_browser.hpp"

#include <unistd.h>

namespace idpsync::cli {
namespace {

/// One login, from the configuration to the exit code.
class DoctorLogin
{
public:
    DoctorLogin(const DoctorOptions& options, const ProviderKey& key,
                const config::Configuration& configuration, Console& console)
        : options_(options),
          login_(*options.login),
          key_(key),
          configuration_(configuration),
          console_(console)
    {}

    ExitCode run();

private:
    Result<std::unique_ptr<service::LoginSession>> begin();
    service::BrowserDoor::Options door();
    void show(const std::string& url, const diagnose::LoopbackRedirect& redirect);
    bool agreed();
    ExitCode print(const diagnose::LoginDiagnosis& diagnosis);

    const DoctorOptions& options_;
    const LoginOptions& login_;
    const ProviderKey& key_;
    const config::Configuration& configuration_;
    Console& console_;
    std::unique_ptr<EventSink> log_; // outlives the application
    std::unique_ptr<service::Application> application_;
    std::optional<service::FollowedLog> netbird_log_;
    bool was_root_ = ::geteuid() == 0; // before the application becomes the state directory's owner
};

ExitCode DoctorLogin::run()
{
    log_ = make_log(options_.common, configuration_.settings.log, console_);
    const auto session = begin();
    if (session.has_error())
        return report_error(session.error(), console_);
    const auto stopped = (*session)->prepare();
    if (stopped.has_error())
        return report_error(stopped.error(), console_);
    if (*stopped)
        return print(**stopped);
    if (!agreed())
    {
        console_.note("nobody signed in");
        return ExitCode::failure;
    }
    const auto diagnosis = (*session)->sign_in();
    if (diagnosis.has_error())
        return report_error(diagnosis.error(), console_);
    return print(*diagnosis);
}

Result<std::unique_ptr<service::LoginSession>> DoctorLogin::begin()
{
    // As whoever runs the command: the log may be readable for root alone.
    if (login_.netbird_log)
    {
        auto opened = service::FollowedLog::open(*login_.netbird_log);
        if (opened.has_error())
            return opened.error();
        netbird_log_ = std::move(*opened);
    }
    auto started = start_application(options_.common, configuration_, *log_, console_);
    if (started.has_error())
        return started.error();
    application_ = std::move(*started);
    return application_->login(key_, login_.redirect, door());
}

service::BrowserDoor::Options DoctorLogin::door()
{
    return {.show = [this](const std::string& url,
                           const diagnose::LoopbackRedirect& redirect) { show(url, redirect); },
            .asks_terminal = console_.can_ask() && login_.netbird_log != "-",
            .log = std::move(netbird_log_)};
}

void DoctorLogin::show(const std::string& url, const diagnose::LoopbackRedirect& redirect)
{
    const auto port = std::to_string(redirect.port);
    const bool opened = service::has_browser(console_.environment(), was_root_) && service::open_browser(url);
    console_.print_error(std::string(opened ? "A browser opens this address; sign in there within "
                                            : "Open this address in a browser and sign in within ") +
                         std::to_string(diagnose::login_time.count()) + " minutes:\n\n  " + escaped(url) +
                         "\n\nThe browser comes back to " + escaped(redirect.uri) +
                         ". If it runs on another host, forward the port first:\n  ssh -L " + port +
                         ":localhost:" + port + " THIS-HOST\n");
    if (console_.can_ask() && login_.netbird_log != "-")
        console_.print_error("If it ends at an error page of NetBird (\"Authentication failed.\"), press "
                             "Enter here.\n");
}

bool DoctorLogin::agreed()
{
    return login_.yes ||
           console_.confirms("Signing in through " + login_.key + " makes or updates that user in NetBird " +
                             escaped(configuration_.settings.management.url.buffer()) + ". Go on? [y/N] ");
}

ExitCode DoctorLogin::print(const diagnose::LoginDiagnosis& diagnosis)
{
    if (options_.common.json)
        console_.print_json(login_json(diagnosis));
    else
        console_.print(render_login(diagnosis, {.colour = console_.colours_output(), .verbose = true}));
    return console_.finish(diagnosis.is_well() ? ExitCode::success : ExitCode::failure);
}

} // namespace

std::optional<Error> objection_to_login(const DoctorOptions& options, const Console& console)
{
    if (!options.login || options.login->yes || console.can_ask())
        return std::nullopt;
    return Error{ErrorKind::rejected, "doctor --login signs somebody in, which makes or updates that user in "
                                      "NetBird; without a terminal to ask on, agree with --yes"};
}

ExitCode doctor_login(const DoctorOptions& options, const ProviderKey& key,
                      const config::Configuration& configuration, Console& console)
{
    return DoctorLogin(options, key, configuration, console).run();
}

} // namespace idpsync::cli
