#pragma once

// What the documents of `doctor` look like; docs/doctor-json.md says what they mean.

#include "cli/render/doctor_json.hpp"
#include "json/model.hpp"

#include <cstdint>
#include <optional>

namespace idpsync::cli {

/// How many findings of each severity.
struct SeveritySummary
{
    const diagnose::Diagnosis& diagnosis;
};

} // namespace idpsync::cli

namespace idpsync::json {

constexpr auto number_of(std::string_view name, Severity severity)
{
    return member(name, [severity](const auto& of) { return of.diagnosis.count(severity); });
}

template <>
inline constexpr auto shape<cli::SeveritySummary> =
    object("", "", number_of("error", Severity::error), number_of("warning", Severity::warning),
           number_of("unknown", Severity::unknown), number_of("hint", Severity::hint),
           number_of("ok", Severity::ok));

template <>
inline constexpr auto shape<diagnose::HostDiagnosis> =
    object("", "", member("host", &diagnose::HostDiagnosis::host).about("Scheme, host and port."),
           member("providers", &diagnose::HostDiagnosis::providers),
           member("findings", &diagnose::HostDiagnosis::findings).about("What to fix first, first."));

template <>
inline constexpr auto shape<diagnose::ProviderDiagnosis> = object(
    "", "", member("key", &diagnose::ProviderDiagnosis::key),
    member("name", &diagnose::ProviderDiagnosis::name).about("On the login button; unescaped."),
    member("issuer", &diagnose::ProviderDiagnosis::issuer)
        .or_null()
        .about("null: built into NetBird; unescaped."),
    member("host", &diagnose::ProviderDiagnosis::host)
        .or_null()
        .about("The one of `hosts`, or NetBird's own address, with which something is wrong: it is reported "
               "there."),
    member("credentials_age_s",
           [](const diagnose::ProviderDiagnosis& provider) {
               return provider.credentials_age
                          ? std::optional(std::int64_t{provider.credentials_age->count()})
                          : std::nullopt;
           })
        .or_null()
        .about("How long ago client id and secret were accepted, where an earlier answer serves."),
    member("findings", &diagnose::ProviderDiagnosis::findings).about("What to fix first, first."));

template <>
inline constexpr auto shape<diagnose::Diagnosis> = object(
    "doctor", "", constant("version", 1),
    member("management_url", &diagnose::Diagnosis::management_url).about("The NetBird that this is about."),
    member("redirect_uri", &diagnose::Diagnosis::redirect_uri)
        .or_null()
        .about("To be registered at each provider."),
    member("logout_uri", &diagnose::Diagnosis::logout_uri)
        .or_null()
        .about("May be registered at each provider."),
    member("well", [](const auto& diagnosis) { return diagnosis.is_well(); })
        .about("No error and no warning; of a standalone NetBird nothing unknown either."),
    member("summary", [](const auto& diagnosis) { return cli::SeveritySummary{diagnosis}; })
        .about("How many findings of each severity."),
    member("netbird", &diagnose::Diagnosis::netbird).about("What to fix first, first."),
    member("hosts", &diagnose::Diagnosis::hosts)
        .about("What is wrong with a host of several providers, the worst first."),
    member("providers", &diagnose::Diagnosis::providers).about("Those that were checked, the worst first."),
    member("not_checked", &diagnose::Diagnosis::not_checked).about("Declared keys that were not checked."));

template <>
inline constexpr auto shape<diagnose::LoginSeen> = object(
    "", "", member("name", &diagnose::LoginSeen::name).or_null().about("Unescaped."),
    member("email", &diagnose::LoginSeen::email).or_null().about("Unescaped."),
    member("groups", &diagnose::LoginSeen::groups)
        .or_null()
        .about("null: the token has no claim groups. Unescaped."),
    member("role", &diagnose::LoginSeen::role).or_null().about("In NetBird; null: it does not say."),
    member("joined", &diagnose::LoginSeen::joined)
        .or_null()
        .about("Whether the user is in the account of the access token; null: that cannot be seen."),
    member("group_sync", &diagnose::LoginSeen::group_sync).about("What group sync does with these groups."));

template <>
inline constexpr auto shape<diagnose::LoginDiagnosis> = object(
    "login", "", constant("version", 1),
    member("management_url", &diagnose::LoginDiagnosis::management_url)
        .about("The NetBird that this is about."),
    member("key", &diagnose::LoginDiagnosis::key),
    member("name", &diagnose::LoginDiagnosis::name).about("On the login button; unescaped."),
    member("well", [](const auto& diagnosis) { return diagnosis.is_well(); })
        .about("Somebody signed in, NetBird was seen to know them, and there is no error and no warning."),
    member("findings", &diagnose::LoginDiagnosis::findings).about("What to fix first, first."),
    member("seen", &diagnose::LoginDiagnosis::seen)
        .or_null()
        .about(
            "What NetBird sees of whoever signed in; null: nobody did, or no ID token could be verified."));

template <>
inline constexpr auto shape<netbird::LoginDiscovery> =
    object("redirect_uri", "", constant("version", 1),
           member("redirect_uri", &netbird::LoginDiscovery::redirect_uri),
           member("logout_uri", &netbird::LoginDiscovery::logout_uri));

} // namespace idpsync::json
