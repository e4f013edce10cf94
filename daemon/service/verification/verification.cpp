#include "service/verification/verification.hpp"

#include "diagnose/examination.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

// How it works: one target for each connector that is in force, with the moment of its next check. The loop
// sleeps until the earliest of them or until wake(), and begins the checks that are due as tasks beside each
// other. A check that ends when its target was replaced meanwhile (Target::current) says nothing.

namespace {

/// After a write, and after the first pass: whatever the pass set going has settled.
constexpr std::chrono::milliseconds soon_enough = 5s;

} // namespace

struct Verification::Target
{
    VerifiedProvider provider;
    net::SteadyTime next; ///< look
    LoginHealth health;
    double chance = 0.5;   ///< of the time between two tries of its credentials
    bool demanded = false; ///< an operator waits for what the next look says of what is broken
    bool wanted = false;   ///< soon, since its last look began
    bool looking = false;  ///< a look is under way
    bool current = true;   ///< false: another took its place while it was looked at
    std::optional<WallTime> looked_at;
    std::optional<bool> issuer_up;
    std::map<std::string, WallTime> certificates; ///< when each of its hosts' ends
};

Verification::Verification(asio::any_io_executor executor, Dependencies dependencies)
    : executor_(std::move(executor)), dependencies_(std::move(dependencies))
{}

