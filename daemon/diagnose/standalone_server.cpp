#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "json/edit.hpp"
#include "json/text.hpp"
#include "standalone/change_words.hpp"

namespace idpsync::diagnose {
namespace {

bool tells_secret(const boost::json::value& document, std::string_view flow)
{
    const auto* is_set = find_at(document, std::string(flow) + ".ProviderConfig.ClientSecretIsSet");
    return is_set != nullptr && is_set->is_bool() && is_set->get_bool();
}

void judge_secret(const std::string& handed_out, std::vector<Finding>& findings)
{
    const auto document = parse_json(handed_out);
    for (const auto* flow : {"PKCEAuthorizationFlow", "DeviceAuthorizationFlow"})
        if (document && tells_secret(*document, flow))
            return findings.push_back(found(FindingId::server_hands_out_secret,
                                            "the running server answers everybody who asks for its " +
                                                std::string(flow) + " with the client's secret"));
    findings.push_back(
        passed(FindingId::server_hands_out_secret, "the running server hands out no client secret"));
}

void judge_values(const StandaloneFacts& facts, const StandaloneContext& context,
                  std::vector<Finding>& findings)
{
    const auto* changes =
        facts.rendering && facts.rendering->handed_out ? &*facts.rendering->handed_out : nullptr;
    if (changes == nullptr)
        return findings.push_back(unclear(FindingId::server_differs,
                                          "what the running server hands out was not compared: the files or "
                                          "the provider's discovery document could not be used"));
    for (const auto& change : *changes)
        findings.push_back(found(
            FindingId::server_differs,
            "the running server hands out " + escaped(change.key) + " " + standalone::seen_words(change) +
                ", by " + escaped(change.why) + " it must be " + standalone::wanted_words(change),
            {{"write_all", context.commands.command("standalone", "render --write --management-json")}}));
    if (changes->empty())
        findings.push_back(
            passed(FindingId::server_differs, "the running server hands out what is declared"));
}

} // namespace

std::vector<Finding> judge_handed_out(const StandaloneFacts& facts, const StandaloneContext& context)
{
    std::vector<Finding> findings;
    if (!facts.handed_out)
        return findings;
    if (facts.handed_out->has_error())
        return {unclear(FindingId::server_differs, "what the running server hands out was not seen: " +
                                                       facts.handed_out->error().text())};
    judge_secret(**facts.handed_out, findings);
    judge_values(facts, context, findings);
    return findings;
}

} // namespace idpsync::diagnose
