#include "core/text.hpp"
#include "diagnose/account_checks.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "net/status.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

constexpr std::string_view https_port = "443";
constexpr std::size_t ids_shown = 3;

std::string port_in(const boost::urls::url& address)
{
    if (address.has_port())
        return std::string(address.port());
    return address.scheme_id() == boost::urls::scheme::https ? std::string(https_port) : std::string("80");
}

template <class T>
bool fails_inside(const netbird::Asked<T>& asked)
{
    return asked.status == net::status::server_error;
}

/// NetBird's answers, one after the other; each adds what was found.
class StandaloneNetBird
{
public:
    StandaloneNetBird(const StandaloneFacts& facts, const StandaloneContext& context)
        : facts_(facts), context_(context)
    {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void api();
    void port();
    void login_service();
    void token();
    void users();
    void nameless(const std::vector<netbird::User>& users);
    void all_fail();

    const StandaloneFacts& facts_;
    const StandaloneContext& context_;
    std::vector<Finding> findings_;
};

std::vector<Finding> StandaloneNetBird::findings() &&
{
    api();
    port();
    login_service();
    token();
    return std::move(findings_);
}

/// With a token, the first question to the API says it.
void StandaloneNetBird::api()
{
    const auto answers =
        std::ranges::find_if(facts_.apis, [](const ApiSight& sight) { return sight.instance.has_value(); });
    if (answers != facts_.apis.end())
        return add(
            passed(FindingId::not_the_api, "NetBird's API answers at " + escaped(answers->address.buffer())));
    if (!facts_.token)
        add(unclear(FindingId::netbird_unreachable,
                    "NetBird's API was not checked: " + facts_.apis.front().instance.error().text()));
}

/// netbirdio/netbird's guide for a reverse proxy: without 443 in setup.env the page /peers reloads for ever.
void StandaloneNetBird::port()
{
    if (context_.port_is_declared || context_.api_port.empty() || context_.api_port == https_port)
        return;
    for (const auto& sight : facts_.apis)
        if (sight.instance.has_value() && port_in(sight.address) == https_port)
            return add(found(FindingId::api_port_differs,
                             "the API answers on port 443, and setup.env names to clients port " +
                                 escaped(context_.api_port),
                             {{"write", context_.commands.command("standalone", "render --write")}}));
}

void StandaloneNetBird::login_service()
{
    const auto& asked = facts_.login_service;
    if (!asked)
        return;
    if (asked->value.has_value())
        return add(found(FindingId::embedded_idp_on,
                         "a login service answers at /oauth2: " + quoted(asked->value->issuer)));
    const bool says_nothing = asked->status == 0 || asked->status >= net::status::server_error ||
                              asked->status == net::status::too_many;
    if (says_nothing)
        return add(
            unclear(FindingId::embedded_idp_on, "whether a login service answers at /oauth2 was not seen: " +
                                                    asked->value.error().text()));
    add(passed(FindingId::embedded_idp_on,
               "no embedded login service answers at /oauth2 (" + std::to_string(asked->status) + ")"));
}

void StandaloneNetBird::token()
{
    if (!facts_.token)
        return add(
            unclear(FindingId::manager_failing,
                    "the account, and whether NetBird gets its users, were not checked: `management` is "
                    "not declared; write it with url and token"));
    const auto& seen = *facts_.token;
    NetBirdContext context{.management = facts_.apis.front().address,
                           .token_source = context_.token_source,
                           .mode = Mode::observe,
                           .now = context_.now,
                           .standalone = true};
    for (auto& finding : judge_netbird(seen.netbird, context))
        add(std::move(finding));
    if (seen.netbird.list.value.has_value())
        users();
}

/// A dead credential of the manager, seen through NetBird: what lists users fails, and nothing else does
/// (seen of v0.77.1 with Pocket ID).
void StandaloneNetBird::users()
{
    const auto& seen = *facts_.token;
    const auto& users = seen.netbird.users;
    if (!users || (users->value.has_error() && !fails_inside(*users)))
        return add(unclear(FindingId::manager_failing,
                           "whether NetBird gets its users was not seen" +
                               (users ? ": " + users->value.error().text() : std::string())));
    if (users->value.has_error())
        return all_fail();
    add(passed(FindingId::manager_failing, "NetBird lists its users"));
    nameless(*users->value);
}

/// NetBird takes tokens without name and email here (seen of v0.77.1); with its own login service it does
/// not.
void StandaloneNetBird::nameless(const std::vector<netbird::User>& users)
{
    std::vector<std::string> ids;
    for (const auto& user : users)
        if (!user.is_service && user.name.empty() && user.email.empty())
            ids.push_back(user.id);
    if (ids.empty())
        return;
    add(found(FindingId::login_claim_missing, Severity::hint,
              std::to_string(ids.size()) + (ids.size() == 1 ? " user has" : " users have") +
                  " neither name nor email in NetBird: " + names_in_words(ids, ids_shown)));
    findings_.back().next = "let the provider put name and email into its tokens: attach the scopes profile "
                            "and email to the client";
}

void StandaloneNetBird::all_fail()
{
    const auto& seen = *facts_.token;
    const bool others_answer = seen.netbird.account_details() != nullptr && seen.groups.value.has_value();
    if (others_answer && fails_inside(seen.audit_log))
        return add(found(FindingId::manager_failing,
                         "NetBird answers 500 to /api/users and /api/events/audit, and 200 to accounts and "
                         "groups: it cannot ask the provider for its users"));
    add(unclear(FindingId::manager_failing,
                "NetBird answers 500 to /api/users, and to other questions, too; its log says why: " +
                    seen.netbird.users->value.error().text()));
}

} // namespace

std::vector<Finding> judge_standalone_netbird(const StandaloneFacts& facts, const StandaloneContext& context)
{
    return StandaloneNetBird(facts, context).findings();
}

} // namespace idpsync::diagnose