asio::awaitable<void> Verification::run()
{
    net::TaskGroup looks(executor_, [this] { wake(); });
    std::exception_ptr failure;
    try
    {
        co_await begin_looks(looks);
    }
    catch (...)
    {
        failure = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    looks.cancel();
    co_await looks.all_ended();
    if (failure)
        std::rethrow_exception(failure);
    looks.rethrow_failure();
}

/// Until one fails. Each by itself: a provider that hangs holds up nobody else.
asio::awaitable<void> Verification::begin_looks(net::TaskGroup& looks)
{
    for (;;)
    {
        co_await wait_for_work(looks);
        if (looks.failed())
            co_return;
        for (auto& target : due())
        {
            target->looking = true;
            looks.begin(look(target));
        }
    }
}

asio::awaitable<void> Verification::wait_for_work(const net::TaskGroup& looks)
{
    while (due().empty() && !looks.failed())
    {
        const auto next = pass_under_way_ ? std::nullopt : earliest();
        wake_.emplace(executor_);
        if (next)
            co_await (dependencies_.clock.wait_until(*next) || wake_->wait());
        else
            co_await wake_->wait();
        wake_.reset();
    }
}

std::vector<std::shared_ptr<Verification::Target>> Verification::due() const
{
    std::vector<std::shared_ptr<Target>> due;
    if (pass_under_way_ || !time_between_looks(settings_))
        return due;
    for (const auto& [key, target] : targets_)
        if (!target->looking && target->next <= dependencies_.clock.now())
            due.push_back(target);
    return due;
}

std::optional<net::SteadyTime> Verification::earliest() const
{
    std::optional<net::SteadyTime> earliest;
    if (!time_between_looks(settings_))
        return earliest;
    for (const auto& [key, target] : targets_)
        if (!target->looking)
            earliest = std::min(target->next, earliest.value_or(target->next));
    return earliest;
}

net::SteadyTime Verification::soon() const
{
    return dependencies_.clock.now() + varied(soon_enough, dependencies_.random.unit());
}

asio::awaitable<void> Verification::look(std::shared_ptr<Target> target)
{
    // It may be replaced meanwhile.
    const auto session = session_;
    target->wanted = false;
    const auto facts = co_await ask(*target, *session);
    target->looking = false;
    if (!target->current)
        co_return;
    auto sight = conclude(*target, facts, session->clock_ahead());
    if (sight)
        co_await session->inquiry().keep(target->provider.key, std::move(*sight));
    dependencies_.changed();
}

asio::awaitable<diagnose::ProviderFacts> Verification::ask(Target& target, Session& session)
{
    const auto& provider = target.provider;
    diagnose::ProviderFacts facts{.item = {.key = provider.key}, .commands = dependencies_.commands};
    facts.item.id = provider.id;
    facts.item.want = provider.values;
    facts.item.seen = provider.values;

    const auto discovered = co_await session.login_service().discovery();
    auto registration = oidc::registration_of(
        provider.values, provider.checks, discovered.has_value() ? discovered->redirect_uri : std::string());
    facts.redirect_uri = registration.redirect_uri;
    facts.has_secret = provider.secret.has_value();
    if (!registration.issuer.empty())
    {
        const reconcile::ProviderQuestion question{
            .key = provider.key,
            .registration = std::move(registration),
            .extent = {.secret = facts.has_secret && tries() ? &*provider.secret : nullptr,
                       .redirect = true,
                       .keys = true,
                       .without_challenge = true},
            .fingerprint = provider.fingerprint,
            .demanded = target.demanded,
            .insists = std::exchange(target.demanded, false),
            .answer_counts_for = credentials_count_for(settings_, target.chance),
            .time = diagnose::provider_deadline};
        auto answer = co_await session.inquiry().ask(question);
        if (facts.has_secret)
            session.inquiry().recall_credentials(question, answer);
        facts.check = std::move(answer.check);
        facts.credentials_from = answer.credentials_from;
    }
    if (may_be_probed(provider, facts.check))
    {
        auto probe = co_await session.login_service_for_looks().probe(provider.id);
        facts.probe = std::move(probe);
        target.provider.opened = true;
    }
    co_return facts;
}

/// What is to be kept of NetBird's login service.
std::optional<reconcile::LoginServiceSight>
Verification::conclude(Target& target, const diagnose::ProviderFacts& facts,
                       std::optional<std::chrono::seconds> netbird_ahead)
{
    const auto now = dependencies_.clock.wall_now();
    const auto& key = target.provider.key;
    const auto before = target.health;
    const auto look = look_at(target.provider, facts, tries(), now, netbird_ahead);
    switch (take_note(target.health, look, now))
    {
    case LoginNews::nothing: break;
    case LoginNews::broken: tell_broken(target); break;
    case LoginNews::restored: dependencies_.log.emit(event_of_restored_login(key, before, now)); break;
    }
    target.looked_at = now;
    if (facts.check)
    {
        if (const auto up = issuer_is_up(*facts.check))
            target.issuer_up = up;
        note_certificates(target, *facts.check);
    }
    if (!facts.credentials_from)
        target.chance = dependencies_.random.unit();
    if (const auto regular = time_between_looks(settings_))
        target.next =
            next_look(target.health, *regular, dependencies_.clock.now(), dependencies_.random.unit());
    if (target.wanted)
        target.next = std::min(target.next, soon());
    return diagnose::sight_of_login_service(facts, look.findings);
}

void Verification::tell_broken(const Target& target)
{
    dependencies_.log.emit(event_of_broken_login(target.provider.key, *target.health.finding));
}

void Verification::note_certificates(Target& target, const oidc::ProviderCheck& check)
{
    target.certificates = certificates_after(std::move(target.certificates), check);
    for (const auto& [host, end] : check.certificates)
        tell(expiries_.certificate(target.provider.key, host, end, dependencies_.clock.wall_now()));
}

void Verification::pass_ended()
{
    pass_under_way_ = false;
    wake();
}

void Verification::wake()
{
    if (wake_)
        wake_->set();
}

void Verification::know(const AfterPass& pass)
{
    session_ = pass.session;
    note_shown_ends(pass.report);
    obey(pass.configuration);
    tell_of_netbird(pass.configuration.settings.management);
    note_access_ends(pass.report);
    if (!time_between_looks(settings_))
        return;
    auto providers = verified_providers(pass.report, pass.configuration.desired, pass.secrets);
    drop([&](const ProviderKey& key) {
        return std::ranges::count(providers, key, &VerifiedProvider::key) == 0;
    });
    for (auto& provider : providers)
        take_in(std::move(provider), pass);
}

void Verification::obey(const config::Configuration& configuration)
{
    use(configuration.settings.verify);
    const auto& desired = configuration.desired;
    drop([&](const ProviderKey& key) {
        const auto* declared = desired.find(key);
        return declared == nullptr || declared->state != State::present || !time_between_looks(settings_);
    });
    note_secret_ends(desired);
    wake();
}

void Verification::use(const config::VerifySettings& settings)
{
    if (settings_ == settings)
        return;
    settings_ = settings;
    for (const auto& [key, target] : targets_)
        target->next = std::min(target->next, soon());
}

void Verification::drop(const std::function<bool(const ProviderKey&)>& gone)
{
    std::erase_if(targets_, [&](const auto& one) {
        const bool dropped = gone(one.first);
        if (dropped)
            one.second->current = false;
        return dropped;
    });
}

void Verification::take_in(VerifiedProvider provider, const AfterPass& pass)
{
    auto& place = targets_[provider.key];
    const bool is_new = place == nullptr;
    const bool differs = !is_new && place->provider.differs_from(provider);
    const bool wanted = pass.demanded || was_written(pass.report, provider.key);
    if (is_new || differs)
    {
        // A look that is under way asks with the former values: nothing comes of it.
        auto fresh = std::make_shared<Target>(Target{.provider = std::move(provider), .next = soon()});
        fresh->chance = dependencies_.random.unit();
        if (!is_new)
        {
            place->current = false;
            fresh->health = health_after_pass(place->health, fresh->provider, true);
        }
        place = std::move(fresh);
        return note_refusal(*place);
    }
    const bool opened = place->provider.opened;
    place->provider = std::move(provider);
    place->provider.opened = place->provider.opened || opened;
    place->health = health_after_pass(std::move(place->health), place->provider, false);
    if (wanted)
        place->next = std::min(place->next, soon());
    place->wanted = place->wanted || wanted;
    const auto& broken_by = place->health.finding;
    const bool by_credentials = broken_by && aspect_of(broken_by->id) == Aspect::credentials;
    place->demanded = place->demanded || (pass.demanded && by_credentials);
    note_refusal(*place);
}

/// What the pass knows, no look has to find.
void Verification::note_refusal(Target& target)
{
    const auto& refused = target.provider.refused;
    if (!refused || target.health.state == LoginHealth::State::broken)
        return;
    const auto now = dependencies_.clock.wall_now();
    if (take_note_of_refusal(target.health, *refused, now) == LoginNews::broken)
        tell_broken(target);
}

void Verification::tell_of_netbird(const config::Management& management)
{
    const auto host = std::string(management.url.encoded_host_and_port());
    if (const auto end = session_->certificate_expires())
        tell(expiries_.certificate(std::nullopt, host, *end, dependencies_.clock.wall_now()));
}

void Verification::tell(std::optional<Event> event)
{
    if (event)
        dependencies_.log.emit(std::move(*event));
}

LoginStatuses Verification::logins() const
{
    LoginStatuses logins;
    for (const auto& [key, target] : targets_)
    {
        auto& status = logins[key];
        const auto& health = target->health;
        status.state = health.state;
        status.finding = health.finding;
        if (health.state == LoginHealth::State::broken)
            status.since = health.since;
        status.unseen = health.unseen;
        status.beyond = health.beyond;
        status.looked_at = target->looked_at;
        status.next_look = dependencies_.clock.wall_now() +
                           std::chrono::round<std::chrono::seconds>(target->next - dependencies_.clock.now());
        status.issuer_up = target->issuer_up;
        for (const auto& [host, end] : target->certificates)
            status.certificate_expires = std::min(end, status.certificate_expires.value_or(end));
    }
    for (const auto& [key, end] : secret_ends_)
        logins[key].client_secret_expires = end;
    for (const auto& [key, end] : access_ends_)
        logins[key].registration_expires = end;
    return logins;
}

} // namespace idpsync::service
