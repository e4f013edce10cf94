#include "sandbox/tests/replay.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <regex>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;
using idpsync::test::recordings;

constexpr std::string_view recorded_token = "nbp_0123456789abcdefghijklmnopqrstuvwxyzAB";
constexpr std::string_view providers = "http://127.0.0.1:9400";

/// "create-oidc" for "03-create-oidc": an older server's recordings are numbered differently.
std::string_view bare_name(const Recording& recording)
{
    return std::string_view(recording.name).substr(recording.name.find('-') + 1);
}

const std::vector<Recording>& newest()
{
    static const auto all = recordings("netbird/v0.77.1");
    return all;
}

/// The folder of the sessions that begin on an empty server.
std::string generation_folder(const std::string& folder)
{
    return folder.substr(0, folder.find("-login")).substr(0, folder.find("-rate-limit"));
}

Options options_for(const std::string& folder)
{
    const auto first = recordings(folder).front();
    Options options;
    options.version = "development";
    options.generation = parse_generation(folder.substr(folder.find('/') + 1).substr(0, 5)).value();
    options.url = first.url.substr(0, first.url.find('/', first.url.find("://") + 3));
    options.tokens = {{std::string(recorded_token), Role::owner}};
    options.embedded_idp = folder.find("embedded-off") == std::string::npos;
    options.rate_limit = folder.find("rate-limit") != std::string::npos;
    if (options.generation == Generation::v0_77)
        options.account_domain = "";
    if (options.generation == Generation::v0_65)
        options.account_domain = "127.0.0.1";
    return options;
}

/// The issuers that stood beside the recorded servers. Everything else that the recordings name is out of
/// reach for the sandbox as it was for them: 127.0.0.1:1 refuses, and accounts.google.com and nothing.invalid
/// do not resolve (13-create-google-with-issuer, 31-create-issuer-unreachable, 32-create-issuer-dns,
/// 09-probe-google).
void add_recorded_issuers(Sandbox& sandbox)
{
    const std::string base(providers);
    const auto add = [&](const std::string& path, IssuerBehaviour behaviour) {
        behaviour.authorization_endpoint = base + "/authorize";
        sandbox.add_issuer(base + path, std::move(behaviour));
    };
    for (const std::string path :
         {"/ok", "/ok/oidc", "/ok/zitadel", "/ok/entra", "/ok/okta", "/ok/okta2", "/ok/okta3", "/ok/pocketid",
          "/ok/authentik", "/ok/keycloak", "/ok/adfs", "/ok/late", "/slash/"})
        add(path, IssuerBehaviour::ok());
    add("/mismatch", IssuerBehaviour::says("https://other.example.com"));
    add("/e500", IssuerBehaviour::answers(500, "boom"));
    add("/nothing", IssuerBehaviour::answers(404, "not found"));
    add("/html", IssuerBehaviour::of(IssuerBehaviour::Kind::html));
    add("/noissuer", IssuerBehaviour::of(IssuerBehaviour::Kind::no_issuer));
    add("/redirect", IssuerBehaviour::redirects_to(base + "/ok"));
    add("/minimal", IssuerBehaviour::of(IssuerBehaviour::Kind::minimal));
    add("/badlogout", IssuerBehaviour::of(IssuerBehaviour::Kind::bad_logout));
    add("/slow9", IssuerBehaviour::slow(std::chrono::seconds(8)));
    add("/hang", IssuerBehaviour::of(IssuerBehaviour::Kind::hang));
}

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// The id in an answer: of the object itself, or of the only element of a list.
std::string id_in(std::string_view body)
{
    json::error_code error;
    auto value = json::parse(body, error);
    if (!error && value.is_array() && value.get_array().size() == 1)
        value = json::value(value.get_array().front());
    if (error || !value.is_object())
        return {};
    const auto* id = value.get_object().if_contains("id");
    return id != nullptr && id->is_string() ? std::string(id->get_string()) : std::string();
}

std::string member_in(std::string_view body, std::string_view name)
{
    return std::string(json::parse(body).at(name).as_string());
}

} // namespace

std::vector<Step> session(const std::string& folder)
{
    const auto own = recordings(folder);
    std::vector<Step> steps;
    const auto alone = [&](const Recording& recording) { steps.push_back({recording, recording}); };
    if (folder.find("embedded-off") != std::string::npos)
    {
        std::for_each(own.begin(), own.end(), alone);
        return steps;
    }

    const auto generation = generation_folder(folder);
    const auto older = recordings(generation);
    for (const auto& common : newest())
    {
        const auto same = std::find_if(older.begin(), older.end(), [&](const Recording& one) {
            return bare_name(one) == bare_name(common);
        });
        if (same == older.end())
        {
            alone(common);
            continue;
        }
        Step step{*same, *same};
        // The paths of v0.77.1 name what its answers named, and those are all there to learn from.
        step.asked.url = common.url;
        steps.push_back(std::move(step));
        const auto next = same + 1;
        if (next != older.end() && bare_name(*next) == "delete-google")
            alone(*next);
    }
    if (generation != folder)
        std::for_each(own.begin(), own.end(), alone);
    return steps;
}

Replay::Replay(const std::string& folder) : sandbox_(clock_, options_for(folder))
{
    add_recorded_issuers(sandbox_);
}

