#include "diagnose/standalone_clinic.hpp"

#include "support/counting_random.hpp"

#include <boost/json/array.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>

namespace idpsync::test {
namespace {

constexpr std::string_view manager_key = "not-a-real-api-key";
constexpr std::string_view account_secret = "not-a-real-account-secret";

StandaloneProvider kind_of(sandbox::Profile profile)
{
    switch (type_of(profile))
    {
    case ProviderType::pocketid: return StandaloneProvider::pocketid;
    case ProviderType::authentik: return StandaloneProvider::authentik;
    case ProviderType::keycloak: return StandaloneProvider::keycloak;
    default: return StandaloneProvider::generic;
    }
}

void change_once(std::string& text, std::string_view from, std::string_view to)
{
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " is not in\n" << text;
    text.replace(at, from.size(), to);
}

} // namespace

StandaloneClinic::StandaloneClinic(sandbox::Profile profile, std::string account_domain)
    : netbird(clock, {.url = "https://netbird.test",
                      .account_domain = std::move(account_domain),
                      .embedded_idp = false}),
      provider(netbird.add_provider("https://id.example.com", {.profile = profile})),
      declared{.provider = kind_of(profile),
               .issuer = provider.issuer(),
               .client_id = "netbird",
               .domain = "netbird.test",
               .directory = "/opt/netbird",
               .reverse_proxy = true}
{
    netbird.set_account_setting("extra", boost::json::object{{"user_approval_required", false}});
    auto& client = provider.client();
    client.public_client = true;
    client.redirect_uris = {"http://localhost:53000", "https://netbird.test/auth",
                            "https://netbird.test/silent-auth"};
    client.logout_uris = {"https://netbird.test/"};
    if (declared.provider == StandaloneProvider::keycloak)
        client.record["webOrigins"] = boost::json::array{"+"};
    provider.setup().api_keys.front().expires = clock.wall_now() + std::chrono::days(200);
    if (declared.provider == StandaloneProvider::pocketid)
        declared.manager =
            UserManager{.secret = {SecretSource::File{"/etc/api-key"}}, .account = {}, .url = {}};
    if (declared.provider == StandaloneProvider::keycloak)
        declared.scopes = "openid profile email groups"; // the realm has no scope api
    write_files();
}

void StandaloneClinic::declare_registration()
{
    registration_secret_ = account_secret;
    provider.setup().clients.push_back({.id = "idp-sync",
                                        .secret = registration_secret_,
                                        .service_account = true,
                                        .roles = {"view-clients"}});
    declared.registration.emplace().account = "idp-sync";
}

void StandaloneClinic::write_files()
{
    if (!files.server_json)
        files.server_json = R"({"DataStoreEncryptionKey": "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE="})";
    const auto facts = look();
    ASSERT_TRUE(facts.rendering);
    for (const auto& file : facts.rendering->files)
    {
        (file.name == standalone::file_names::setup_env ? files.setup_env : files.server_json) = file.text;
        files.modes[file.name] = 0600;
    }
}

void StandaloneClinic::change_setup(std::string_view from, std::string_view to)
{
    change_once(*files.setup_env, from, to);
}

void StandaloneClinic::change_server(std::string_view from, std::string_view to)
{
    change_once(*files.server_json, from, to);
}

diagnose::StandaloneFacts StandaloneClinic::look()
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    CountingRandom random;
    const diagnose::StandaloneDoctor::Targets targets{
        .declared = declared,
        .files = files,
        .manager = declared.manager ? Secret(std::string(manager_key)) : Secret(),
        .registration =
            Secret(registration_secret_.empty() ? std::string(manager_key) : registration_secret_),
        .management = netbird::ClientOptions{.management = boost::urls::url(netbird.url()),
                                             .token = Secret(std::string(sandbox::default_token)),
                                             .timeout = std::chrono::seconds(15)}};
    diagnose::StandaloneDoctor doctor({http, http, clock, random}, targets);
    return run(io, clock, doctor.look());
}

diagnose::Diagnosis StandaloneClinic::visit()
{
    const auto facts = look();
    return diagnose::judge_standalone(facts, {.declared = declared,
                                              .api_port = diagnose::told_api_port(declared, facts.files),
                                              .port_is_declared = declared.reverse_proxy.has_value(),
                                              .token_source = "file /etc/netbird-idp-sync/token",
                                              .now = clock.wall_now()});
}

std::vector<std::string> named_troubles(const diagnose::Diagnosis& diagnosis)
{
    std::set<std::string> names;
    for (const auto& finding : all_findings(diagnosis))
        if (finding.severity != Severity::ok && finding.severity != Severity::unknown)
            names.emplace(to_string(finding.id));
    return {names.begin(), names.end()};
}

} // namespace idpsync::test
