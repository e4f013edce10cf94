#include "oidc/discovery_rows.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "crypto/jws.hpp"
#include "oidc/advice.hpp"
#include "oidc/unanswered.hpp"

#include <algorithm>
#include <sstream>

namespace idpsync::oidc {
namespace {

using namespace std::chrono_literals;

bool has(const Words& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// What `listed` lacks of `needed` (words with blanks between), in quotes.
std::string missing_of(const Words& listed, std::string_view needed)
{
    std::string missing;
    std::istringstream words{std::string(needed)};
    for (std::string word; words >> word;)
        if (!has(listed, word))
            append_part(missing, quoted(word));
    return missing;
}

std::string list_text(const Words& words)
{
    auto text = joined(words, [](const auto& word) { return excerpt(word, 40); });
    return excerpt(text, 200);
}

class Rows
{
public:
    Rows(const Registration& registration, const Discovery& document)
        : registration_(registration), document_(document)
    {}

    std::vector<Finding> judge() &&
    {
        endpoint("authorization_endpoint", document_.authorization_endpoint);
        endpoint("token_endpoint", document_.token_endpoint);
        endpoint("jwks_uri", document_.jwks_uri);
        // Only NetBird's login service looks at these, and its client alone is confidential.
        const bool has_login_service = !registration_.standalone;
        if (has_login_service)
            logout_endpoint();
        algorithms();
        if (has_login_service)
            userinfo();
        code_flow();
        if (has_login_service)
            client_authentication_methods();
        scopes();
        if (has_login_service)
            claims();
        sort_by_severity(findings_);
        return std::move(findings_);
    }

private:
    void add(FindingId id, Severity severity, std::string evidence, std::string next)
    {
        findings_.push_back({id, severity, std::move(evidence), std::move(next)});
    }

    void endpoint(const std::string& name, const std::optional<std::string>& value);
    void logout_endpoint();
    void algorithms();
    void userinfo();
    void code_flow();
    void client_authentication_methods();
    void scopes();
    void claims();

    const Registration& registration_;
    const Discovery& document_;
    std::vector<Finding> findings_;
};

void Rows::endpoint(const std::string& name, const std::optional<std::string>& value)
{
    if (!value || value->empty())
        return add(FindingId::endpoint_missing, Severity::error,
                   "the discovery document has no " + name + ", so every login fails",
                   "correct the provider, or the proxy in front of it: its discovery document must name " +
                       name);
    const auto url = parse_endpoint(*value);
    if (!url)
        return add(FindingId::endpoint_unusable, Severity::error,
                   name + " is not an absolute http or https address: " + quoted(*value, 200),
                   how_to(Mend::public_address, registration_));
    if (url->scheme_id() == boost::urls::scheme::http && !http_is_fine(*url, registration_))
        add(FindingId::endpoint_unusable, Severity::error,
            name + " is plain http: " + quoted(*value, 200) + "; no secret is sent there",
            how_to(Mend::public_address, registration_) +
                "; or, on a network of your own, declare `allow_http: true`");
}

void Rows::logout_endpoint()
{
    const auto& value = document_.end_session_endpoint;
    if (value && !value->empty() && !parse_endpoint(*value))
        add(FindingId::logout_endpoint_unusable, Severity::error,
            "end_session_endpoint is not an http or https address: " + quoted(*value, 200) +
                "; NetBird's login service does not open the connector then",
            "let the provider state an http or https address for logout, or none; " +
                how_to(Mend::public_address, registration_));
}

void Rows::algorithms()
{
    const auto& listed = document_.id_token_algorithms;
    const auto takes = [this](const std::string& one) {
        return crypto::is_signing_algorithm(one) && !(registration_.standalone && one == "EdDSA");
    };
    if (listed && std::ranges::none_of(*listed, takes))
        add(FindingId::algorithm_unusable, Severity::error,
            "the provider signs ID tokens with " +
                (listed->empty() ? std::string("nothing") : list_text(*listed)) +
                ", and NetBird needs RS256 or another algorithm with a public key",
            how_to(Mend::signing_key, registration_));
}

void Rows::userinfo()
{
    if (document_.userinfo_endpoint && parse_endpoint(*document_.userinfo_endpoint))
        return;
    const bool needed = registration_.type == ProviderType::zitadel;
    add(FindingId::userinfo_missing, needed ? Severity::error : Severity::warning,
        needed
            ? "the discovery document has no usable userinfo_endpoint, and NetBird asks there for Zitadel's "
              "users"
            : "the discovery document has no usable userinfo_endpoint: what an ID token leaves out is lost",
        "correct the provider, or the proxy in front of it: its discovery document must name "
        "userinfo_endpoint");
}

void Rows::code_flow()
{
    const auto& responses = document_.response_types;
    const auto& grants = document_.grant_types;
    const bool no_code = responses && !has(*responses, "code");
    const bool no_grant = grants && !has(*grants, "authorization_code");
    if (no_code || no_grant)
        add(FindingId::code_flow_unsupported, Severity::warning,
            no_code ? "response_types_supported has no \"code\""
                    : "grant_types_supported has no \"authorization_code\"",
            how_to(Mend::code_flow, registration_));
}

void Rows::client_authentication_methods()
{
    const auto& listed = document_.client_authentication;
    if (listed && !has(*listed, "client_secret_basic") && !has(*listed, "client_secret_post"))
        add(FindingId::client_authentication_unsupported, Severity::warning,
            "token_endpoint_auth_methods_supported has neither client_secret_basic nor client_secret_post: " +
                list_text(*listed),
            how_to(Mend::make_confidential, registration_));
}

void Rows::scopes()
{
    const auto missing = document_.scopes ? missing_of(*document_.scopes, scopes_of(registration_)) : "";
    if (!missing.empty())
        add(FindingId::scopes_not_listed, Severity::hint,
            "scopes_supported does not list " + missing + ", which NetBird asks for",
            how_to(Mend::scopes, registration_));
}

void Rows::claims()
{
    const std::string needed = registration_.group_claims ? "sub name email groups" : "sub name email";
    const auto missing = document_.claims ? missing_of(*document_.claims, needed) : "";
    if (!missing.empty())
        add(FindingId::claims_not_listed, Severity::hint,
            "claims_supported does not list " + missing + "; some providers list less than they send",
            "sign in once with `netbird-idp-sync doctor --login KEY`: it shows which name, email and groups "
            "arrive");
}

} // namespace

std::vector<Finding> judge_rows(const Registration& registration, const Discovery& document)
{
    return Rows(registration, document).judge();
}

std::optional<std::chrono::seconds> clock_ahead(const net::Response& response, WallTime now)
{
    const auto header = response.header("date");
    const auto theirs = header ? parse_http_date(*header) : std::nullopt;
    return theirs ? std::optional(std::chrono::duration_cast<std::chrono::seconds>(*theirs - now))
                  : std::nullopt;
}

std::optional<Finding> judge_clock(std::chrono::seconds ahead)
{
    const auto difference = std::chrono::abs(ahead);
    if (difference <= 60s)
        return std::nullopt;
    return Finding{FindingId::clock_off, difference > 5min ? Severity::error : Severity::warning,
                   "the provider's clock is " + std::to_string(difference.count()) + " s " +
                       (ahead > 0s ? "ahead of" : "behind") +
                       " this machine's; NetBird checks the expiry of tokens without any tolerance",
                   "let NTP set the clocks of this machine, of NetBird and of the provider"};
}

bool is_hopeless(const Finding& finding)
{
    return finding.severity == Severity::error &&
           (finding.id == FindingId::endpoint_missing || finding.id == FindingId::logout_endpoint_unusable ||
            finding.id == FindingId::algorithm_unusable);
}

} // namespace idpsync::oidc
