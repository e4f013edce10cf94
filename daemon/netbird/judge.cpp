#include "core/text.hpp"
#include "json/text.hpp"
#include "netbird/body_outline.hpp"
#include "netbird/codec.hpp"
#include "netbird/known_messages.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <array>

namespace idpsync::netbird {
namespace {

constexpr std::string_view issuer_unreachable = "identity provider issuer is unreachable";
constexpr std::string_view issuer_mismatch =
    "identity provider issuer does not match the issuer returned by the provider";

constexpr std::string_view embedded_off = "identity provider management requires embedded idp";
constexpr std::string_view type_changed =
    "failed to update identity provider: failed to update connector: connector type change not allowed";
constexpr std::string_view update_of_unknown =
    "failed to update identity provider: failed to update connector: not found";

bool is_write(Operation operation)
{
    return operation != Operation::list && operation != Operation::account;
}

/// NetBird's own words in an error: `{"message": "…", "code": 422}`.
std::optional<std::string> message_of(const net::Response& response)
{
    const auto document = parse_json(response.body);
    const auto* message = document ? find_member(*document, "message") : nullptr;
    const auto* text = message == nullptr ? nullptr : message->if_string();
    if (text == nullptr)
        return std::nullopt;
    return std::string(*text);
}

/// An answer that is no success.
struct Refusal
{
    Operation operation;
    const net::Response& response;
    std::optional<std::string> message;

