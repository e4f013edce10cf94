#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "oidc/advice.hpp"

#include <algorithm>
#include <array>

namespace idpsync::diagnose {
namespace {

/// The provider, one question after the other; each adds what was found.
class StandaloneProviderJudgement
{
public:
    StandaloneProviderJudgement(const StandaloneFacts& facts, const StandaloneContext& context)
        : facts_(facts), context_(context)
    {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void add_once(Finding finding);
    void from_outside();
    void certificate();
    void redirect(const RedirectSight& sight);
    [[nodiscard]] Finding redirect_by_client(const std::string& uri, const Finding& from_outside) const;
    [[nodiscard]] std::string why_no_client() const;
    void client();
    void manager();
    void manager_end(const registrar::CredentialEnd& end);
    void manager_error(const Error& error);
    void manager_at_authentik(const registrar::AuthentikSight& sight);
    [[nodiscard]] bool has_document() const { return facts_.provider.discovery.verdict == Verdict::accepted; }
    [[nodiscard]] Values manager_values() const
    {
        return {{"where", context_.declared.manager ? describe(context_.declared.manager->secret) : ""},
                {"write_all", context_.commands.command("standalone", "render --write --management-json")}};
    }

    const StandaloneFacts& facts_;
    const StandaloneContext& context_;
    std::vector<Finding> findings_;
};

std::vector<Finding> StandaloneProviderJudgement::findings() &&
{
    from_outside();
    certificate();
    for (const auto& sight : facts_.redirects)
        redirect(sight);
    if (facts_.redirects.empty())
        add(unclear(
            FindingId::redirect_refused,
            "the redirect URIs were not checked: the provider's discovery document is needed for that"));
    client();
    manager();
    return std::move(findings_);
}

void StandaloneProviderJudgement::add_once(Finding finding)
{
    if (std::ranges::find(findings_, finding.id, &Finding::id) == findings_.end())
        add(std::move(finding));
}

void StandaloneProviderJudgement::from_outside()
{
    const auto& check = facts_.provider;
    for (auto& finding : check.findings())
        if (finding.id != FindingId::provider_healthy && finding.id != FindingId::provider_slow)
            add(std::move(finding));
    if (has_document())
        add_once(
            passed(FindingId::issuer_mismatch, "the provider states the issuer exactly as it is declared"));
    if (check.keys && check.keys->verdict == Verdict::accepted)
        add(passed(FindingId::keys_unusable, "it signs with a key that NetBird can check"));
    if (!check.keys)
        add_once(unclear(FindingId::keys_unusable, "the provider's keys were not checked"));
}

void StandaloneProviderJudgement::certificate()
{
    const auto& check = facts_.provider;
    if (!check.certificate_expires)
        return;
    const auto end = "the certificate of " + check.certificate_host + " " +
                     ending(*check.certificate_expires, context_.now);
    if (*check.certificate_expires - context_.now > certificate_notice)
        return add_once(passed(FindingId::certificate_expiring, end));
    add_once(found(FindingId::certificate_expiring, end, {{"host", check.certificate_host}}));
}

/// What the provider did with a login counts more than what its API lists.
void StandaloneProviderJudgement::redirect(const RedirectSight& sight)
{
    const auto& judged = sight.check.redirect;
    auto finding = judged ? judged->finding
                          : unclear(FindingId::redirect_refused,
                                    "whether " + escaped(sight.uri) + " is registered was not checked");
    if (finding.severity == Severity::unknown && (judged || facts_.client))
        finding = redirect_by_client(sight.uri, finding);
    // No such client, or one that is switched off: it is the same for each of them.
    if (finding.id == FindingId::redirect_refused)
        add(std::move(finding));
    else
        add_once(std::move(finding));
    if (judged)
        for (const auto& beside : judged->more)
            if (beside.id != FindingId::pkce_required) // the dashboard and `netbird up` send a challenge
                add_once(beside);
}

Finding StandaloneProviderJudgement::redirect_by_client(const std::string& uri,
                                                        const Finding& from_outside) const
{
    if (!facts_.client || facts_.client->has_error() || !(*facts_.client)->has_value())
    {
        if (context_.declared.client_attested)
            return passed(FindingId::redirect_refused, "client_attested says that the client has " +
                                                           escaped(uri) + "; " + from_outside.evidence);
        auto said = from_outside;
        said.evidence = escaped(uri) + ": " + said.evidence;
        return said;
    }
    switch (registrar::covers((**facts_.client)->redirect_uris, uri))
    {
    case registrar::Covers::yes:
        return passed(FindingId::redirect_refused, "the client has the redirect URI " + escaped(uri));
    case registrar::Covers::no: break;
    case registrar::Covers::unknown:
        return unclear(FindingId::redirect_refused, "whether an expression among the client's redirect URIs "
                                                    "covers " +
                                                        escaped(uri) + " is for the provider alone to say");
    }
    auto registration = facts_.registration;
    registration.redirect_uri = uri;
    auto made = found(FindingId::redirect_refused,
                      "the client has no redirect URI " + escaped(uri) + ", by the provider's own API");
    made.next = oidc::how_to(oidc::Mend::redirect_uri, registration);
    return made;
}

std::string StandaloneProviderJudgement::why_no_client() const
{
    const auto& declared = context_.declared;
    if (declared.provider == StandaloneProvider::generic)
        return "whether the client is public was not checked: this program has no way into the provider's "
               "API";
    return std::string("the client was not checked in the provider's own API: ") +
           (has_way_to_client(declared) ? "the credential for it was not accepted, or not tried"
                                        : "write standalone.registration");
}

void StandaloneProviderJudgement::client()
{
    if (!facts_.client && context_.declared.client_attested)
        return add_once(
            passed(FindingId::client_confidential,
                   "client_attested says that the client is as it must be; nobody else checks it"));
    if (!facts_.client)
    {
        auto unseen = unclear(FindingId::client_confidential, why_no_client());
        if (context_.declared.provider == StandaloneProvider::generic)
            unseen.next = "compare it with what " + context_.commands.command("show registration") +
                          " prints, then declare client_attested: true";
        return add_once(std::move(unseen));
    }
    for (auto& finding : judge_standalone_client(*facts_.client, facts_.registration, context_.declared))
        add_once(std::move(finding));
}

void StandaloneProviderJudgement::manager()
{
    if (!context_.declared.manager)
        return add(passed(FindingId::manager_refused,
                          "NetBird asks the provider for no users, so no credential can die"));
    if (!facts_.manager)
        return add(unclear(FindingId::manager_refused,
                           "the manager's credential was not tried: it is sent only to where the provider's "
                           "discovery document says, over https"));
    if (facts_.manager->has_error())
        return manager_error(facts_.manager->error());
    add(passed(FindingId::manager_refused, "the provider gives its users to NetBird's manager"));
    manager_end((*facts_.manager)->end);
    if (const auto& sight = (*facts_.manager)->authentik)
        manager_at_authentik(*sight);
}

/// What NetBird's guide has people click together, and nothing shows from outside.
void StandaloneProviderJudgement::manager_at_authentik(const registrar::AuthentikSight& sight)
{
    const auto unseen = [&](FindingId id, std::string_view what, const Error& error) {
        add(unclear(id, std::string(what) + " was not seen: " + error.message));
    };
    if (sight.admitted.has_error())
        unseen(FindingId::manager_forbidden, "whether the application admits the service account",
               sight.admitted.error());
    else if (*sight.admitted)
        add(passed(FindingId::manager_forbidden, "the application admits the service account"));
    else
    {
        auto shut_out = found(FindingId::manager_forbidden,
                              "the bindings of the application do not admit the service account " +
                                  quoted(context_.declared.manager->account),
                              manager_values());
        shut_out.next =
            "authentik: Applications > the application > Policy / Group / User Bindings: bind the "
            "service account, or a group of it";
        add(std::move(shut_out));
    }
    if (sight.administrator.has_value())
        add(passed(FindingId::manager_forbidden,
                   *sight.administrator
                       ? "the service account is an administrator, as NetBird's guide makes it"
                       : "the service account reads users without being an administrator"));
    if (!context_.declared.device_login)
        return;
    if (sight.device_flow.has_error())
        unseen(FindingId::grants_missing, "whether the default brand has a device code flow",
               sight.device_flow.error());
    else if (*sight.device_flow)
        add(passed(FindingId::grants_missing, "the default brand has a device code flow"));
    else
    {
        auto missing =
            found(FindingId::grants_missing, "the default brand has no device code flow: the page for "
                                             "the code of a device answers 404");
        missing.next =
            "authentik: make a flow with the designation Stage Configuration, and set it under System "
            "> Brands > the default brand > Default flows > Device code flow; or declare "
            "device_login: false";
        add(std::move(missing));
    }
}

void StandaloneProviderJudgement::manager_error(const Error& error)
{
    switch (error.kind)
    {
    case ErrorKind::unauthorized:
        return add(found(FindingId::manager_refused, error.message, manager_values()));
    case ErrorKind::forbidden:
        return add(found(FindingId::manager_forbidden, error.message, manager_values()));
    default: break;
    }
    auto finding =
        unclear(FindingId::manager_refused, "the manager's credential was not checked: " + error.message);
    finding.next = error.next;
    add(std::move(finding));
}

void StandaloneProviderJudgement::manager_end(const registrar::CredentialEnd& end)
{
    if (!end.not_told.empty())
        return add(unclear(FindingId::manager_expiring,
                           "when the manager's credential ends was not seen: " + end.not_told));
    if (!end.at)
        return add(
            passed(FindingId::manager_expiring, "the provider states no end of the manager's credential"));
    const auto words = "the manager's credential " + ending(*end.at, context_.now);
    if (*end.at - context_.now > certificate_notice)
        return add(passed(FindingId::manager_expiring, words));
    add(found(FindingId::manager_expiring, words, manager_values()));
}

/// What `standalone client` puts right.
constexpr std::array written_at_provider{
    FindingId::client_missing,     FindingId::client_disabled,    FindingId::client_confidential,
    FindingId::code_flow_off,      FindingId::redirect_refused,   FindingId::logout_uri_missing,
    FindingId::grants_missing,     FindingId::scope_refused,      FindingId::subject_mode_unusable,
    FindingId::audience_missing,   FindingId::client_admission,   FindingId::pushed_requests_required,
    FindingId::algorithm_unusable, FindingId::tokens_encrypted,   FindingId::token_claims_missing,
    FindingId::client_incomplete,  FindingId::application_missing};

/// Of these, those for which it wants `allow: [client-change]`; it then writes nothing else either.
constexpr std::array guarded_at_provider{FindingId::client_confidential, FindingId::subject_mode_unusable};

/// Whoever declared a way to write the client need do nothing by hand.
void name_writer(std::vector<Finding>& findings, const StandaloneContext& context)
{
    if (!context.declared.registration)
        return;
    const auto is_wrong_there = [](const Finding& finding, const auto& ids) {
        return is_trouble(finding) && finding.severity != Severity::unknown &&
               std::ranges::find(ids, finding.id) != ids.end();
    };
    const bool needs_consent = !context.declared.allow.has(Consent::client_change) &&
                               std::ranges::any_of(findings, [&](const Finding& finding) {
                                   return is_wrong_there(finding, guarded_at_provider);
                               });
    const auto writer = (needs_consent ? "with `allow: [client-change]` in standalone, " : "") +
                        context.commands.command("standalone", "client --write") + " does that";
    for (auto& finding : findings)
        if (is_wrong_there(finding, written_at_provider))
            append_part(finding.next, writer, "; ");
}

} // namespace

bool has_way_to_client(const Standalone& declared)
{
    if (declared.registration)
        return true;
    return declared.manager.has_value() && (declared.provider == StandaloneProvider::pocketid ||
                                            declared.provider == StandaloneProvider::authentik);
}

std::vector<Finding> judge_standalone_provider(const StandaloneFacts& facts, const StandaloneContext& context)
{
    return StandaloneProviderJudgement(facts, context).findings();
}

Diagnosis judge_standalone(const StandaloneFacts& facts, const StandaloneContext& context)
{
    Diagnosis diagnosis;
    diagnosis.management_url = escaped(facts.apis.front().address.buffer());
    diagnosis.unknown_is_trouble = true;
    diagnosis.netbird = judge_setup(facts, context);
    for (auto& finding : judge_standalone_netbird(facts, context))
        diagnosis.netbird.push_back(std::move(finding));
    for (auto& finding : judge_handed_out(facts, context))
        diagnosis.netbird.push_back(std::move(finding));
    diagnosis.netbird = located(std::move(diagnosis.netbird), context.commands);
    sort_by_urgency(diagnosis.netbird);
    auto findings = judge_standalone_provider(facts, context);
    sort_by_urgency(findings);
    findings = located(std::move(findings), context.commands);
    name_writer(findings, context);
    diagnosis.providers.push_back(
        {.key = ProviderKey::parse(std::string(to_string(context.declared.provider))).value(),
         .name = std::string(oidc::product_of(facts.registration.type)),
         .issuer = context.declared.issuer,
         .findings = std::move(findings),
         .clock_ahead = facts.provider.discovery.clock_ahead});
    return diagnosis;
}

} // namespace idpsync::diagnose
