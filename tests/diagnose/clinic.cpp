#include "diagnose/clinic.hpp"

#include "diagnose/catalogue.hpp"
#include "support/counting_random.hpp"

namespace idpsync::test {
namespace {

constexpr std::string_view provider_url = "https://id.example.com";

ProviderKey the_key()
{
    return ProviderKey::parse("corp").value();
}

} // namespace

std::string name_of_profile(const testing::TestParamInfo<sandbox::Profile>& tested)
{
    std::string name(to_string(tested.param));
    std::erase_if(name, [](char letter) { return letter == '-' || letter == '.'; });
    return name;
}

ProviderType type_of(sandbox::Profile profile)
{
    switch (profile)
    {
    case sandbox::Profile::pocketid_2_9:
    case sandbox::Profile::pocketid_2_10:
    case sandbox::Profile::pocketid_2_12:
    case sandbox::Profile::pocketid_2_13:
    case sandbox::Profile::pocketid_2_14: return ProviderType::pocketid;
    case sandbox::Profile::keycloak:
    case sandbox::Profile::keycloak_hostname: return ProviderType::keycloak;
    case sandbox::Profile::authentik_unrecorded:
    case sandbox::Profile::authentik_2026_5_unrecorded: return ProviderType::authentik;
    case sandbox::Profile::entra_unrecorded: return ProviderType::entra;
    case sandbox::Profile::dex:
    case sandbox::Profile::dex_dev:
    case sandbox::Profile::oidc_provider: break;
    }
    return ProviderType::oidc;
}

Clinic::Clinic(sandbox::Profile profile, sandbox::Options options)
    : netbird(clock, std::move(options)),
      provider(netbird.add_provider(std::string(provider_url), {.profile = profile})),
      declared_{type_of(profile), "Corp", provider.issuer(), "netbird"}
{
    files.put_directory("/state", 0700);
    netbird.add({.id = {},
                 .type = std::string(to_string(declared_.type)),
                 .name = declared_.name,
                 .issuer = declared_.issuer,
                 .client_id = declared_.client_id,
                 .client_secret = secret_,
                 .scopes = sandbox::scopes_of_type(to_string(declared_.type))});
    netbird.set_account_setting("extra", boost::json::object{{"user_approval_required", false}});
}

void Clinic::set_callback(const std::string& callback)
{
    auto made = *netbird.connector(connector());
    netbird.remove(made.id);
    made.callback = callback;
    provider.client().redirect_uris.push_back(callback);
    netbird.add(std::move(made));
}

void Clinic::remember_connector()
{
    ledger_.entries.insert_or_assign(the_key(), LedgerEntry{.id = {connector()}, .written = declared_});
}

void Clinic::delete_connector_as(const AuditUser& user)
{
    ledger_.audit.touches[ConnectorId{connector()}] = {.at = {1000, 0}, .users = {user}, .deleted = true};
    forget_connector();
}

void Clinic::lose_an_update()
{
    remember_connector();
    ledger_.intents.push_back(
        {.verb = Verb::update, .key = the_key(), .id = ConnectorId{connector()}, .values = declared_});
}

void Clinic::write_declared()
{
    netbird.edit(connector(), {.name = declared_.name,
                               .issuer = declared_.issuer,
                               .client_id = declared_.client_id,
                               .client_secret = secret_});
    netbird.restart();
}

config::Configuration Clinic::configuration() const
{
    config::Configuration configuration;
    configuration.settings.management.url = boost::urls::url(netbird.url());
    configuration.settings.management.token.where = SecretSource::File{"/etc/netbird-idp-sync/token"};
    DesiredProvider desired{.key = the_key(), .values = declared_, .where = {}};
    if (!secret_.empty())
        desired.client_secret = SecretSource{SecretSource::File{"/secrets/corp"}};
    desired.registration = registration_;
    std::vector<DesiredProvider> all;
    all.push_back(std::move(desired));
    configuration.desired = DesiredState::make(std::move(all)).value();
    return configuration;
}

void Clinic::declare_registration(DesiredRegistration registration, const std::string& secret)
{
    registration_ = std::move(registration);
    registration_secret_ = secret;
}

reconcile::Secrets Clinic::secrets() const
{
    reconcile::Secrets secrets;
    if (registration_)
        secrets.registration.emplace(the_key(), reconcile::SecretRead{Secret(registration_secret_), {}});
    if (secret_.empty())
        return secrets;
    secrets.values.emplace(the_key(), Secret(secret_));
    secrets.states[the_key()] = {
        SecretState::Kind::read, Fingerprint{std::to_string(std::hash<std::string>{}(secret_))}, {}};
    return secrets;
}

diagnose::Diagnosis Clinic::visit()
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    CountingRandom random;
    const boost::urls::url url(netbird.url());
    netbird::Inspector inspector(http, clock, {.management = url, .token = Secret(std::string(token_))});
    netbird::LoginService login(http, clock, url, diagnose::provider_deadline);
    oidc::Checker checker(http, clock, random);
    reconcile::ChecksStore checks(files, clock, "/state");
    reconcile::ProviderInquiry inquiry(checker, checks, clock);
    const auto declared = configuration();
    const auto read = secrets();
    diagnose::Doctor doctor(
        {inspector, login, inquiry, http, clock},
        {declared, read, ledger_, named_ ? std::set{the_key()} : std::set<ProviderKey>()});
    return run(io, clock, doctor.visit());
}

std::vector<Finding> all_findings(const diagnose::Diagnosis& diagnosis)
{
    auto all = diagnosis.netbird;
    for (const auto& provider : diagnosis.providers)
        all.insert(all.end(), provider.findings.begin(), provider.findings.end());
    return all;
}

std::vector<Finding> troubles(const diagnose::Diagnosis& diagnosis)
{
    auto found = all_findings(diagnosis);
    std::erase_if(found, [](const Finding& finding) { return !diagnose::is_trouble(finding); });
    return found;
}

} // namespace idpsync::test
