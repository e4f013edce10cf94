#include "diagnose/standalone_doctor.hpp"

#include "diagnose/examination.hpp"
#include "net/concurrently.hpp"
#include "netbird/first_steps.hpp"
#include "netbird/inspector.hpp"
#include "registrar/registrar.hpp"
#include "registrar/server_url.hpp"
#include "standalone/login_addresses.hpp"
#include "standalone/wanted.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>
#include <utility>

namespace idpsync::diagnose {

namespace asio = boost::asio;

namespace {

ProviderType type_of(StandaloneProvider provider)
{
    switch (provider)
    {
    case StandaloneProvider::pocketid: return ProviderType::pocketid;
    case StandaloneProvider::authentik: return ProviderType::authentik;
    case StandaloneProvider::keycloak: return ProviderType::keycloak;
    case StandaloneProvider::generic: break;
    }
    return ProviderType::oidc;
}

standalone::Variables variables_of(const Result<standalone::DirectoryFiles>& files)
{
    if (files.has_error() || !files->setup_env)
        return {};
    return standalone::parse_setup_env(*files->setup_env).variables();
}

/// Scheme, host and port.
boost::urls::url origin_of(boost::urls::url url)
{
    url.set_encoded_path("");
    url.remove_query();
    url.remove_fragment();
    return url;
}

/// What a key of setup.env shall be; empty: the declaration does not want it.
std::string wanted_value(const std::vector<standalone::WantedKey>& wanted, std::string_view key)
{
    const auto found = std::ranges::find(wanted, key, &standalone::WantedKey::key);
    return found == wanted.end() ? std::string() : found->value;
}

netbird::ClientOptions options_for(const boost::urls::url& address)
{
    return {.management = address, .token = Secret(), .timeout = provider_deadline};
}

netbird::ClientOptions copy_of(const netbird::ClientOptions& options)
{
    return {.management = options.management, .token = options.token.clone(), .timeout = options.timeout};
}

} // namespace

oidc::Registration registration_of(const Standalone& declared)
{
    return {.type = type_of(declared.provider),
            .issuer = declared.issuer,
            .client_id = declared.client_id,
            .redirect_uri = {},
            .checks = {.allow_http = declared.allow_http},
            .scopes = standalone::wanted_scopes(declared),
            .standalone = true};
}

standalone::Endpoints endpoints_in(const oidc::Discovery& document)
{
    return {.issuer = document.issuer.value_or(std::string()),
            .keys = document.jwks_uri.value_or(std::string()),
            .token = document.token_endpoint.value_or(std::string()),
            .authorization = document.authorization_endpoint.value_or(std::string()),
            .device = document.device_authorization_endpoint.value_or(std::string())};
}

std::vector<boost::urls::url> api_addresses(const Standalone& declared, const std::string& port)
{
    std::vector<boost::urls::url> addresses;
    const auto add = [&](const std::string& text) {
        if (const auto url = boost::urls::parse_uri(text))
            addresses.emplace_back(*url);
    };
    if (!port.empty() && port != "443")
        add("https://" + declared.domain + ":" + port);
    add("https://" + declared.domain);
    return addresses;
}

std::string told_api_port(const Standalone& declared, const Result<standalone::DirectoryFiles>& files)
{
    if (files.has_error() || !files->setup_env)
        return {};
    return standalone::api_port(declared, standalone::configured(variables_of(files)));
}

StandaloneDoctor::StandaloneDoctor(const Dependencies& dependencies, const Targets& targets)
    : dependencies_(dependencies), targets_(targets), facts_{.files = targets.files}
{
    facts_.registration = registration_of(targets_.declared);
    facts_.handed_out = targets_.handed_out;
    std::vector<boost::urls::url> addresses;
    if (targets_.management)
        addresses.push_back(targets_.management->management);
    else
        addresses = api_addresses(targets_.declared, told_api_port(targets_.declared, targets_.files));
    for (auto& address : addresses)
        facts_.apis.push_back({std::move(address), Error{ErrorKind::stopped, "it was not asked"}});
}

asio::awaitable<StandaloneFacts> StandaloneDoctor::look()
{
    std::vector<asio::awaitable<void>> tasks;
    tasks.push_back(look_at_provider());
    tasks.push_back(look_at_netbird());
    co_await net::run_concurrently(std::move(tasks));
    co_return std::move(facts_);
}

asio::awaitable<void> StandaloneDoctor::look_at_provider()
{
    oidc::Checker checker(dependencies_.provider, dependencies_.clock, dependencies_.random);
    const oidc::Extent document_and_keys{.redirect = false, .keys = true};
    const auto deadline = dependencies_.clock.now() + provider_deadline;
    facts_.provider = co_await checker.check(facts_.registration, document_and_keys, deadline);
    const auto& discovery = facts_.provider.discovery;
    if (discovery.verdict != Verdict::accepted || !discovery.document)
        co_return;
    compare_files();
    for (auto& uri :
         standalone::redirect_uris(targets_.declared, standalone::configured(variables_of(facts_.files))))
        facts_.redirects.push_back({std::move(uri), {}});
    std::vector<asio::awaitable<void>> tasks;
    tasks.push_back(look_at_redirects());
    tasks.push_back(look_at_api_of_provider());
    co_await net::run_concurrently(std::move(tasks));
}

namespace {

/// Nothing: the server was not asked, or did not answer.
std::optional<std::string> handed_out_text(const StandaloneFacts& facts)
{
    return facts.handed_out && facts.handed_out->has_value() ? std::optional(**facts.handed_out)
                                                             : std::nullopt;
}

} // namespace

void StandaloneDoctor::compare_files()
{
    if (facts_.files.has_error())
        return;
    facts_.rendering = standalone::render({.declared = targets_.declared,
                                           .provider = endpoints_in(*facts_.provider.discovery.document),
                                           .secret = targets_.manager.reveal(),
                                           .files = *facts_.files,
                                           .handed_out = handed_out_text(facts_),
                                           .management_json = facts_.files->server_json.has_value()});
}

/// One after the other: a provider that throttles is left alone.
asio::awaitable<void> StandaloneDoctor::look_at_redirects()
{
    oidc::Checker checker(dependencies_.provider, dependencies_.clock, dependencies_.random);
    const oidc::Extent redirect_alone{.redirect = true, .spellings = true};
    for (auto& sight : facts_.redirects)
    {
        auto registration = facts_.registration;
        registration.redirect_uri = sight.uri;
        const auto deadline = dependencies_.clock.now() + provider_deadline;
        sight.check = co_await checker.check(registration, redirect_alone, deadline);
        if (sight.check.leave_alone)
            co_return;
    }
}

/// The client is looked at as the manager where no way of its own is declared.
asio::awaitable<void> StandaloneDoctor::look_at_api_of_provider()
{
    if (auto access = manager_access())
    {
        const auto deadline = dependencies_.clock.now() + provider_deadline;
        auto sight = co_await registrar::ask_as_manager(std::move(*access), dependencies_.provider, deadline);
        facts_.manager.emplace(std::move(sight));
    }
    const auto* secret = secret_for_client();
    if (secret != nullptr)
        co_await look_at_client(*secret);
}

const Secret* StandaloneDoctor::secret_for_client() const
{
    if (targets_.declared.registration)
        return &targets_.registration;
    const bool may_look =
        has_way_to_client(targets_.declared) && facts_.manager && facts_.manager->has_value();
    if (!may_look)
        return nullptr;
    const auto& token = (*facts_.manager)->token;
    return token ? token.get() : &targets_.manager;
}

asio::awaitable<void> StandaloneDoctor::look_at_client(const Secret& secret)
{
    const auto& declared = targets_.declared;
    const auto& registration = declared.registration;
    const auto url = registration ? registration->url : declared.manager->url;
    registrar::Access access{.type = facts_.registration.type,
                             .issuer = declared.issuer,
                             .url = {},
                             .account = registration ? registration->account : std::string(),
                             .secret = secret};
    if (!url.empty())
        access.url = boost::urls::url(url);
    const auto made = registrar::make_registrar(access, dependencies_.provider);
    if (made.has_error())
    {
        facts_.client.emplace(made.error());
        co_return;
    }
    const auto deadline = dependencies_.clock.now() + provider_deadline;
    auto client = co_await (*made)->find(declared.client_id, deadline);
    facts_.client.emplace(std::move(client));
}

std::optional<registrar::ManagerAccess> StandaloneDoctor::manager_access() const
{
    const auto& declared = targets_.declared;
    if (!declared.manager || targets_.manager.empty())
        return std::nullopt;
    const auto& registration = facts_.registration;
    const auto endpoints = endpoints_in(*facts_.provider.discovery.document);
    const auto wanted = standalone::wanted_keys(declared, endpoints, {});
    const auto issuer = oidc::parse_endpoint(declared.issuer);
    const auto token_endpoint = oidc::parse_endpoint(endpoints.token);
    const bool may_send = token_endpoint && (token_endpoint->scheme_id() == boost::urls::scheme::https ||
                                             oidc::http_is_fine(*token_endpoint, registration));
    const bool is_pocket_id = registration.type == ProviderType::pocketid;
    if (!issuer || (!is_pocket_id && !may_send))
        return std::nullopt;
    registrar::ManagerAccess access{.type = registration.type,
                                    .api = origin_of(*issuer),
                                    .client_id = declared.client_id,
                                    .username = declared.manager->account,
                                    .application = registrar::part_behind(declared.issuer, "/application/o/"),
                                    .secret = targets_.manager};
    if (!is_pocket_id)
        access.token_endpoint = *token_endpoint;
    // Whoever wrote the issuer means that host, wherever it is.
    if (!is_pocket_id && !oidc::same_origin(*issuer, *token_endpoint))
        access.token_reach =
            oidc::names_loopback(*issuer) ? net::Reach::not_this_link : net::Reach::elsewhere;
    const auto api = wanted_value(wanted, is_pocket_id ? "NETBIRD_IDP_MGMT_EXTRA_MANAGEMENT_ENDPOINT"
                                                       : "NETBIRD_IDP_MGMT_EXTRA_ADMIN_ENDPOINT");
    if (const auto url = boost::urls::parse_uri(api); url && !api.empty())
        access.api = boost::urls::url(*url);
    if (registration.type == ProviderType::keycloak)
        access.client_id = declared.manager->account;
    return access;
}

asio::awaitable<void> StandaloneDoctor::look_at_netbird()
{
    const auto timeout = targets_.management ? targets_.management->timeout : provider_deadline;
    for (auto& sight : facts_.apis)
    {
        netbird::FirstSteps steps(dependencies_.netbird, dependencies_.clock, sight.address, timeout);
        sight.instance = co_await steps.setup_required();
    }
    if (targets_.management)
    {
        co_await look_with_token();
        co_return;
    }
    const auto answers =
        std::ranges::find_if(facts_.apis, [](const ApiSight& sight) { return sight.instance.has_value(); });
    if (answers == facts_.apis.end())
        co_return;
    netbird::Inspector inspector(dependencies_.netbird, dependencies_.clock, options_for(answers->address));
    auto login_service = co_await inspector.login_service();
    facts_.login_service.emplace(std::move(login_service));
}

asio::awaitable<void> StandaloneDoctor::look_with_token()
{
    netbird::Inspector inspector(dependencies_.netbird, dependencies_.clock, copy_of(*targets_.management));
    auto facts = co_await fetch_netbird(inspector, dependencies_.clock);
    facts_.login_service = facts.login_service;
    const Error not_asked{ErrorKind::stopped, "not asked"};
    TokenSight sight{.netbird = std::move(facts), .groups = {not_asked, 0}, .audit_log = {not_asked, 0}};
    if (sight.netbird.list.value.has_value())
    {
        sight.groups = co_await inspector.groups();
        sight.audit_log = co_await inspector.audit_log();
    }
    facts_.token.emplace(std::move(sight));
}

} // namespace idpsync::diagnose
