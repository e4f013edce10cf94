#include "service/daemon/conditions.hpp"

#include "core/duration_text.hpp"
#include "core/joined.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"

#include <algorithm>
#include <set>

namespace idpsync::service {
namespace {

constexpr int intervals_until_stale = 3;

class Service
{
public:
    Service(const DaemonState& state, net::SteadyTime now, WallTime wall_now)
        : state_(state), now_(now), wall_now_(wall_now)
    {}

    std::vector<Condition> conditions() &&;

private:
    /// A command behind which nothing is left to guess.
    [[nodiscard]] std::string see_doctor() const
    {
        return state_.commands.command("doctor") + " says what is wrong";
    }
    void add(ConditionId id, std::string text, std::string_view next = {}, std::string brief = {})
    {
        conditions_.push_back(
            {.id = id, .text = std::move(text), .next = std::string(next), .brief = std::move(brief)});
    }
    void files();
    void token();
    void failure();
    void work();
    void restart();
    void mode();

    const DaemonState& state_;
    net::SteadyTime now_;
    WallTime wall_now_;
    std::vector<Condition> conditions_;
};

std::vector<Condition> Service::conditions() &&
{
    files();
    token();
    failure();
    work();
    restart();
    mode();
    if (conditions_.empty())
        add(ConditionId::running, {});
    std::ranges::sort(conditions_, std::ranges::greater(), &Condition::id);
    return std::move(conditions_);
}

void Service::files()
{
    if (!state_.config_rejected.empty())
        add(ConditionId::files_wrong,
            "the files are wrong, configuration " + state_.config_hash +
                " stays in force: " + state_.config_rejected,
            "correct the files; " + state_.commands.command("check") + " lists every error",
            "the files are wrong");
    else if (state_.waiting)
        add(ConditionId::files_pending,
            "changed files wait for reload: " + (state_.waiting->problem.empty()
                                                     ? state_.waiting->summary
                                                     : "could not be planned: " + state_.waiting->problem),
            state_.commands.command("plan") + " shows what they would do, " +
                state_.commands.command("reload") + " carries them out",
            "changed files wait for reload" +
                (state_.waiting->problem.empty() ? ": " + state_.waiting->summary : std::string()));
    else if (state_.files_differ)
        add(ConditionId::files_pending, "the files are not what is in force",
            state_.commands.command("reload") + " reads them");
}

void Service::token()
{
    if (!state_.token_problem.empty())
        add(ConditionId::token_unreadable, state_.token_problem,
            "let the daemon's user read what management.token points to", "the access token cannot be read");
    if (const auto& renewal = state_.token_renewal; renewal.failed)
        add(ConditionId::token_not_renewed, "the access token could not be renewed: " + renewal.problem,
            renewal.next, "the access token could not be renewed");
    if (state_.token_expires && *state_.token_expires <= wall_now_)
        add(ConditionId::token_expired,
            "the access token for NetBird expired on " + format_timestamp(*state_.token_expires),
            "create a new access token in NetBird's dashboard and put it where management.token points",
            "the access token has expired");
}

/// Why the last pass could not do its work.
void Service::failure()
{
    if (!state_.failure || !state_.token_problem.empty())
        return;
    const auto& [kind, message] = std::pair(state_.failure->kind, state_.failure->text());
    const auto since =
        state_.failing_since ? " for " + duration_text(wall_now_ - *state_.failing_since) : std::string();
    switch (kind)
    {
    case ErrorKind::transport:
    case ErrorKind::timed_out:
        return add(ConditionId::netbird_unreachable, "NetBird has not answered" + since + ": " + message,
                   see_doctor(), "NetBird has not answered" + since);
    case ErrorKind::unauthorized:
    case ErrorKind::forbidden:
        return add(ConditionId::token_refused, message, see_doctor(),
                   "NetBird has refused the token" + since);
    case ErrorKind::bad_config:
        if (state_.declared.empty())
            return add(ConditionId::nothing_declared, message, "put the files back",
                       "the files declare no identity provider");
        break;
    default: break;
    }
    add(ConditionId::pass_failed, "passes have failed" + since + ": " + message, see_doctor(),
        "passes have failed" + since);
}

void Service::work()
{
    if (!state_.unfinished.empty())
        add(ConditionId::unfinished, state_.unfinished, {}, "the last pass left work undone");
    if (!state_.done)
        return add(ConditionId::starting,
                   state_.passes == 0 ? "the first pass is still running" : "no pass has done its work yet");
    const auto age = now_ - *state_.done;
    if (age > intervals_until_stale * state_.interval)
        add(ConditionId::stale,
            "the last pass that did its work ended " + duration_text(age) +
                " ago, more than three intervals of " + duration_text(state_.interval),
            {}, "no pass has done its work for " + duration_text(age));
}

void Service::restart()
{
    const auto& needed = state_.restart_needed;
    if (!needed)
        return;
    auto keys = joined(needed->providers, [](const auto& key) { return key.str(); });
    add(ConditionId::restart_outstanding,
        "NetBird must be restarted, for " + duration_text(wall_now_ - needed->since) +
            ": it still uses the old settings for " + keys,
        "restart NetBird, then " +
            state_.commands.command("ack-restart", "--generation " + std::to_string(needed->generation)),
        "NetBird must be restarted for " + keys);
}

void Service::mode()
{
    if (state_.paused_until)
        add(ConditionId::paused,
            "paused for " + duration_text(*state_.paused_until - now_) + " more, nothing is written",
            state_.commands.command("resume") + " ends it");
    if (state_.only_checks)
        add(ConditionId::observing, "standalone.apply is not set, nothing is written");
    else if (state_.mode == Mode::observe)
        add(ConditionId::observing, "mode: observe, nothing is written");
}

class Providers
{
public:
    Providers(const DaemonState& state, net::SteadyTime now, WallTime wall_now);

