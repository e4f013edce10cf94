#pragma once

// The member `login` of a provider in the document of `status`; docs/control.md says what it means.

#include "json/model.hpp"
#include "service/verification/login_status.hpp"

#include <optional>
#include <string>
#include <utility>

namespace idpsync::json {

/// The finding, whose parts stand beside the other members. Of a later version it is shown by what it says.
inline Finding& finding_of(service::LoginStatus& login)
{
    if (!login.finding)
        login.finding = Finding{FindingId::provider_unreachable, Severity::error, {}, {}};
    return *login.finding;
}

constexpr auto words_of_finding(std::string_view name, std::string Finding::* words)
{
    return property(
               name,
               [words](const service::LoginStatus& login) {
                   return login.finding ? (*login.finding).*words : std::string();
               },
               [words](service::LoginStatus& login, std::string&& read) {
                   finding_of(login).*words = std::move(read);
               })
        .or_null();
}

template <>
inline constexpr auto shape<service::LoginStatus> = object(
    "login", "", member("state", &service::LoginStatus::state),
    member("since", &service::LoginStatus::since).or_null().about("Of broken: when it was seen first."),
    property(
        "finding",
        [](const service::LoginStatus& login) {
            return login.finding ? std::optional(login.finding->id) : std::nullopt;
        },
        [](service::LoginStatus& login, std::optional<FindingId>&& id) {
            finding_of(login).id = id.value_or(FindingId::provider_unreachable);
        })
        .or_null()
        .about("Of broken: a name of docs/troubleshooting.md."),
    words_of_finding("evidence", &Finding::evidence), words_of_finding("next", &Finding::next),
    member("unseen", &service::LoginStatus::unseen)
        .or_null()
        .about("Of unknown: what was not seen, and why; null before the first check."),
    member("beyond", &service::LoginStatus::beyond).or_null().about("What cannot be asked of this provider."),
    member("looked_at", &service::LoginStatus::looked_at).or_null(),
    member("next_look", &service::LoginStatus::next_look).or_null(),
    member("issuer_up", &service::LoginStatus::issuer_up)
        .or_null()
        .about("Its discovery document could be fetched."),
    member("certificate_expires", &service::LoginStatus::certificate_expires)
        .or_null()
        .about("The earliest of its hosts."),
    member("client_secret_expires", &service::LoginStatus::client_secret_expires)
        .or_null()
        .about("By the file."));

template <>
struct Completed<service::LoginStatus>
{
    static std::string problem(service::LoginStatus& login)
    {
        if (login.finding && login.finding->evidence.empty())
            login.finding.reset();
        return {};
    }
};

} // namespace idpsync::json
