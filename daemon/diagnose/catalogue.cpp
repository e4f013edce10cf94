#include "diagnose/catalogue.hpp"

#include "diagnose/catalogue_entries.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace idpsync::diagnose {
namespace {

std::string filled(std::string_view text, const Values& values)
{
    std::string out(text);
    for (const auto& [name, value] : values)
    {
        const auto mark = "{" + std::string(name) + "}";
        for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at + value.size()))
            out.replace(at, mark.size(), value);
    }
    return out;
}

int urgency(Severity severity)
{
    switch (severity)
    {
    case Severity::error: return 0;
    case Severity::warning: return 1;
    case Severity::unknown: return 2;
    case Severity::hint: return 3;
    case Severity::ok: return 4;
    }
    return 4;
}

} // namespace

std::span<const CatalogueEntry> catalogue()
{
    static const auto all = [] {
        std::vector<CatalogueEntry> entries;
        for (const auto part : {netbird_entries(), host_entries(), provider_entries(), standalone_entries(),
                                connector_entries(), login_entries()})
            entries.insert(entries.end(), part.begin(), part.end());
        return entries;
    }();
    return all;
}

const CatalogueEntry& entry_of(FindingId id)
{
    for (const auto& entry : catalogue())
        if (entry.id == id)
            return entry;
    throw std::logic_error("the catalogue has no finding " + std::string(to_string(id)));
}

Finding found(FindingId id, std::string evidence, const Values& values)
{
    return found(id, entry_of(id).severity, std::move(evidence), values);
}

Finding found(FindingId id, Severity severity, std::string evidence, const Values& values)
{
    return {id, severity, std::move(evidence), filled(entry_of(id).next, values)};
}

Finding passed(FindingId id, std::string evidence)
{
    return {id, Severity::ok, std::move(evidence), {}};
}

Finding unclear(FindingId id, std::string evidence)
{
    return {id, Severity::unknown, std::move(evidence), {}};
}

bool is_trouble(const Finding& finding)
{
    return finding.severity == Severity::error || finding.severity == Severity::warning;
}

bool is_more_urgent(const Finding& left, const Finding& right)
{
    return std::pair(urgency(left.severity), &entry_of(left.id)) <
           std::pair(urgency(right.severity), &entry_of(right.id));
}

void sort_by_urgency(std::vector<Finding>& findings)
{
    using Place = std::tuple<int, const CatalogueEntry*, std::size_t>;
    std::vector<Place> places;
    for (std::size_t i = 0; i < findings.size(); ++i)
        places.emplace_back(urgency(findings[i].severity), &entry_of(findings[i].id), i);
    std::sort(places.begin(), places.end());
    std::vector<Finding> sorted;
    for (const auto& place : places)
        sorted.push_back(std::move(findings[std::get<std::size_t>(place)]));
    findings = std::move(sorted);
}

} // namespace idpsync::diagnose
