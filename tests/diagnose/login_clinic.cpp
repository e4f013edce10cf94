#include "diagnose/login_clinic.hpp"

#include "support/counting_random.hpp"

namespace idpsync::test {

ScriptedDoor::ScriptedDoor(Clinic& clinic) : clinic_(clinic), http_(clinic.io.get_executor(), clinic.netbird)
{}

Result<diagnose::LoopbackRedirect> ScriptedDoor::open(const diagnose::LoopbackRedirect& wanted)
{
    redirect_ = wanted.uri;
    return wanted;
}

boost::asio::awaitable<diagnose::LoginOutcome> ScriptedDoor::wait(const diagnose::LoginVisit& visit)
{
    opened = visit.url;
    diagnose::LoginOutcome outcome{.back = std::nullopt, .log_was_read = reads_log};
    if (meanwhile)
        meanwhile();
    if (comes)
        co_await sign_in(visit, outcome);
    if (!outcome.back && !outcome.saw_error_page && !outcome.logged)
        co_await clinic_.clock.wait_until(visit.deadline);
    co_return outcome;
}

boost::asio::awaitable<void> ScriptedDoor::sign_in(const diagnose::LoginVisit& visit,
                                                   diagnose::LoginOutcome& outcome)
{
    if (!comes_back_with.empty())
    {
        outcome.back =
            diagnose::read_callback({.path = visit.path, .query = comes_back_with + "&state=" + visit.state},
                                    visit.path, visit.state);
        co_return;
    }
    Browser browser(http_, clinic_.clock, {.stop_at = redirect_});
    auto url = visit.url;
    arrival = co_await browser.open(std::move(url));
    if (arrival->url.starts_with(redirect_))
        outcome.back = diagnose::read_callback(
            {.path = visit.path, .query = arrival->url.substr(arrival->url.find('?') + 1)}, visit.path,
            visit.state);
    outcome.saw_error_page = arrival->status == 500;
    if (!reads_log)
        co_return;
    diagnose::LogReader reader;
    for (const auto& line : clinic_.netbird.login_log())
        reader.read("2030-01-01T00:00:00Z ERRO " + line + "\n");
    outcome.logged = reader.failure();
}

LoginClinic::LoginClinic(sandbox::Profile profile, sandbox::Options options)
    : Clinic(profile, std::move(options)), door(*this)
{}

Result<diagnose::LoginDiagnosis> LoginClinic::login(const std::string& redirect)
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    CountingRandom random(7);
    const boost::urls::url url(netbird.url());
    netbird::Inspector inspector(http, clock,
                                 {.management = url, .token = Secret(std::string(sandbox::default_token))});
    netbird::LoginService login_service(http, clock, url, std::chrono::seconds(15));
    netbird::LoginTokens tokens(http, clock, url, std::chrono::seconds(15));
    oidc::Checker checker(http, clock, random);
    reconcile::ChecksStore store(files, clock, "/state");
    reconcile::ProviderInquiry inquiry(checker, store, clock);
    const auto declared_files = configuration();
    const auto read = secrets();
    const Ledger ledger;
    diagnose::LoginTrial trial({inspector, login_service, tokens, inquiry, store, clock, random, door},
                               {declared_files, read, ledger, ProviderKey::parse("corp").value(),
                                diagnose::LoopbackRedirect::parse(redirect).value()});
    auto stopped = run(io, clock, trial.prepare());
    if (stopped.has_error())
        return stopped.error();
    if (*stopped)
        return **stopped;
    return run(io, clock, trial.sign_in());
}

std::string LoginClinic::checks() const
{
    return files.text("/state/checks.json").value_or("");
}

} // namespace idpsync::test
