#pragma once

// Every finding there is: what it means, how it shows, how it is mended. docs/troubleshooting.md is made from
// this, and a test holds the page to it.

#include "core/finding.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::diagnose {

/// Where something is found.
enum class Area
{
    netbird,
    host, ///< NetBird's or a provider's
    provider,
    standalone, ///< a NetBird without a login service: its files, its client, its manager of users
    connector,  ///< the provider as NetBird has it
    login,      ///< `doctor --login`
};

struct CatalogueEntry
{
    FindingId id;
    Area area;
    Severity severity;        ///< as a rule; a check may take it lighter or heavier
    std::string_view symptom; ///< what users or operators see of it; empty: nothing
    std::string_view meaning; ///< a sentence
    std::string_view next;    ///< what to do; {name} stands for a value of the case
};

/// All of them, causes before what follows from them: of two findings the earlier one is mended first.
std::span<const CatalogueEntry> catalogue();

const CatalogueEntry& entry_of(FindingId id);

/// What {name} stands for in a next step; values are escaped already.
using Values = std::vector<std::pair<std::string_view, std::string>>;

/// `evidence` is escaped already. `severity` where the catalogue's does not fit.
Finding found(FindingId id, std::string evidence, const Values& values = {});
Finding found(FindingId id, Severity severity, std::string evidence, const Values& values = {});

/// It was looked for and is not so.
Finding passed(FindingId id, std::string evidence);

/// It was looked for, and nobody can tell from here.
Finding unclear(FindingId id, std::string evidence);

/// True for what somebody should mend: a warning or an error.
bool is_trouble(const Finding& finding);

/// True when `left` is to be mended before `right`; false for two of the same severity and id.
bool is_more_urgent(const Finding& left, const Finding& right);

/// What to mend first comes first: by severity (errors, warnings, unknown, hints, what is well), then in the
/// catalogue's order.
void sort_by_urgency(std::vector<Finding>& findings);

} // namespace idpsync::diagnose
