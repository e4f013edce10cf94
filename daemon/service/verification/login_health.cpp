#include "service/verification/login_health.hpp"

#include "core/joined.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::service {
namespace {

using Health = LoginHealth::State;

const Finding* first_error(const Look& look)
{
    const auto found = std::ranges::find(look.findings, Severity::error, &Finding::severity);
    return found == look.findings.end() ? nullptr : &*found;
}

/// What is settled and not wrong.
void add_accepted(std::set<Aspect>& accepted, const Look& look)
{
    accepted.insert(look.settled.begin(), look.settled.end());
    for (const auto& finding : look.findings)
        if (finding.severity == Severity::error)
            accepted.erase(aspect_of(finding.id));
}

/// What no look has seen of the values in force, in words.
std::string unseen_by_any(const std::set<Aspect>& accepted, const Look& look)
{
    std::string words;
    for (const auto& [aspect, why] : look.unseen)
        if (!accepted.contains(aspect) && words.find(why) == std::string::npos)
            append_part(words, why, "; ");
    if (words.empty() && accepted.empty())
        words = "nothing of its logins can be seen from here";
    return words;
}

LoginNews break_by(LoginHealth& health, const Finding& error, WallTime since, WallTime now)
{
    const bool broken = health.state == Health::broken;
    const bool known = broken && health.finding->id == error.id;
    if (!broken)
        health.since = since;
    health.state = Health::broken;
    health.finding = error;
    health.suspected.reset();
    health.suspected_at = now;
    return known ? LoginNews::nothing : LoginNews::broken;
}

LoginNews take_note_of_error(LoginHealth& health, const Finding& error, WallTime now)
{
    const auto suspected_at = health.suspected ? health.suspected_at : now;
    const bool known = health.state == Health::broken && health.finding->id == error.id;
    if (known || is_refusal(error.id) || health.suspected)
        return break_by(health, error, suspected_at, now);
    health.suspected = error.id;
    health.suspected_at = now;
    return LoginNews::nothing;
}

} // namespace

LoginNews take_note(LoginHealth& health, const Look& look, WallTime now)
{
    health.beyond = look.beyond;
    add_accepted(health.accepted, look);
    health.unseen = unseen_by_any(health.accepted, look);
    if (const auto* error = first_error(look))
        return take_note_of_error(health, *error, now);
    if (look.unseen.contains(Aspect::discovery))
        return LoginNews::nothing;
    health.suspected.reset();
    const bool broken = health.state == Health::broken;
    if (broken && !look.settled.contains(aspect_of(health.finding->id)))
        return LoginNews::nothing;
    const auto state = health.unseen.empty() ? Health::ready : Health::unknown;
    if (std::exchange(health.state, state) == state)
        return LoginNews::nothing;
    health.since = now;
    health.finding.reset();
    return broken ? LoginNews::restored : LoginNews::nothing;
}

LoginNews take_note_of_refusal(LoginHealth& health, const Finding& refusal, WallTime now)
{
    health.accepted.erase(aspect_of(refusal.id));
    return break_by(health, refusal, now, now);
}

LoginHealth with_other_values(LoginHealth health)
{
    if (health.state != Health::broken)
        return {};
    health.accepted.clear();
    health.unseen.clear();
    health.beyond.clear();
    return health;
}

} // namespace idpsync::service
