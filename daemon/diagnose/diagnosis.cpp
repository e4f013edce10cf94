#include "diagnose/diagnosis.hpp"

#include "diagnose/catalogue.hpp"

#include <algorithm>

namespace idpsync::diagnose {

bool Diagnosis::is_well() const
{
    const bool all_checked = !unknown_is_trouble || count(Severity::unknown) == 0;
    return count(Severity::error) == 0 && count(Severity::warning) == 0 && all_checked;
}

std::size_t Diagnosis::count(Severity severity) const
{
    const auto in = [severity](const std::vector<Finding>& findings) {
        return static_cast<std::size_t>(
            std::count_if(findings.begin(), findings.end(),
                          [severity](const Finding& finding) { return finding.severity == severity; }));
    };
    auto total = in(netbird);
    for (const auto& host : hosts)
        total += in(host.findings);
    for (const auto& provider : providers)
        total += in(provider.findings);
    return total;
}

std::vector<Finding> located(std::vector<Finding> findings, const NextCommand& commands)
{
    for (auto& finding : findings)
        finding.next = commands.located(std::move(finding.next));
    return findings;
}

void sort_by_urgency(std::vector<ProviderDiagnosis>& providers)
{
    std::sort(providers.begin(), providers.end(),
              [](const ProviderDiagnosis& left, const ProviderDiagnosis& right) {
                  if (is_more_urgent(left.findings.front(), right.findings.front()))
                      return true;
                  return !is_more_urgent(right.findings.front(), left.findings.front()) &&
                         left.key < right.key;
              });
}

} // namespace idpsync::diagnose
