#include "core/similar.hpp"

#include "core/text.hpp"

namespace idpsync {
namespace {

void conclude(PlanItem& item, std::string why, std::string next)
{
    item.conclude(Action::conflict, Reason::similar_exists, std::move(why), std::move(next));
}

/// What has white space around it cannot be declared.
bool can_be_declared(std::string_view text)
{
    constexpr std::string_view white_space = " \t\r\n";
    return text.empty() || (white_space.find(text.front()) == std::string_view::npos &&
                            white_space.find(text.back()) == std::string_view::npos);
}

/// How to mean `twin`, whose issuer or client_id is written a little differently. `id` would make its
/// connector change to the declared spelling, which may well be the wrong one: NetBird took the other.
std::string how_to_mean(const ObservedProvider& twin, const DesiredProvider& provider, const PassView& pass)
{
    const auto& theirs = twin.values;
    const auto& ours = *provider.values;
    std::string as_it_has_them;
    if (theirs.issuer != ours.issuer)
        as_it_has_them = "`issuer: " + escaped(theirs.issuer) + "`";
    if (theirs.client_id != ours.client_id)
        as_it_has_them +=
            (as_it_has_them.empty() ? "`client_id: " : " and `client_id: ") + escaped(theirs.client_id) + "`";
    if (as_it_has_them.empty() || !can_be_declared(theirs.issuer) || !can_be_declared(theirs.client_id))
        return "if that one is meant, write `id: " + escaped(twin.id.value) + "`";
    return "if that one is meant, write " + as_it_has_them + " exactly as it has it" +
           (theirs.issuer == ours.issuer
                ? std::string()
                : ", unless the provider's discovery document states the other issuer: " +
                      pass.context.commands.command("doctor", provider.key.str()) + " says which");
}

void conflict_with_unmanageable(PlanItem& item, const ObservedProvider& twin)
{
    conclude(item,
             "connector " + quoted(twin.id.value) + " of type " + quoted(twin.type_name()) +
                 ", which this version of netbird-idp-sync cannot manage, has almost the same issuer "
                 "and client_id",
             "remove " + item.key.str() + " from the files, or give it another client");
}

void conflict_with_twin(PlanItem& item, const ObservedProvider& twin, const DesiredProvider& provider,
                        const PassView& pass)
{
    const auto* claimer = pass.claims.claimer(twin.id);
    const auto* owner = claimer != nullptr ? claimer : pass.claims.undeclared_key_of(twin.id);
    conclude(
        item,
        "connector " + quoted(twin.id.value) +
            (owner != nullptr ? " (key " + owner->str() + ")" : std::string()) +
            " has almost the same issuer and client_id: " + quoted(twin.values.issuer) + ", " +
            quoted(twin.values.client_id),
        (claimer != nullptr ? std::string("keep one of the two keys") : how_to_mean(twin, provider, pass)) +
            "; else make issuer or client_id differ");
}

void conflict_with_namesake(PlanItem& item, const ObservedProvider& namesake)
{
    conclude(item,
             "connector " + quoted(namesake.id.value) +
                 ", which no key claims, has the same name and type, with issuer " +
                 quoted(namesake.values.issuer) + " and client_id " + quoted(namesake.values.client_id),
             "if that one is meant, write `id: " + escaped(namesake.id.value) +
                 "`; if this is another provider, give it another `name`");
}

} // namespace

bool conflicts_with_similar(PlanItem& item, const DesiredProvider& provider, PassView& pass)
{
    const auto* twin = pass.claims.twin_of(*provider.values);
    const auto* namesake = twin == nullptr ? pass.claims.namesake_of(*provider.values) : nullptr;
    if (twin != nullptr && !twin->manageable())
        conflict_with_unmanageable(item, *twin);
    else if (twin != nullptr)
        conflict_with_twin(item, *twin, provider, pass);
    else if (namesake != nullptr)
        conflict_with_namesake(item, *namesake);
    else if (!pass.planned_creates.insert(loose_match_key(*provider.values)).second)
        conclude(item, "another declared provider has almost the same issuer and client_id",
                 "keep one of them, or make issuer or client_id differ");
    else
        return false;
    return true;
}

} // namespace idpsync
