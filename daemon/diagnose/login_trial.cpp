#include "diagnose/login_trial.hpp"

#include "core/group_settings.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "crypto/base64.hpp"
#include "crypto/digest.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/diagnosis.hpp"
#include "diagnose/examination.hpp"

#include <algorithm>
#include <array>

namespace idpsync::diagnose {

namespace asio = boost::asio;

namespace {

std::string in_base64url(const std::array<std::byte, 32>& bytes)
{
    return crypto::encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Silence says nothing about the token; a wrong answer says that it is not NetBird who gives it.
Finding without_keys(const Error& error)
{
    if (error.kind == ErrorKind::bad_response)
        return found(FindingId::login_token_invalid, "NetBird's keys cannot be read: " + error.text());
    return unclear(FindingId::login_works,
                   "somebody signed in, and NetBird's ID token cannot be verified: its "
                   "keys cannot be read: " +
                       error.text());
}

} // namespace

bool LoginDiagnosis::is_well() const
{
    const bool confirmed = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.id == FindingId::login_works && finding.severity == Severity::ok;
    });
    return seen && confirmed && std::none_of(findings.begin(), findings.end(), is_trouble);
}

LoginTrial::LoginTrial(const Dependencies& dependencies, Subject subject)
    : dependencies_(dependencies),
      subject_(std::move(subject)),
      provider_{.item = {.key = subject_.key}, .check = {}, .credentials_from = {}, .probe = {}}
{}

asio::awaitable<Result<std::optional<LoginDiagnosis>>> LoginTrial::prepare()
{
    const auto& settings = subject_.configuration.settings;
    facts_ = co_await fetch_netbird(dependencies_.netbird, dependencies_.clock);
    auto stops = what_stops_a_login(facts_, {.management = settings.management.url,
                                             .token_source = describe(settings.management.token),
                                             .mode = settings.policy.mode,
                                             .now = dependencies_.clock.wall_now()});
    if (!stops.empty())
        co_return diagnosis(std::move(stops));
    if (auto missing = find_connector())
        co_return diagnosis({std::move(*missing)});
    auto opened = dependencies_.door.open(subject_.redirect);
    if (opened.has_error())
        co_return opened.error();
    subject_.redirect = std::move(*opened);
    auto refused = co_await ask_login_service();
    if (refused)
        co_return diagnosis({std::move(*refused)});
    co_return std::optional<LoginDiagnosis>();
}

LoginDiagnosis LoginTrial::diagnosis(std::vector<Finding> findings) const
{
    const auto& item = provider_.item;
    return {.management_url = escaped(subject_.configuration.settings.management.url.buffer()),
            .key = subject_.key.str(),
            .name = item.seen   ? item.seen->name
                    : item.want ? item.want->name
                                : std::string(),
            .findings = located(std::move(findings), subject_.commands)};
}

std::optional<Finding> LoginTrial::find_connector()
{
    const auto& [configuration, secrets, ledger, key, redirect, commands] = subject_;
    const auto plan = plan_of_a_look(configuration, secrets, *facts_.list.value, ledger,
                                     dependencies_.clock.wall_now(), commands);
    if (const auto* item = plan.find(key))
        provider_.item = *item;
    provider_.listed = true;
    provider_.has_secret = secrets.values.contains(key);
    const auto& item = provider_.item;
    if (item.id && item.seen)
        return std::nullopt;
    return found(FindingId::connector_missing,
                 item.why.empty() ? "NetBird has no connector for it" : item.why,
                 {{"pass", commands.pass(key.str())}});
}

/// Whether the login service would let a browser through, so that nobody is sent to an error page.
asio::awaitable<std::optional<Finding>> LoginTrial::ask_login_service()
{
    using Kind = netbird::LoginProbe::Kind;
    client_id_ = provider_.item.seen->client_id;
    const auto id = *provider_.item.id;
    const netbird::ProbeClient client{std::string(netbird::command_line_client), subject_.redirect.uri};
    auto probe = co_await dependencies_.login.probe_as(id, client);
    if (probe.has_error())
        co_return unclear(FindingId::login_works,
                          "the login could not begin: NetBird's login service does not answer: " +
                              probe.error().text());
    provider_.probe = probe;
    if (probe->kind == Kind::open)
        client_id_ = probe->in_force->client_id;
    if (probe->kind == Kind::cannot_open)
        co_return found(FindingId::connector_not_opened,
                        "NetBird's login service cannot open it: " + probe->why, {{"id", escaped(id.value)}});
    if (probe->kind == Kind::redirect_unregistered || probe->kind == Kind::client_unknown)
    {
        auto finding = found(FindingId::login_refused, probe->why);
        finding.next = "register " + escaped(subject_.redirect.uri) + " for " +
                       std::string(netbird::command_line_client) +
                       " in NetBird's configuration, or name the URI that is registered with --redirect";
        co_return finding;
    }
    co_return std::nullopt;
}

