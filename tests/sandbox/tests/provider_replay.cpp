#include "sandbox/tests/provider_replay.hpp"

#include "sandbox/provider/login.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox::test {
namespace {

const std::string callback = "https://netbird.example.com/oauth2/callback";
const std::string recorded_secret = "idpsync-fake-secret";

/// The same as the default one in every point but the id.
ProviderClient client(std::string id, std::string its_secret = recorded_secret)
{
    return {.id = std::move(id),
            .secret = std::move(its_secret),
            .redirect_uris = {callback},
            .logout_uris = {"https://netbird.example.com/"},
            .groups_scope = false};
}

template <class Change>
ProviderClient changed_client(std::string id, Change change)
{
    auto made = client(std::move(id));
    change(made);
    return made;
}

bool is_from(const Recording& recording, std::string_view server)
{
    return recording.folder.substr(recording.folder.find('/') + 1).starts_with(server);
}

/// Clients whose names and secrets show how Basic is to be encoded.
void add_special_clients(ProviderSetup& setup)
{
    const std::string special = "p+q r%41:s&t=u/v";
    for (const auto& [id, its_secret] :
         std::vector<std::pair<std::string, std::string>>{{"plain-id", special},
                                                          {"net bird+1%41:x", special},
                                                          {"plain-plus", "abc+def"},
                                                          {"plain-percent-literal", "abc%41def"},
                                                          {"plain-percent-broken", "abc%zzdef"},
                                                          {"plain-colon", "abc:def"},
                                                          {"plain-slash-equals", "abc/def=="},
                                                          {"plain-space", "abc def"}})
        setup.clients.push_back(client(id, its_secret));
    setup.clients.push_back(changed_client("netbird-public", [](auto& one) { one.public_client = true; }));
}

ProviderSetup oidc_provider(const Recording& recording)
{
    ProviderSetup setup{.profile = Profile::oidc_provider, .also_at = {"http://localhost:18081"}};
    const auto pkce = recording.url.find(":18085") != std::string::npos; // that server wants it of everybody
    setup.clients = {changed_client("netbird", [&](auto& one) { one.pkce_required = pkce; }),
                     client("netbird-post"),
                     changed_client("netbird-expired", [](auto& one) { one.secret_expired = true; }),
                     changed_client("netbird-nocode", [](auto& one) { one.code_flow = false; })};
    add_special_clients(setup);
    return setup;
}

ProviderSetup keycloak(int number)
{
    ProviderSetup setup{.profile = number < 152 ? Profile::keycloak : Profile::keycloak_hostname,
                        .disabled_realm = "disabled-realm",
                        .knows_groups_scope = number >= 130,
                        .also_at = {"http://localhost:18080"}};
    setup.clients = {client("netbird"),
                     changed_client("netbird-disabled", [](auto& one) { one.disabled = true; }),
                     changed_client("netbird-nocode", [](auto& one) { one.code_flow = false; }),
                     changed_client("netbird-bearer", [](auto& one) { one.bearer_only = true; }),
                     changed_client("netbird-jwt", [](auto& one) { one.signs_itself = true; }),
                     changed_client("netbird-pkce", [](auto& one) { one.pkce_required = true; }),
                     changed_client("netbird-wildcard",
                                    [](auto& one) { one.redirect_uris = {"https://netbird.example.com/*"}; }),
                     changed_client("netbird-nouri", [](auto& one) { one.redirect_uris.clear(); }),
                     changed_client("netbird-new", [&](auto& one) {
                         one.secret = number < 122 ? "GENERATED-SECRET-1" : "GENERATED-SECRET-2";
                         one.groups_scope = number >= 136;
                     })};
    add_special_clients(setup);
    return setup;
}

/// `first_secret` and `second_secret` are the numbers of the exchanges that made them.
ProviderSetup pocket_id(Profile profile, std::string id, int number, int first_secret, int second_secret)
{
    ProviderSetup setup{.profile = profile};
    setup.clients = {
        client(std::move(id), number < first_secret
                                  ? ""
                                  : (number < second_secret ? "GENERATED-SECRET-1" : "GENERATED-SECRET-2")),
        changed_client("netbird-public", [](auto& one) { one.public_client = true; }),
        changed_client("netbird-pkce",
                       [](auto& one) {
                           one.secret = "GENERATED-SECRET-PKCE";
                           one.pkce_required = true;
                       }),
        changed_client("netbird-wild",
                       [](auto& one) { one.redirect_uris = {"https://netbird.example.com/*"}; }),
        changed_client("netbird-par", [](auto& one) { one.pushed_requests = true; }),
        changed_client("netbird-nouri", [](auto& one) { one.redirect_uris.clear(); })};
    return setup;
}

ProviderSetup dex(Profile profile, const Recording& recording)
{
    ProviderSetup setup{.profile = profile};
    if (recording.url.find(":18087") != std::string::npos)
        setup.connectors = {"mock"};
    setup.clients = {client("netbird"),
                     changed_client("netbird-one-connector", [](auto& one) { one.only_connector = "mock"; }),
                     changed_client("netbird-public-any", [](auto& one) {
                         one.public_client = true;
                         one.redirect_uris.clear();
                     })};
    add_special_clients(setup);
    return setup;
}

ProviderSetup setup_for(const Recording& recording)
{
    const auto number = recording.number();
    if (is_from(recording, "oidc-provider"))
        return oidc_provider(recording);
    if (is_from(recording, "keycloak"))
        return keycloak(number);
    if (is_from(recording, "dex-2.45.1"))
        return dex(Profile::dex, recording);
    if (is_from(recording, "dex"))
        return dex(Profile::dex_dev, recording);
    if (is_from(recording, "pocket-id-2.9.0-dev"))
        return pocket_id(Profile::pocketid_2_10, "0cb53fea-1cc9-4840-872a-b0578209c874", number, 45, 109);
    return pocket_id(Profile::pocketid_2_9, "23d543c9-1fed-45a8-a90a-00dcd164c0e0", number, 48, 120);
}

/// "http://127.0.0.1:18084/dex" for a server on that port.
std::string base_for(const Recording& recording)
{
    const auto port = recording.url.substr(recording.url.find(":1808"), 6);
    return "http://127.0.0.1" + port + (is_from(recording, "dex") ? "/dex" : "");
}

} // namespace

