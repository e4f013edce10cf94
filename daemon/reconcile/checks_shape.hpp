#pragma once

// What checks.json looks like; docs/checks.md says what it means.

#include "core/plan.hpp"
#include "json/shape.hpp"
#include "reconcile/checks_store.hpp"

#include <utility>

namespace idpsync {
namespace reconcile {

BOOST_DESCRIBE_STRUCT(LoginEvidence, (),
                      (at, connector, client_id, name_present, email_present, group_claim, groups))

/// A finding as this file has it: `next` is a text when it is empty, too.
struct KeptFinding : Finding
{};

} // namespace reconcile

namespace json {

template <>
inline constexpr auto shape<reconcile::KeptFinding> =
    object("", "", member("id", &Finding::id), member("severity", &Finding::severity),
           member("evidence", &Finding::evidence), member("next", &Finding::next));

inline constexpr auto finding_member = property(
    "finding", [](const auto& record) { return reconcile::KeptFinding{record.finding}; },
    [](auto& record, reconcile::KeptFinding&& read) { record.finding = std::move(read); });

/// Empty where no secret was declared.
inline constexpr auto secret_member =
    member("secret", [](auto& record) -> auto& { return record.secret.hex; });

template <>
inline constexpr auto shape<reconcile::CredentialEvidence> =
    object("", "", member("at", &reconcile::CredentialEvidence::at),
           member("issuer", &reconcile::CredentialEvidence::issuer),
           member(to_string(Field::client_id), &reconcile::CredentialEvidence::client_id), secret_member,
           member("redirect_uri", &reconcile::CredentialEvidence::redirect_uri),
           member("verdict", &reconcile::CredentialEvidence::verdict), finding_member,
           member("accepted_at", &reconcile::CredentialEvidence::accepted_at));

template <>
inline constexpr auto shape<reconcile::Unverified> =
    object("", "", member("at", &reconcile::Unverified::at), member("since", &reconcile::Unverified::since),
           member("issuer", &reconcile::Unverified::issuer),
           member(to_string(Field::client_id), &reconcile::Unverified::client_id), secret_member,
           member("tries", &reconcile::Unverified::tries),
           member("next_try", &reconcile::Unverified::next_try), finding_member);

template <>
inline constexpr auto shape<reconcile::RefusedWrite> =
    object("", "", member("at", &reconcile::RefusedWrite::at), member("name", &reconcile::RefusedWrite::name),
           member("issuer", &reconcile::RefusedWrite::issuer),
           member(to_string(Field::client_id), &reconcile::RefusedWrite::client_id), secret_member,
           member("why", &reconcile::RefusedWrite::why));

template <>
inline constexpr auto shape<reconcile::KnownRefusal> =
    object("", "", member("at", &reconcile::KnownRefusal::at),
           member("issuer", &reconcile::KnownRefusal::issuer),
           member(to_string(Field::client_id), &reconcile::KnownRefusal::client_id), secret_member,
           member("redirect_uri", &reconcile::KnownRefusal::redirect_uri), finding_member,
           member("connector", &reconcile::KnownRefusal::connector));

template <>
inline constexpr auto shape<reconcile::ProviderEvidence> =
    object("", "", member("credentials", &reconcile::ProviderEvidence::credentials).if_set(),
           member("refusals", &reconcile::ProviderEvidence::refusals).if_set(),
           member("tries_counted_until", &reconcile::ProviderEvidence::tries_counted_until),
           member("leave_alone_until", &reconcile::ProviderEvidence::leave_alone_until),
           member("unverified", &reconcile::ProviderEvidence::unverified),
           member("held", &reconcile::ProviderEvidence::held),
           member("refused", &reconcile::ProviderEvidence::refused),
           member("login", &reconcile::ProviderEvidence::login));

template <>
inline constexpr auto shape<reconcile::Checks> =
    object("", "", constant("version", reconcile::checks_version),
           member("providers", &reconcile::Checks::providers));

} // namespace json
} // namespace idpsync
