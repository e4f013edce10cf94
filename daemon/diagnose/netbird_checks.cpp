#include "diagnose/netbird_checks.hpp"

#include "core/place.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "diagnose/account_checks.hpp"
#include "diagnose/catalogue.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>
#include <charconv>

namespace idpsync::diagnose {
namespace {

using namespace std::chrono_literals;

constexpr auto clock_tolerance = 60s;
constexpr auto clock_limit = 5min;

std::string shown_url(const boost::urls::url& url)
{
    return escaped(std::string(url.scheme()) + "://" + std::string(url.encoded_host_and_port()) +
                   std::string(url.encoded_path()));
}

/// Why there was no connection to NetBird.
FindingId finding_of(ErrorCause cause)
{
    switch (cause)
    {
    case ErrorCause::name_unknown: return FindingId::host_unknown;
    case ErrorCause::certificate_expired: return FindingId::certificate_expired;
    case ErrorCause::certificate_for_another_host: return FindingId::certificate_for_another_host;
    case ErrorCause::certificate_untrusted: return FindingId::certificate_untrusted;
    default: break;
    }
    return FindingId::netbird_unreachable;
}

/// The checks, one after the other; each adds what it found.
class NetBirdJudgement
{
public:
    NetBirdJudgement(const NetBirdFacts& facts, const NetBirdContext& context)
        : facts_(facts), context_(context)
    {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void reach();
    void no_list(const Error& error);
    void not_allowed(FindingId id, const Error& error, const Values& token);
    void clock();
    void certificate();
    void throttling();
    void login_service();
    void no_login_service();
    void role();
    void token_end();
    void version();

    const NetBirdFacts& facts_;
    const NetBirdContext& context_;
    std::vector<Finding> findings_;
};

std::vector<Finding> NetBirdJudgement::findings() &&
{
    reach();
    clock();
    certificate();
    throttling();
    if (!context_.standalone)
        login_service();
    if (facts_.list.value.has_value())
    {
        for (auto& finding : judge_account(facts_, context_.standalone))
            add(std::move(finding));
        role();
        token_end();
        if (!context_.standalone)
            version();
    }
    sort_by_urgency(findings_);
    return std::move(findings_);
}

void NetBirdJudgement::reach()
{
    if (facts_.list.value.has_error())
        return no_list(facts_.list.value.error());
    add(passed(FindingId::netbird_unreachable,
               "NetBird answers in " + std::to_string(facts_.took.count()) + " ms and accepts the token"));
}

/// Why there is no list; what follows from that is not said again.
void NetBirdJudgement::no_list(const Error& error)
{
    const Values token{{"token", context_.token_source}};
    const auto status = facts_.list.status;
    switch (error.kind)
    {
    case ErrorKind::transport:
    case ErrorKind::timed_out: {
        const auto id = status == 0 ? finding_of(error.cause) : FindingId::netbird_failing;
        return add(found(id, id == FindingId::host_unknown ? error.message : error.text(),
                         {{"host", shown_url(context_.management)}}));
    }
    case ErrorKind::unauthorized:
        if (status == 404)
            return add(found(FindingId::token_revoked,
                             "NetBird answers 404 \"invalid token\": it does not know the token", token));
        return not_allowed(FindingId::token_refused, error, token);
    case ErrorKind::throttled: return; // throttling() says it
    case ErrorKind::forbidden: return not_allowed(FindingId::token_read_only, error, token);
    default: return add(found(FindingId::not_the_api, error.text()));
    }
}

/// By NetBird, or by a proxy in front of it that never let the token through.
void NetBirdJudgement::not_allowed(FindingId id, const Error& error, const Values& token)
{
    if (error.cause != ErrorCause::in_front_of_netbird)
        return add(found(id, error.message, token));
    auto finding = found(FindingId::not_the_api, error.message);
    finding.next = error.next;
    add(std::move(finding));
}

void NetBirdJudgement::clock()
{
    if (!facts_.clock_ahead)
        return;
    const auto ahead = *facts_.clock_ahead;
    const auto difference = std::chrono::abs(ahead);
    const auto seconds = std::to_string(difference.count()) + " s";
    if (difference <= clock_tolerance)
        return add(passed(FindingId::clock_off, difference == 0s ? "NetBird's clock agrees with this one"
                                                                 : "NetBird's clock is " + seconds + " off"));
    add(found(FindingId::clock_off, difference > clock_limit ? Severity::error : Severity::warning,
              "NetBird's clock is " + seconds + (ahead > 0s ? " ahead of" : " behind") + " this host's"));
}

void NetBirdJudgement::certificate()
{
    if (!facts_.certificate_expires)
        return;
    const auto end = "NetBird's certificate " + ending(*facts_.certificate_expires, context_.now);
    if (*facts_.certificate_expires - context_.now > certificate_notice)
        return add(passed(FindingId::certificate_expiring, end));
    add(found(FindingId::certificate_expiring, end, {{"host", shown_url(context_.management)}}));
}

void NetBirdJudgement::throttling()
{
    constexpr unsigned too_many = 429;
    const auto throttled = [](const auto& asked) { return asked && asked->status == too_many; };
    if (facts_.list.status == too_many)
        return add(found(FindingId::rate_limited, Severity::error,
                         "NetBird answers 429 to the first request: the token is throttled, and nothing else "
                         "was asked"));
    if (throttled(facts_.account) || throttled(facts_.version) || throttled(facts_.current_user) ||
        throttled(facts_.users) || throttled(facts_.tokens))
        add(found(FindingId::rate_limited, "NetBird answers 429 after a few requests"));
}

void NetBirdJudgement::login_service()
{
    const auto* facts = facts_.login_facts();
    if (facts == nullptr)
        return no_login_service();
    const auto stated = boost::urls::parse_uri(facts->issuer);
    const auto host = [](const auto& url) {
        return std::string(url.scheme()) + "://" + std::string(url.encoded_host_and_port());
    };
    if (stated && host(*stated) == host(context_.management))
        return add(passed(FindingId::login_service_address, "the login service is " + escaped(facts->issuer) +
                                                                "; redirect URI " +
                                                                escaped(facts->redirect_uri)));
    const bool local = place_named(context_.management.host()) == Place::loopback;
    add(found(FindingId::login_service_address, local ? Severity::hint : Severity::warning,
              "the login service states " + quoted(facts->issuer) + ", management.url is " +
                  shown_url(context_.management),
              {{"stated", escaped(facts->issuer)}}));
}

/// Something in front of NetBird: when it is off, embedded_idp_off says so.
void NetBirdJudgement::no_login_service()
{
    const auto* account = facts_.account_details();
    const bool on = account != nullptr && account->facts.embedded_idp_enabled.value_or(false);
    if (!on || !facts_.login_service || facts_.login_service->status == 429)
        return;
    const auto status = facts_.login_service->status;
    add(found(status == 0 || status >= 500 ? FindingId::netbird_failing : FindingId::not_the_api,
              "NetBird's API answers, and its login service does not: " +
                  facts_.login_service->value.error().text()));
}

void NetBirdJudgement::role()
{
    const auto* user = facts_.token_user();
    constexpr unsigned forbidden = 403;
    if (user == nullptr && facts_.account && facts_.account->status == forbidden)
        return add(
            found(FindingId::token_read_only,
                  "NetBird does not let this token read the account (403): its user is neither admin nor "
                  "auditor"));
    if (user == nullptr)
        return add(unclear(FindingId::token_read_only,
                           "the token belongs to a service user, and NetBird does not show which: whether it "
                           "may write, and when it expires, cannot be seen"));
    const auto& role = user->role;
    if (user->may_write())
        return add(passed(FindingId::token_read_only,
                          "the token may write: its user has the role " + escaped(role)));
    if (context_.mode == Mode::observe || context_.standalone)
        return add(passed(FindingId::token_read_only,
                          "the token may read, which is enough " +
                              std::string(context_.standalone ? "here" : "for mode: observe") + " (role " +
                              escaped(role) + ")"));
    add(found(FindingId::token_read_only, "the token's user has the role " + quoted(role)));
}

void NetBirdJudgement::token_end()
{
    const auto* token = facts_.token();
    if (token == nullptr)
    {
        if (facts_.token_user() != nullptr)
            add(unclear(FindingId::token_expiring, "NetBird does not show when the token expires"));
        return;
    }
    const auto end = "the token " + quoted(token->name) + " " + ending(token->expires, context_.now);
    if (token->expires - context_.now > token_notice)
        return add(passed(FindingId::token_expiring, end));
    add(found(FindingId::token_expiring, end, {{"token", context_.token_source}}));
}

/// The minor version of "0.65.3" or "v0.65.3"; nothing for "development" and the like.
std::optional<unsigned> minor_of(std::string_view version)
{
    if (version.starts_with('v'))
        version.remove_prefix(1);
    if (!version.starts_with("0."))
        return std::nullopt;
    unsigned minor = 0;
    const auto digits = version.substr(2);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), minor);
    return failed == std::errc() && end != digits.data() ? std::optional(minor) : std::nullopt;
}

void NetBirdJudgement::version()
{
    constexpr unsigned checks_issuers = 65;
    if (!facts_.version || facts_.version->status == 429)
        return;
    if (facts_.version->value.has_error())
    {
        // v0.62.0 has no such call.
        if (facts_.version->status == 404)
            add(found(FindingId::netbird_version, "NetBird does not show its version"));
        return;
    }
    const auto& version = *facts_.version->value;
    const auto minor = minor_of(version);
    const auto words = "NetBird's version is " + escaped(version);
    add(minor && *minor < checks_issuers ? found(FindingId::netbird_version, words)
                                         : passed(FindingId::netbird_version, words));
}

} // namespace

std::string ending(WallTime end, WallTime now)
{
    const auto date = format_timestamp(end).substr(0, std::string_view("2027-01-31").size());
    if (end <= now)
        return "expired on " + date;
    const auto left = std::chrono::floor<std::chrono::days>(end - now).count();
    if (left == 0)
        return "expires within a day, on " + date;
    return "expires in " + std::to_string(left) + (left == 1 ? " day" : " days") + ", on " + date;
}

std::vector<Finding> judge_netbird(const NetBirdFacts& facts, const NetBirdContext& context)
{
    return NetBirdJudgement(facts, context).findings();
}

} // namespace idpsync::diagnose