    /// The request carried a client's secret, which words that nobody knows may repeat.
    [[nodiscard]] bool may_repeat_a_secret() const
    {
        const bool carried = operation == Operation::create || operation == Operation::update;
        return carried && message && !is_known_message(*message);
    }
};

/// "422 "…"", NetBird's own words; of any other body only what kind it is: it may hold what was sent.
std::string shown(const Refusal& refusal)
{
    const auto status = std::to_string(refusal.response.status);
    if (refusal.may_repeat_a_secret())
        return status + " with a message of " + std::to_string(refusal.message->size()) +
               " bytes, not shown because it may repeat the client secret";
    if (refusal.message)
        return status + " \"" + excerpt(*refusal.message, 500) + "\"";
    return status + " with " + outline_of(refusal.response);
}

/// Without user, password, query and fragment: those may carry what is not for a log.
std::string shown(const boost::urls::url_view& target)
{
    const std::string authority(target.encoded_host_and_port());
    return escaped(std::string(target.scheme()) + "://" + authority + std::string(target.encoded_path()));
}

/// The part of a request's path that follows management.url.
std::string_view api_part(std::string_view path)
{
    for (const std::string_view resource : {"/api/identity-providers", "/api/accounts"})
        if (const auto start = path.rfind(resource); start != std::string_view::npos)
            return path.substr(start);
    return path;
}

/// Where a redirect leads, as an absolute URL; nothing when that cannot be told.
std::optional<boost::urls::url> target_of(const boost::urls::url& asked, std::string_view location)
{
    // An absolute target stays as it is: resolve() would decode the %2F of an id.
    const auto reference = boost::urls::parse_uri_reference(location);
    boost::urls::url target;
    if (reference && reference->has_scheme())
        target = *reference;
    else if (!reference || !boost::urls::resolve(asked, *reference, target))
        return std::nullopt;
    return target.host().empty() ? std::nullopt : std::optional(target);
}

Error redirected(const boost::urls::url& asked, const net::Response& response)
{
    const auto say = [&](const std::string& where, const std::string& next) {
        return Error{ErrorKind::bad_response,
                     "expected NetBird's API, got a redirect (" + std::to_string(response.status) + ") " +
                         where,
                     next};
    };
    const auto location = response.header("location");
    if (!location)
        return say("without a target", "check management.url");
    const auto target = target_of(asked, *location);
    if (!target)
        return say("to " + quoted(*location, 200), "check management.url");

    const std::string path(target->encoded_path());
    const std::string asked_path(asked.encoded_path());
    const auto api = api_part(asked_path);
    const auto leads_to = "to " + shown(*target);
    if (!path.ends_with(api) || target->buffer() == asked.buffer())
        return say(leads_to, "something in front of NetBird answers instead of it: check management.url, and "
                             "let /api pass without a sign-in page");
    auto management = *target;
    management.remove_query();
    management.remove_fragment();
    management.remove_userinfo();
    management.set_encoded_path(path.substr(0, path.size() - api.size()));
    return say(leads_to, "write management.url: " + escaped(management.buffer()));
}

Error unauthorized(const Refusal& refusal)
{
    if (!refusal.message)
        return {ErrorKind::unauthorized,
                "something in front of NetBird asks for a sign-in (" + shown(refusal) + ")",
                "let /api pass to the management server, which checks the token itself",
                ErrorCause::in_front_of_netbird};
    // The 404 repeats the token's hash: of no use to anyone here.
    const auto said = refusal.response.status == 404 ? std::string("404 \"invalid token\"") : shown(refusal);
    return {ErrorKind::unauthorized,
            "NetBird does not accept the token (" + said + "): it is mistyped, expired or revoked",
            "create a new access token for an admin service "
            "user in NetBird and put it where management.token points"};
}

Error forbidden(const Refusal& refusal)
{
    if (!refusal.message)
        return {ErrorKind::forbidden,
                "something in front of NetBird refuses the request (" + shown(refusal) + ")",
                "let /api pass to the management server", ErrorCause::in_front_of_netbird};
    return {ErrorKind::forbidden, "the token may not do this (" + shown(refusal) + ")",
            "use a token of a service user with the role admin (auditor is enough for mode: observe)"};
}

/// The issuer that the provider itself states, out of "… expected "A" got "B"".
std::optional<std::string_view> stated_issuer(std::string_view message)
{
    constexpr std::string_view marker = "\" got \"";
    const auto start = message.rfind(marker);
    if (start == std::string_view::npos || !message.ends_with('"'))
        return std::nullopt;
    const auto from = start + marker.size();
    if (from >= message.size())
        return std::nullopt;
    const auto issuer = message.substr(from, message.size() - from - 1);
    // An escape in it means that what to write differs from what is shown.
    return issuer.find('\\') == std::string_view::npos ? std::optional(issuer) : std::nullopt;
}

std::string after_mismatch(std::string_view message)
{
    const auto issuer = stated_issuer(message);
    if (!issuer)
        return "write the issuer exactly as the provider's discovery document states it";
    if (issuer->empty())
        return "the document at this address states no issuer, so it is not a provider's: correct the issuer";
    return "write exactly issuer: " + quoted(*issuer) + " if that is the provider you mean";
}

/// What an operator does about a refusal; empty when NetBird's words say it all.
std::string next_step(std::string_view message)
{
    if (message.starts_with(issuer_unreachable))
        return "NetBird's own server fetches ISSUER/.well-known/openid-configuration before it saves: make "
               "it "
               "reachable from the machine that NetBird runs on (name, firewall, certificate), or correct "
               "the "
               "issuer";
    if (message.starts_with(issuer_mismatch))
        return after_mismatch(message);
    if (message == "identity provider issuer must be a valid url")
        return "write the issuer as an absolute URL without spaces around it";
    if (message == "unsupported identity provider type")
        return "this version of NetBird does not know the type (adfs: v0.65.3 refuses it, v0.70.4 takes it): "
               "update NetBird";
    if (message == embedded_off)
        return "this NetBird runs without its embedded identity provider, the only one that has connectors: "
               "switch it on in NetBird's own configuration";
    if (message == type_changed)
        return "the type of a connector cannot be changed: restore type in the file";
    if (message == update_of_unknown)
        return "the connector is not there any more; the next pass decides again";
    return {};
}

Error rejected(const Refusal& refusal)
{
    auto next = refusal.may_repeat_a_secret() ? std::string("its log says why") : next_step(*refusal.message);
    const bool unreachable = refusal.message && refusal.message->starts_with(issuer_unreachable);
    return {ErrorKind::rejected, "NetBird refused the request: " + shown(refusal), std::move(next),
            unreachable ? ErrorCause::issuer_unreachable : ErrorCause::unspecified};
}

Error not_the_api(const Refusal& refusal)
{
    return {ErrorKind::bad_response, "expected NetBird's API, got " + shown(refusal),
            "check management.url: it is the address of NetBird's management server, without /api and "
            "as a proxy in front of it passes it on"};
}

Error server_failure(const Refusal& refusal)
{
    const auto status = refusal.response.status;
    const bool by_a_proxy = !refusal.message && status >= 502 && status <= 504;
    const auto seen = by_a_proxy ? "a proxy in front of NetBird answers " + std::to_string(status) +
                                       ": NetBird itself is down or slow"
                                 : "NetBird failed: " + shown(refusal);
    const std::string next = by_a_proxy ? "" : "its log says why";
    if (!is_write(refusal.operation))
        return {ErrorKind::transport, seen, next};
    return {ErrorKind::unknown_outcome, seen + (by_a_proxy ? "" : "; its log says why"),
            "whether the write was carried out is not known, the next read of the " +
                std::string(refusal.operation == Operation::write_account ? "settings" : "list") +
                " shows it",
            by_a_proxy ? ErrorCause::in_front_of_netbird : ErrorCause::netbird_failed};
}

bool is_recorded_refusal(std::string_view message)
{
    return message == embedded_off || message == type_changed || message == update_of_unknown;
}

} // namespace

Result<void> judge(Operation operation, const boost::urls::url& asked, const net::Response& response)
{
    const auto status = response.status;
    if (status >= 200 && status < 300)
        return {};
    if (status >= 300 && status < 400)
        return redirected(asked, response);

    const Refusal refusal{operation, response, message_of(response)};
    const auto& message = refusal.message;
    const bool revoked = status == 404 && message && message->starts_with("invalid token");
    if (status == 401 || revoked)
        return unauthorized(refusal);
    if (status == 403)
        return forbidden(refusal);
    if (status == 429)
        return Error{ErrorKind::throttled, "NetBird limits requests: " + shown(refusal)};
    if (status >= 400 && status < 500)
        return message ? rejected(refusal) : not_the_api(refusal);
    if (status >= 500 && status < 600)
        return status == 500 && message && is_recorded_refusal(*message) ? rejected(refusal)
                                                                         : server_failure(refusal);
    return not_the_api(refusal);
}

bool says_gone(const net::Response& response)
{
    return response.status == 404 && message_of(response) == "identity provider not found";
}

} // namespace idpsync::netbird