asio::awaitable<LoginDiagnosis> LoginTrial::sign_in()
{
    const Secret verifier(unguessable());
    living_secrets().learn(verifier);
    const netbird::LoginRequest request{.redirect_uri = subject_.redirect.uri,
                                        .state = unguessable(),
                                        .nonce = unguessable(),
                                        .challenge = in_base64url(crypto::sha256(verifier.reveal()))};
    const auto url = netbird::login_url(*facts_.login_facts(), *provider_.item.id, request);
    if (url.has_error())
        co_return diagnosis({found(FindingId::login_refused, url.error().text())});

    const LoginVisit visit{.url = url->buffer(),
                           .path = subject_.redirect.path,
                           .state = request.state,
                           .connector = provider_.item.id->value,
                           .deadline = dependencies_.clock.now() + login_time};
    auto outcome = co_await dependencies_.door.wait(visit);
    if (!outcome.back)
        co_return co_await missed(std::move(outcome));
    co_return co_await came_back(std::move(*outcome.back), verifier, request.nonce);
}

asio::awaitable<LoginDiagnosis> LoginTrial::came_back(LoginReturn back, const Secret& verifier,
                                                      const std::string& nonce)
{
    if (!back.code)
    {
        auto seen = "the browser came back with the error " + quoted(back.error, 80);
        if (!back.description.empty())
            seen += ": " + quoted(back.description, 200);
        co_return diagnosis({found(FindingId::login_refused, std::move(seen))});
    }
    const auto& login_service = *facts_.login_facts();
    const auto redirect = subject_.redirect.uri;
    const auto token = co_await dependencies_.tokens.exchange(login_service, *back.code, verifier, redirect);
    back.code.reset();
    if (token.has_error())
        co_return diagnosis(
            {found(FindingId::login_refused, "NetBird gave no token for the code: " + token.error().text())});
    const auto keys = co_await dependencies_.tokens.keys(login_service);
    if (keys.has_error())
        co_return diagnosis({without_keys(keys.error())});
    auto claims = oidc::verify_id_token(token->reveal(), *keys,
                                        {.issuer = login_service.issuer,
                                         .audience = std::string(netbird::command_line_client),
                                         .nonce = nonce,
                                         .now = dependencies_.clock.wall_now()});
    if (claims.has_error())
        co_return diagnosis(
            {found(FindingId::login_token_invalid, "NetBird's ID token: " + claims.error().text())});
    auto shown = std::move(*claims);
    co_return co_await look_at(std::move(shown), *token);
}

asio::awaitable<LoginDiagnosis> LoginTrial::look_at(oidc::IdTokenClaims claims, const Secret& token)
{
    auto user = co_await dependencies_.tokens.user(token);
    auto users = co_await dependencies_.netbird.users();
    auto groups = co_await dependencies_.netbird.groups();
    co_await keep(claims);
    const LoginShown shown{.netbird = facts_,
                           .registration = registration(),
                           .claims = std::move(claims),
                           .user = std::move(user),
                           .users = std::move(users),
                           .groups = std::move(groups)};
    auto result = diagnosis(judge_login(shown));
    result.seen = login_seen(shown);
    co_return result;
}

asio::awaitable<void> LoginTrial::keep(const oidc::IdTokenClaims& claims)
{
    reconcile::LoginEvidence evidence{.at = dependencies_.clock.wall_now(),
                                      .connector = *provider_.item.id,
                                      .client_id = client_id_,
                                      .name_present = !claims.name.empty(),
                                      .email_present = !claims.email.empty(),
                                      .group_claim = std::string(passed_on_claim),
                                      .groups = claims.groups.value_or(std::vector<std::string>())};
    reconcile::ChecksStore::Change change = [kept = std::move(evidence)](reconcile::ProviderEvidence& known) {
        known.login = kept;
    };
    // That it could not be kept shows when a pass looks for it.
    static_cast<void>(co_await dependencies_.checks.update(subject_.key, std::move(change)));
}

oidc::Registration LoginTrial::registration() const
{
    const auto& item = provider_.item;
    const auto& values = item.want ? *item.want : *item.seen;
    const auto* desired = subject_.configuration.desired.find(subject_.key);
    const auto* account = facts_.account_details();
    return {.type = values.type,
            .issuer = oidc::issuer_of(values),
            .client_id = values.client_id,
            .redirect_uri = facts_.login_facts()->redirect_uri,
            .allow_http = desired != nullptr && desired->allow_http,
            .group_claims = account->group_sync.value_or(false)};
}

/// Whoever does not come back may have been stopped by something that the other checks see.
asio::awaitable<LoginDiagnosis> LoginTrial::missed(LoginOutcome outcome)
{
    LoginMissed login{.key = subject_.key.str(),
                      .port = subject_.redirect.port,
                      .registration = registration(),
                      .waited = std::chrono::duration_cast<std::chrono::seconds>(login_time),
                      .saw_error_page = outcome.saw_error_page,
                      .log_was_read = outcome.log_was_read,
                      .logged = std::move(outcome.logged)};
    if (!login.logged && !login.registration.issuer.empty())
    {
        co_await examine(provider_, login.registration, subject_.secrets, dependencies_.inquiry);
        const auto& credentials = provider_.check->credentials;
        login.credentials_accepted = credentials && credentials->verdict == Verdict::accepted;
        login.provider = judge_provider(provider_, dependencies_.clock.wall_now());
    }
    co_return diagnosis(judge_missed_login(login));
}

std::string LoginTrial::unguessable()
{
    std::array<std::byte, 32> bytes{};
    dependencies_.random.fill(bytes);
    auto text = in_base64url(bytes);
    bytes.fill(std::byte{0});
    return text;
}

} // namespace idpsync::diagnose
