#include "config/standalone_registration.hpp"

#include "config/registration.hpp"
#include "config/registration_kinds.hpp"

namespace idpsync::config {
namespace {

using namespace kinds;

constexpr auto of_draft_of_file = &StandaloneFile::standalone;
constexpr auto of_client = &StandaloneDraft::registration;

constexpr auto client_rows = std::to_array({
    row<SecretRef, of_draft_of_file, of_client, &RegistrationDraft::token>(
        "token", "pocketid: an administrator's API key; authentik: an API token that may read providers, and "
                 "change them for `standalone client`")
        .left_out("required for `pocketid` and `authentik`")
        .as("{file: secrets/pocket-id-api}"),
    row<AccountId, of_draft_of_file, of_client, &RegistrationDraft::account>(
        to_string(Field::client_id),
        "keycloak: a client of the realm whose service account has the role `view-clients`, or "
        "`manage-clients` for `standalone client`")
        .left_out("required for `keycloak`"),
    row<SecretRef, of_draft_of_file, of_client, &RegistrationDraft::account_secret>(
        "client_secret", "the secret of that client")
        .left_out("required for `keycloak`"),
    row<ServerAddress, of_draft_of_file, of_client, &RegistrationDraft::url>(
        "url", "where the provider's API is, without its path")
        .left_out("at the issuer")
        .as("https://id.internal.example.com"),
    row<Groups, of_draft_of_file, of_client, &RegistrationDraft::allowed_groups>(
        "allowed_groups", "pocketid: who may sign in through the client")
        .left_out("not compared")
        .as("[netbird-users]"),
});

ProviderType type_of_api(StandaloneProvider provider)
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

} // namespace

constinit const Table<StandaloneFile> standalone_registration_settings = table<client_rows>;

void read_standalone_registration(const Value& value, const Row<StandaloneFile>& row,
                                  const Mapping& standalone, StandaloneFile& into)
{
    const auto section = Mapping::open(value, row.inner->names);
    if (!section)
        return;
    read_rows(*section, *row.inner, into);
    auto& draft = into.standalone;
    // A missing or wrong provider is reported where it stands.
    if (!draft.provider)
        return;
    if (*draft.provider == StandaloneProvider::generic)
        return section->self().error(
            "is not there for generic: this program has no way into its API; leave it "
            "out");
    const auto& read = draft.registration;
    if (const auto* attested = standalone.find("client_attested"))
        attested->error("has no effect beside registration, by which the client is checked; take it out");
    if (!has_entrance(*section, type_of_api(*draft.provider), read))
        return;
    if (const auto* groups = section->find("allowed_groups");
        groups != nullptr && *draft.provider != StandaloneProvider::pocketid)
        groups->error("is there for pocketid alone; leave it out");
    if (read.url && !allows_http(standalone))
        if (const auto checked = parse_registration_url(read.url->buffer(), false); checked.has_error())
            section->find("url")->error(checked.error().text());
    draft.declared.registration =
        DesiredRegistration{.secret = read.token ? *read.token : *read.account_secret,
                            .account = read.account.value_or(std::string()),
                            .url = read.url ? std::string(read.url->buffer()) : std::string(),
                            .allowed_groups = read.allowed_groups};
}

} // namespace idpsync::config
