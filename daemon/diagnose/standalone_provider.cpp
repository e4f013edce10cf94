#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "oidc/advice.hpp"

#include <algorithm>

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
    if (finding.severity == Severity::unknown)
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
    if (!facts_.client)
        return add_once(unclear(FindingId::client_confidential, why_no_client()));
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
    diagnosis.netbird = located(std::move(diagnosis.netbird), context.commands);
    sort_by_urgency(diagnosis.netbird);
    auto findings = judge_standalone_provider(facts, context);
    sort_by_urgency(findings);
    diagnosis.providers.push_back(
        {.key = ProviderKey::parse(std::string(to_string(context.declared.provider))).value(),
         .name = std::string(oidc::product_of(facts.registration.type)),
         .issuer = context.declared.issuer,
         .findings = located(std::move(findings), context.commands),
         .clock_ahead = facts.provider.discovery.clock_ahead});
    return diagnosis;
}

} // namespace idpsync::diagnose