const std::vector<std::string>& provider_folders()
{
    static const std::vector<std::string> all{"idp/oidc-provider-9.13.3", "idp/keycloak-26.7.3",
                                              "idp/pocket-id-2.9.0",      "idp/pocket-id-2.9.0-dev-8564d356",
                                              "idp/dex-2.45.1",           "idp/dex-2.45.0-330-gab64ed77"};
    return all;
}

bool is_played(const Recording& recording)
{
    const auto& name = recording.name;
    return name.find("-admin-") == std::string::npos && name.find("groups-kept") == std::string::npos &&
           !name.ends_with("-version-current");
}

ProviderReplay::ProviderReplay(const Recording& recording) : recording_(recording), sandbox_(clock_)
{
    auto setup = setup_for(recording);
    const auto base = base_for(recording);
    const auto port = base.substr(base.find(":1808"));
    setup.also_at.push_back("http://localhost" + port);
    if (recording.name == "134-internal-url-discovery")
        setup.backchannel = "http://localhost" + port;
    sandbox_.add_provider(base, std::move(setup));
}

Answer ProviderReplay::ask(Request request)
{
    return idpsync::test::run(io_, clock_, sandbox_.handle(std::move(request)));
}

/// Where a login begins that is answered with a login page of its own.
std::string ProviderReplay::login_page()
{
    const auto began = idpsync::test::recording(recording_.folder, "40-authorize-registered");
    const auto answer = ask({.target = began.url});
    return "http://127.0.0.1:18081" + std::string(header_of(answer.headers, "location"));
}

Answer ProviderReplay::send()
{
    Request request{.method = recording_.method, .target = recording_.url, .body = recording_.request_text()};
    if (recording_.name == "57-interaction-with-cookie")
        request.target = login_page();
    for (const auto& header : recording_.request_headers)
        request.headers.emplace_back(header.key(), header.value().as_string());
    return ask(std::move(request));
}

std::string visible_text(std::string_view html)
{
    std::string text;
    while (!html.empty())
    {
        if (html.front() != '<')
        {
            text += html.front();
            html.remove_prefix(1);
            continue;
        }
        auto end = html.find('>');
        for (const std::string_view hidden : {"script", "style"})
            if (html.substr(1).starts_with(hidden))
                end = html.find('>', html.find("</" + std::string(hidden)));
        html.remove_prefix(end == std::string_view::npos ? html.size() : end + 1);
        text += ' ';
    }
    for (const auto& [code, letter] : std::vector<std::pair<std::string, std::string>>{
             {"&#39;", "'"}, {"&#34;", "\""}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
        for (auto at = text.find(code); at != std::string::npos; at = text.find(code, at + 1))
            text.replace(at, code.size(), letter);
    std::string words;
    for (const char letter : text)
        if (std::isspace(static_cast<unsigned char>(letter)) == 0)
            words += letter;
        else if (!words.empty() && words.back() != ' ')
            words += ' ';
    return words.substr(0, words.find_last_not_of(' ') + 1);
}

} // namespace idpsync::sandbox::test
