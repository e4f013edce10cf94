#include "config/standalone.hpp"

#include "config/access_rows.hpp"
#include "config/daemon_rows.hpp"
#include "config/examples.hpp"
#include "config/management_rows.hpp"
#include "config/registration_kinds.hpp"
#include "config/settings_table.hpp"
#include "config/standalone_registration.hpp"
#include "config/urls.hpp"
#include "core/account_domain.hpp"
#include "core/joined.hpp"
#include "core/plan.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace idpsync::config {
namespace {

using namespace kinds;

struct IssuerOfLogins
{
    static constexpr Kind kind{"issuer", "URL"};
    static std::optional<std::string> read(const Value& value, const Mapping& section)
    {
        return read_issuer(value, allows_http(section));
    }
};

/// NetBird's host, which is the domain of its account, too.
struct AccountDomain
{
    static constexpr Kind kind{"domain", "domain"};
    static std::optional<std::string> read(const Value& value)
    {
        auto domain = value.plain_text(253);
        if (!domain)
            return std::nullopt;
        if (is_example_host(*domain))
            value.leftover("is a host of the examples; write the one of your NetBird");
        if (is_joined_domain(*domain))
            return domain;
        value.error(quoted(*domain, 80) +
                    " is no domain that users could share an account of; write the name of "
                    "NetBird's host in small letters, as netbird.example.com");
        return std::nullopt;
    }
};

/// What a login asks for, with blanks between.
struct Scopes
{
    static constexpr Kind kind{"scopes", "text"};
    static std::optional<std::string> read(const Value& value)
    {
        auto scopes = value.plain_text(longest_text);
        if (!scopes || (" " + *scopes + " ").find(" openid ") != std::string::npos)
            return scopes;
        value.error("must hold openid, with blanks between, as \"openid profile email\"");
        return std::nullopt;
    }
};

constexpr auto of_draft = &StandaloneFile::standalone;
constexpr auto of_declaration = &StandaloneDraft::declared;
constexpr auto of_manager = &StandaloneDraft::manager;

constexpr auto manager_rows = std::to_array({
    row<SecretRef, of_draft, of_manager, &UserManagerDraft::token>(
        "token", "pocketid: an API key that an administrator made")
        .left_out("required for `pocketid`")
        .as("{file: secrets/pocket-id-api}"),
    row<Text, of_draft, of_manager, &UserManagerDraft::username>("username", "authentik: a service account")
        .left_out("required for `authentik`"),
    row<SecretRef, of_draft, of_manager, &UserManagerDraft::password>("password",
                                                                      "authentik: an app password of it")
        .left_out("required for `authentik`"),
    row<ClientId, of_draft, of_manager, &UserManagerDraft::client_id>(
        to_string(Field::client_id), "keycloak: a client whose service account may view users")
        .left_out("required for `keycloak`"),
    row<SecretRef, of_draft, of_manager, &UserManagerDraft::client_secret>("client_secret",
                                                                           "keycloak: the secret of it")
        .left_out("required for `keycloak`"),
    row<ServerAddress, of_draft, of_manager, &UserManagerDraft::url>(
        "url", "pocketid, keycloak: where NetBird's server reaches that API")
        .left_out("at the issuer")
        .as("https://id.internal.example.com"),
});

/// What a manager of users is entered by.
struct ManagerSettings
{
    std::vector<std::string_view> needed;
    std::vector<std::string_view> allowed{};
};

/// Keycloak's API is beside the realm that the issuer names.
ManagerSettings settings_of(StandaloneProvider provider, const std::optional<std::string>& issuer)
{
    const bool names_realm = !issuer || issuer->find("/realms/") != std::string::npos;
    switch (provider)
    {
    case StandaloneProvider::pocketid: return {{"token"}, {"url"}};
    case StandaloneProvider::authentik: return {{"username", "password"}};
    case StandaloneProvider::keycloak:
        if (names_realm)
            return {{to_string(Field::client_id), "client_secret"}, {"url"}};
        return {{to_string(Field::client_id), "client_secret", "url"}};
    case StandaloneProvider::generic: break;
    }
    return {};
}

std::span<const std::string_view> instead_of_manager()
{
    static constexpr std::array<std::string_view, 1> words{"none"};
    return words;
}

bool has_word(std::span<const std::string_view> words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// Reports what does not belong to this provider, or else what is missing: one mistake is one error.
void check_manager(const Mapping& section, StandaloneProvider provider,
                   const std::optional<std::string>& issuer)
{
    const std::string name(to_string(provider));
    const auto settings = settings_of(provider, issuer);
    const auto all = joined(settings.needed, std::identity(), " and ");
    bool fits = true;
    for (const auto& entry : section.entries())
        if (has_word(table<manager_rows>.names, entry.name) && !has_word(settings.needed, entry.name) &&
            !has_word(settings.allowed, entry.name))
        {
            entry.key.error("is not used with " + name + "; write " + all);
            fits = false;
        }
    for (const auto needed : settings.needed)
        if (fits && !section.has(needed))
            section.self().error("lacks " + std::string(needed) + "; " + name + " needs " + all +
                                 ", or write manager: none");
}

/// A secret goes there.
void check_address(const Mapping& section, const Mapping& standalone, const UserManagerDraft& read)
{
    if (!read.url || allows_http(standalone))
        return;
    const auto checked = parse_registration_url(read.url->buffer(), false);
    if (checked.has_error())
        section.find("url")->error(checked.error().text());
}

void read_manager(const Value& value, const Row<StandaloneFile>& row, const Mapping& standalone,
                  StandaloneFile& into)
{
    const bool none = value.kind() == NodeKind::plain && value.raw() == "none";
    if (none || value.kind() == NodeKind::null)
        return;
    const auto section = Mapping::open(value, row.inner->names);
    if (!section)
        return;
    into.standalone.manager.declared = true;
    read_rows(*section, *row.inner, into);
    check_address(*section, standalone, into.standalone.manager);
    // A missing or wrong provider is reported where it stands.
    if (into.standalone.provider == StandaloneProvider::generic)
        section->self().error("is not there for generic: NetBird has no way to ask it for its users; write "
                              "manager: none");
    else if (into.standalone.provider)
        check_manager(*section, *into.standalone.provider, into.standalone.issuer);
}

constexpr auto standalone_rows = std::to_array({
    row<Choice<StandaloneProvider>, of_draft, &StandaloneDraft::provider>(
        "provider", "whose login it is; `generic`: any other provider")
        .required("write the provider: pocketid, authentik, keycloak or generic")
        .as("pocketid"),
    row<IssuerOfLogins, of_draft, &StandaloneDraft::issuer>(
        "issuer", "byte for byte what the provider's discovery document says, trailing slash included")
        .required("write the issuer of the provider, as https://id.example.com")
        .as("https://id.example.com"),
    row<ClientId, of_draft, &StandaloneDraft::client_id>(
        to_string(Field::client_id), "the public client of the dashboard and of `netbird up`")
        .required("write the id of NetBird's client at the provider")
        .as("netbird"),
    row<AccountDomain, of_draft, &StandaloneDraft::domain>("domain",
                                                           "NetBird's host, and the domain of its account")
        .required("write NetBird's host, as netbird.example.com")
        .as("netbird.example.com"),
    row<File, of_draft, &StandaloneDraft::directory>("directory",
                                                     "where setup.env and `artifacts` are: NetBird's "
                                                     "infrastructure_files")
        .required("write the directory with setup.env and configure.sh, as /opt/netbird")
        .as("/opt/netbird"),
    section("manager", "how NetBird's server asks the provider for its users; `none`: it does not",
            table<manager_rows>, &read_manager)
        .choosing(&instead_of_manager)
        .left_out("`none`"),
    section("registration",
            "how `doctor` reads the client in the provider's own API, and `standalone client` keeps it",
            standalone_registration_settings, &read_standalone_registration)
        .left_out("`doctor` reads it as the manager, where that may"),
    row<ClientConsents, of_draft, of_declaration, &Standalone::allow>(
        "allow", "consent to guarded changes of the client; remove it afterwards")
        .left_out("`[]`")
        .as("[client-change]"),
    row<Text, of_draft, of_declaration, &Standalone::audience>("audience", "what tokens must be made for")
        .left_out("`client_id`"),
    row<Scopes, of_draft, of_declaration, &Standalone::scopes>("scopes", "what a login asks for")
        .left_out("as NetBird's guide for the provider")
        .as("openid profile email groups"),
    row<Choice<TokenSource>, of_draft, of_declaration, &Standalone::token_source>(
        "token_source", "which token goes to NetBird's API")
        .left_out("`accessToken` for `authentik` and `keycloak`, else `idToken`"),
    row<Boolean, of_draft, of_declaration, &Standalone::client_attested>(
        "client_attested", "you have compared the client with what `show registration` prints: for a "
                           "provider whose API cannot be "
                           "asked"),
    row<Boolean, of_draft, of_declaration, &Standalone::device_login>(
        "device_login", "logins of devices without a browser, where the provider has them"),
    row<Boolean, of_draft, of_declaration, &Standalone::reverse_proxy>(
        "reverse_proxy", "`true`: API and signal are on 443; `false`: on NetBird's own ports")
        .left_out("the ports stay as they are"),
    row<Choice<SecretPlacement>, of_draft, of_declaration, &Standalone::secrets>(
        "secrets", "`in_place`: in files of mode 0600; `reference`: the server takes the manager's secret "
                   "from its environment"),
    row<Boolean, of_draft, of_declaration, &Standalone::allow_http>(
        "allow_http", "allow a plain http issuer on another host"),
    row<Boolean, of_draft, of_declaration, &Standalone::apply>(
        "apply", "`run` writes the files and, with `registration`, the client; else it only checks"),
    row<Duration, of_draft, of_declaration, &Standalone::interval>(
        "interval", "time between two checks of `run`, varied by a tenth")
        .at_least(std::chrono::seconds(10), "changed files are noticed at once, whatever the interval"),
});

/// `management:` without what only the daemon of the other kind of NetBird does.
constexpr std::string_view renewal = "token_renew";
constexpr auto all_management_rows = management_rows<&StandaloneFile::management>;
constexpr auto own_management_rows = []<std::size_t... at>(std::index_sequence<at...>) {
    constexpr std::size_t left_out = 2;
    static_assert(all_management_rows[left_out].name == renewal);
    return std::array{all_management_rows[at < left_out ? at : at + 1]...};
}(std::make_index_sequence<all_management_rows.size() - 1>());

void read_management(const Value& value, const Row<StandaloneFile>& row, const Mapping& /*top*/,
                     StandaloneFile& into)
{
    std::vector<std::string_view> names(row.inner->names.begin(), row.inner->names.end());
    names.push_back(renewal);
    const auto section = Mapping::open(value, names);
    if (!section)
        return;
    if (const auto* renew = section->find(renewal))
        renew->error("has no effect beside standalone: nothing renews the token there; take it out");
    read_rows(*section, *row.inner, into);
}

constexpr auto file_rows = std::to_array({
    mentioned<StandaloneFile>("version", "the version of this format", {"version", "`1`"})
        .required("write version: 1 at the top")
        .as("1")
        .by([](const Value& value, const auto&, const auto&, auto&) { check_version(value); }),
    section<standalone_rows>("standalone", "a NetBird whose login is the provider itself"),
    section<own_management_rows>("management", "NetBird's API, for `doctor`: what only a token sees")
        .by(&read_management)
        .left_out("it is not asked"),
    section<access_rows<&StandaloneFile::providers>>("providers",
                                                     "how identity providers are reached for checks"),
    section<log_rows<&StandaloneFile::daemon>>("log", "what is logged, and how"),
    section<metrics_rows<&StandaloneFile::daemon>>("metrics", "metrics for Prometheus and health, over HTTP")
        .left_out("not served"),
});

UserManager finished_manager(UserManagerDraft draft)
{
    auto& secret = draft.token ? draft.token : draft.password ? draft.password : draft.client_secret;
    return {.secret = std::move(*secret),
            .account = draft.username ? *draft.username : draft.client_id.value_or(std::string()),
            .url = draft.url ? std::string(draft.url->buffer()) : std::string()};
}

} // namespace

const Table<StandaloneFile>& standalone_file_table()
{
    return table<file_rows>;
}

StandaloneFile read_standalone_file(const Mapping& top)
{
    StandaloneFile file;
    read_rows(top, standalone_file_table(), file);
    if (const auto* section = top.find("standalone"))
        file.standalone.declared.where = section->where();
    file.asks_netbird = top.find("management") != nullptr;
    return file;
}

Standalone finished(StandaloneDraft draft)
{
    auto declared = std::move(draft.declared);
    declared.provider = *draft.provider;
    declared.issuer = std::move(*draft.issuer);
    declared.client_id = std::move(*draft.client_id);
    declared.domain = std::move(*draft.domain);
    declared.directory = std::move(*draft.directory);
    if (draft.manager.declared)
        declared.manager = finished_manager(std::move(draft.manager));
    return declared;
}

} // namespace idpsync::config
