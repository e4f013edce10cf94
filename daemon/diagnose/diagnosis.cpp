#include "diagnose/diagnosis.hpp"

#include <algorithm>

namespace idpsync::diagnose {

bool Diagnosis::is_well() const
{
    return count(Severity::error) == 0 && count(Severity::warning) == 0;
}

std::size_t Diagnosis::count(Severity severity) const
{
    const auto in = [severity](const std::vector<Finding>& findings) {
        return static_cast<std::size_t>(
            std::count_if(findings.begin(), findings.end(),
                          [severity](const Finding& finding) { return finding.severity == severity; }));
    };
    auto total = in(netbird);
    for (const auto& provider : providers)
        total += in(provider.findings);
    return total;
}

} // namespace idpsync::diagnose