Replayed Replay::send(const Step& step)
{
    prepare(step);
    const auto& url = step.asked.url;
    Request request{.method = step.asked.method,
                    .target = translated(url.substr(url.find('/', url.find("://") + 3))),
                    .headers = {},
                    .body = translated(step.asked.request_text())};
    if (const auto value = authorization(step.asked); !value.empty())
        request.headers.emplace_back("Authorization", value);

    const auto start = clock_.now();
    const auto answer = ask(std::move(request));
    const auto took = std::chrono::round<std::chrono::seconds>(clock_.now() - start);
    learn(step, answer);
    clean_up(step, answer);
    return {answer, took};
}

Answer Replay::ask(Request request)
{
    return idpsync::test::run(io_, clock_, sandbox_.handle(std::move(request)));
}

Answer Replay::ask_as_owner(std::string method, std::string target, std::string body)
{
    return ask({.method = std::move(method),
                .target = std::move(target),
                .headers = {{"Authorization", "Token " + std::string(recorded_token)}},
                .body = std::move(body)});
}

void Replay::prepare(const Step& step)
{
    const auto name = bare_name(step.asked);
    if (name == "probe-after-restart")
        sandbox_.restart();
    if (step.asked.folder.ends_with("-rate-limit"))
    {
        if (name == "throttled")
        {
            // Between the two recorded sessions the server was restarted and two connectors were changed.
            clock_.advance(std::chrono::hours(24));
            for (const auto& connector : sandbox_.connectors())
                if (connector.type == "keycloak")
                    sandbox_.edit(connector.id, {.client_id = "after-restart"});
                else if (connector.type == "okta")
                    sandbox_.edit(connector.id, {.issuer = std::string(providers) + "/ok/okta3",
                                                 .client_id = "brand-new-client"});
            for (int burst = 0; burst < 500; ++burst)
                ask_as_owner("GET", "/api/identity-providers", "");
        }
        if (name == "after-11s")
            clock_.advance(std::chrono::seconds(11));
    }
    if (name == "probe-after-put-35s")
        clock_.advance(std::chrono::seconds(35));
}

void Replay::clean_up(const Step& step, const Answer& answer)
{
    constexpr std::string_view collection = "/api/identity-providers";
    const auto name = bare_name(step.asked);
    const auto is_trial =
        name.starts_with("create-") && step.asked.number() >= 30 && name != "create-no-content-type";
    if (is_trial && step.asked.folder.find("-login") == std::string::npos && answer.status == 200)
        ask_as_owner("DELETE", std::string(collection) + "/" + id_in(answer.body), "");
    if (name == "create-unicode")
    {
        // 55 was left out of the recordings for its size; the audit log shows it.
        const json::object long_name{{"type", "oidc"},
                                     {"name", std::string(2000, 'n')},
                                     {"client_id", "netbird"},
                                     {"client_secret", "secret-one"},
                                     {"issuer", std::string(providers) + "/ok"}};
        const auto created = ask_as_owner("POST", std::string(collection), json::serialize(long_name));
        ask_as_owner("DELETE", std::string(collection) + "/" + id_in(created.body), "");
    }
    if (name == "service-user-token")
        auditor_token_ = member_in(answer.body, "plain_token");
    if (name == "service-user-user")
    {
        const auto target = "/api/users/" + id_in(answer.body) + "/tokens";
        const auto created = ask_as_owner("POST", target, R"({"name": "t", "expires_in": 30})");
        user_token_ = member_in(created.body, "plain_token");
    }
}

void Replay::learn(const Step& step, const Answer& answer)
{
    const auto mine = id_in(answer.body);
    if (mine.empty())
        return;
    if (const auto theirs = id_in(step.expected.response_text()); !theirs.empty())
        ids_[theirs] = mine;
    // An older server's answer took the place of the one that later paths refer to.
    for (const auto& common : newest())
        if (bare_name(common) == bare_name(step.expected))
            if (const auto theirs = id_in(common.response_text()); !theirs.empty())
                ids_[theirs] = mine;
}

std::string Replay::translated(std::string text) const
{
    for (const auto& [theirs, mine] : ids_)
        replace_all(text, theirs, mine);
    return text;
}

std::string Replay::authorization(const Recording& asked) const
{
    const auto* header = asked.request_headers.if_contains("Authorization");
    if (header == nullptr)
        return {};
    // The recordings carry made-up tokens: these two stand for one that the server did not know.
    const auto name = bare_name(asked);
    if (name == "auth-wrong-token" || name == "throttled-other-token")
        return "Token nbp_nobodyhasthistoken";
    std::string value(header->as_string());
    const std::string auditor(std::string(recorded_token) + "2");
    const std::string user(std::string(recorded_token) + "1");
    if (value.ends_with(auditor))
        value.replace(value.size() - auditor.size(), auditor.size(), auditor_token_);
    else if (value.ends_with(user))
        value.replace(value.size() - user.size(), user.size(), user_token_);
    return value;
}

std::string comparable(std::string text)
{
    static const std::vector<std::pair<std::regex, std::string>> replacements = [] {
        std::vector<std::pair<std::regex, std::string>> list;
        const auto add = [&list](const char* pattern, const char* by) { list.emplace_back(pattern, by); };
        add("dc[0-9a-v]{18}", "XID");
        add("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID");
        add("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME");
        add("nbp_[0-9A-Za-z]+", "TOKEN");
        add("Ci[QR][0-9A-Za-z]{50,}", "PERSON");
        add("state=[a-z2-7]{25}", "state=STATE");
        add("<style>[^<]*</style>", "<style/>");
        add("\n\\s*\n", "\n"); // blank lines of templates
        return list;
    }();
    for (const auto& [pattern, by] : replacements)
        text = std::regex_replace(text, pattern, by);
    return text;
}

} // namespace idpsync::sandbox::test
