#pragma once

// A standalone NetBird with which nothing is wrong, to be spoilt by a test.

#include "diagnose/standalone_checks.hpp"
#include "diagnose/standalone_doctor.hpp"
#include "facts.hpp"
#include "standalone/configured.hpp"
#include "standalone/login_addresses.hpp"

#include <memory>
#include <string>
#include <utility>

namespace idpsync::test {

inline const standalone::Endpoints endpoints{.issuer = "https://id.example.com",
                                             .keys = "https://id.example.com/keys",
                                             .token = "https://id.example.com/token",
                                             .authorization = "https://id.example.com/authorize",
                                             .device = "https://id.example.com/device"};

inline Standalone declared_standalone(StandaloneProvider provider = StandaloneProvider::pocketid)
{
    return {.provider = provider,
            .issuer = "https://id.example.com",
            .client_id = "netbird",
            .domain = "netbird.example.com",
            .directory = "/opt/netbird",
            .manager =
                UserManager{.secret = {SecretSource::File{"/etc/api-key"}}, .account = "NetBird", .url = {}}};
}

inline standalone::Rendering rendered(const Standalone& declared, standalone::DirectoryFiles files)
{
    const bool has_server = files.server_json.has_value();
    return standalone::render({.declared = declared,
                               .provider = endpoints,
                               .secret = "not-a-real-api-key",
                               .files = std::move(files),
                               .management_json = has_server});
}

/// As `standalone render --write --management-json` leaves them.
inline standalone::DirectoryFiles written_files(const Standalone& declared)
{
    standalone::DirectoryFiles files{
        .server_json = R"({"DataStoreEncryptionKey": "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE="})"};
    for (const auto& file : rendered(declared, files).files)
    {
        (file.name == standalone::file_names::setup_env ? files.setup_env : files.server_json) = file.text;
        files.modes[file.name] = 0600;
    }
    return files;
}

inline oidc::ProviderCheck accepted_check(std::optional<oidc::RedirectJudgement> redirect = {})
{
    oidc::ProviderCheck check;
    check.discovery.verdict = Verdict::accepted;
    check.discovery.document.emplace();
    check.keys = oidc::KeysJudgement{.verdict = Verdict::accepted};
    check.redirect = std::move(redirect);
    return check;
}

inline diagnose::RedirectSight accepted_redirect(const std::string& uri)
{
    return {uri, accepted_check(oidc::RedirectJudgement{
                     .verdict = Verdict::accepted,
                     .finding = {FindingId::redirect_refused, Severity::ok, "accepted " + uri, ""}})};
}

/// Public, with all that NetBird needs of it.
inline registrar::ProviderClient public_client()
{
    registrar::ProviderClient client{.client_id = "netbird", .name = "NetBird"};
    for (const auto* uri : {"http://localhost:53000", "https://netbird.example.com/auth",
                            "https://netbird.example.com/silent-auth"})
        client.redirect_uris.push_back({uri});
    client.logout_uris.emplace({registrar::RegisteredUri{"https://netbird.example.com/"}});
    client.confidential = false;
    return client;
}

inline diagnose::StandaloneFacts healthy_standalone(const Standalone& declared)
{
    diagnose::StandaloneFacts facts{.files = written_files(declared)};
    facts.rendering = rendered(declared, *facts.files);
    facts.registration = diagnose::registration_of(declared);
    facts.provider = accepted_check();
    for (const auto* uri : {"http://localhost:53000", "https://netbird.example.com/auth",
                            "https://netbird.example.com/silent-auth"})
        facts.redirects.push_back(accepted_redirect(uri));
    facts.manager.emplace(
        registrar::ManagerSight{.end = {.at = noon + std::chrono::days(200), .not_told = {}}});
    facts.client.emplace(std::optional(public_client()));
    facts.apis.push_back({boost::urls::url("https://netbird.example.com"), false});
    facts.login_service = refused<netbird::LoginDiscovery>(404, ErrorKind::rejected);
    auto netbird = healthy();
    netbird.list = answered(ObservedState());
    facts.token = diagnose::TokenSight{.netbird = std::move(netbird),
                                       .groups = answered(std::vector<netbird::Group>()),
                                       .audit_log = answered(true)};
    return facts;
}

inline diagnose::StandaloneContext standalone_context(const Standalone& declared)
{
    return {.declared = declared,
            .api_port = "443",
            .port_is_declared = false,
            .token_source = "file /etc/netbird-idp-sync/token",
            .now = noon};
}

} // namespace idpsync::test