    [[nodiscard]] Condition of(const ProviderStatus& provider) const;
    [[nodiscard]] Condition of(const GroupSyncStatus& settings) const;
    [[nodiscard]] Condition of_unseen() const;
    [[nodiscard]] Condition of(const OmittedProvider& omitted) const;

private:
    /// Looks know whether a refusal that a pass knew of is over.
    [[nodiscard]] bool is_looked_at(const ProviderKey& key) const
    {
        const auto login = state_.logins.find(key);
        return login != state_.logins.end() && login->second.next_look;
    }
    [[nodiscard]] ProviderView view() const
    {
        return {.stale = stale_, .seen_when = seen_when_, .commands = state_.commands};
    }

    const DaemonState& state_;
    WallTime wall_now_;
    bool stale_;
    std::string seen_when_;
};

Providers::Providers(const DaemonState& state, net::SteadyTime now, WallTime wall_now)
    : state_(state),
      wall_now_(wall_now),
      stale_(!state.looked || now - *state.looked > intervals_until_stale * state.interval)
{
    if (state.looked)
        seen_when_ = duration_text(now - *state.looked) + " ago";
}

template <class Status>
Condition seen(const Status& status)
{
    const bool says_it_all = status.condition == ConditionId::in_sync;
    return {.id = status.condition,
            .text = !status.problem.empty() || says_it_all ? status.problem
                                                           : std::string(words_for(status.reason)),
            .next = status.next};
}

Condition Providers::of(const ProviderStatus& provider) const
{
    auto known = view();
    known.seen = seen(provider);
    if (known.seen.id == ConditionId::login_broken && is_looked_at(provider.key))
        known.seen = {.id = provider.reason == Reason::secret_unverified ? ConditionId::secret_unverified
                                                                         : ConditionId::in_sync};
    known.restart_needed = concerns(state_.restart_needed, provider.key);
    const auto login = state_.logins.find(provider.key);
    if (login != state_.logins.end() && login->second.state == LoginHealth::State::broken)
    {
        const auto& finding = login->second.finding;
        known.login = Condition{.id = ConditionId::login_broken,
                                .text = finding ? finding->evidence : std::string(),
                                .next = finding ? finding->next : std::string()};
    }
    if (provider.unverified_since)
    {
        const auto age = wall_now_ - *provider.unverified_since;
        known.unverified = "written, and not verified by its provider for " + duration_text(age);
        if (provider.next_try && *provider.next_try > wall_now_)
            *known.unverified += "; asked again in " + duration_text(*provider.next_try - wall_now_);
        known.unverified_for_long = age > unverified_for_long_after;
    }
    return condition_of(known);
}

Condition Providers::of(const GroupSyncStatus& settings) const
{
    auto known = view();
    known.seen = seen(settings);
    return condition_of(known);
}

Condition Providers::of_unseen() const
{
    auto known = view();
    known.stale = true;
    known.seen_when.clear();
    return condition_of(known);
}

Condition Providers::of(const OmittedProvider& omitted) const
{
    auto known = view();
    known.seen = {.id = ConditionId::no_longer_managed, .text = omitted.why, .next = omitted.next};
    return condition_of(known);
}

std::vector<ProviderKey> broken_logins(const DaemonState& state,
                                       const std::vector<std::pair<ProviderKey, Condition>>& providers)
{
    std::set<ProviderKey> broken;
    for (const auto& [key, login] : state.logins)
        if (login.state == LoginHealth::State::broken)
            broken.insert(key);
    for (const auto& [key, condition] : providers)
        if (condition.id == ConditionId::login_broken)
            broken.insert(key);
    return {broken.begin(), broken.end()};
}

} // namespace

Conditions conditions_of(const DaemonState& state, net::SteadyTime now, WallTime wall_now)
{
    const Providers providers(state, now, wall_now);
    Conditions conditions{.service = Service(state, now, wall_now).conditions(),
                          .providers = {},
                          .logins_broken = {},
                          .group_sync = std::nullopt};
    auto& all = conditions.providers;
    for (const auto& provider : state.providers)
        all.emplace_back(provider.key, providers.of(provider));
    for (const auto& key : state.declared)
        if (!std::ranges::binary_search(state.providers, key, {}, &ProviderStatus::key))
            all.emplace_back(key, providers.of_unseen());
    for (const auto& omitted : state.omitted)
        all.emplace_back(omitted.key, providers.of(omitted));
    std::ranges::sort(all, {}, [](const auto& one) -> const ProviderKey& { return one.first; });
    conditions.logins_broken = broken_logins(state, all);
    if (state.group_sync)
        conditions.group_sync = providers.of(*state.group_sync);
    return conditions;
}

} // namespace idpsync::service
