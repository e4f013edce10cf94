#include "core/preflight.hpp"

#include "core/contested.hpp"

#include <algorithm>
#include <string_view>

namespace idpsync {
namespace {

/// The write gives NetBird a pair or a secret that it does not have yet.
bool writes_what_is_checked(const PlanItem& item)
{
    const bool update = item.action == Action::update &&
                        (item.changes_field(Field::issuer) || item.changes_field(Field::client_id) ||
                         item.secret == SecretFate::written);
    return item.action == Action::create || update;
}

/// Only a secret that may be the older one stands in the way (rule 14).
bool waits_for_the_secret(const PlanItem& item)
{
    if (!item.entry || is_contested(item) || !item.fingerprint)
        return false;
    if (item.action == Action::refuse)
        return item.missing == Consents{Consent::overwrite_secret};
    const bool may_go_along = item.action == Action::none || item.action == Action::update;
    return may_go_along && item.secret == SecretFate::unverified;
}

void let_secret_through(PlanItem& item, const Hold* hold)
{
    if (!waits_for_the_secret(item))
        return;
    const bool on_its_own = item.action == Action::none;
    item.secret = SecretFate::written;
    item.missing = {};
    if (on_its_own)
        item.conclude(Action::update, Reason::secret_accepted);
    else
    {
        const bool repair = item.entry->written && *item.entry->written == *item.want;
        item.conclude(Action::update, repair ? Reason::drifted : Reason::declaration_changed);
    }
    if (hold != nullptr)
        hold->keeps_back(item);
}

std::string force_hint(const PlanItem& item, const NextCommand& commands)
{
    return commands.pass("--force-preflight " + item.key.str()) + " writes it anyway";
}

void hold_refused(PlanItem& item, const PreflightRules& rules)
{
    if (!writes_what_is_checked(item))
        return;
    const auto& reason = item.preflight->reason;
    if (rules.forced)
        item.hints.push_back("the provider refuses it, and --force-preflight writes it: " + reason.evidence);
    else if (rules.mode == PreflightMode::warn)
        item.hints.push_back("the provider refuses it, and `preflight: warn` writes it: " + reason.evidence);
    else
    {
        auto next = reason.next;
        item.hints.push_back(force_hint(item, rules.commands));
        item.conclude(Action::block, Reason::preflight_refused, reason.evidence, std::move(next));
    }
}

/// Why it is written although nobody could verify it; empty: it is not.
std::string_view why_written_unverified(const PlanItem& item, const PreflightRules& rules)
{
    if (rules.forced)
        return "--force-preflight writes it";
    if (rules.mode == PreflightMode::warn)
        return "`preflight: warn` writes it";
    if (item.action == Action::create)
        return "it is created, because there is nothing yet that it could break";
    if (is_repair(item))
        return "it is written, because these are the values that were written last";
    if (has_builtin_issuer(item.want->type))
        return "it is written, because this provider cannot be asked";
    return {};
}

void hold_unverified(PlanItem& item, const PreflightRules& rules)
{
    if (!writes_what_is_checked(item))
        return;
    if (const auto why = why_written_unverified(item, rules); !why.empty())
    {
        item.hints.push_back("not verified, and " + std::string(why));
        return;
    }
    item.hints.push_back(force_hint(item, rules.commands));
    item.conclude(Action::hold, Reason::not_verified,
                  "not verified, so NetBird keeps what it has: " + item.preflight->reason.evidence);
}

} // namespace

bool is_repair(const PlanItem& item)
{
    if (item.action != Action::update || !item.entry || !item.entry->written)
        return false;
    const auto& written = *item.entry->written;
    const bool same_secret = item.secret != SecretFate::written || item.entry->secret == item.fingerprint;
    return same_secret && written.issuer == item.want->issuer && written.client_id == item.want->client_id;
}

bool needs_preflight(const PlanItem& item)
{
    return item.want && item.selected && (writes_what_is_checked(item) || waits_for_the_secret(item));
}

void apply_preflight(PlanItem& item, PreflightResult result, const PreflightRules& rules, const Hold* hold)
{
    item.preflight = std::move(result);
    switch (item.preflight->verdict)
    {
    case Verdict::accepted: let_secret_through(item, hold); break;
    case Verdict::refused: hold_refused(item, rules); break;
    case Verdict::unknown: hold_unverified(item, rules); break;
    }
}

void hold_deletes_behind_blocks(Plan& plan)
{
    const bool blocked = std::any_of(plan.items.begin(), plan.items.end(), [](const PlanItem& item) {
        const bool refused = item.action == Action::block && item.reason == Reason::preflight_refused;
        return item.selected && (refused || item.action == Action::hold);
    });
    for (auto& item : plan.items)
        if (blocked && item.action == Action::remove && item.selected)
            item.conclude(Action::wait, Reason::waits_for_writes,
                          "it is deleted once every create and update has succeeded");
}

std::string preflight_words(const PreflightResult& result, const std::string& asked)
{
    std::string words(to_string(result.verdict));
    if (result.from)
        words += " (" + asked + ")";
    if (result.verdict != Verdict::accepted)
        words += ": " + result.reason.evidence;
    return words;
}

} // namespace idpsync
