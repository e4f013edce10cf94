#include "service/daemon/standalone_parts.hpp"

#include "diagnose/catalogue.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace idpsync::service {
namespace {

constexpr std::string_view files_part = "files";
constexpr std::string_view netbird_part = "netbird";

/// What `standalone render` and `standalone client` put right.
constexpr std::array of_declaration{
    FindingId::setup_unsafe,     FindingId::setup_missing,      FindingId::setup_faulty,
    FindingId::setup_differs,    FindingId::setup_readable,     FindingId::client_missing,
    FindingId::client_admission, FindingId::logout_uri_missing, FindingId::grants_missing,
    FindingId::client_disabled,  FindingId::client_incomplete,  FindingId::application_missing};
constexpr std::array of_files{FindingId::setup_unsafe, FindingId::setup_missing, FindingId::setup_faulty,
                              FindingId::setup_differs, FindingId::setup_readable};

bool is_one_of(FindingId id, const auto& ids)
{
    return std::ranges::find(ids, id) != ids.end();
}

bool worth_telling(const Finding& finding)
{
    return finding.severity == Severity::unknown || diagnose::is_trouble(finding);
}

Level level_of(Severity severity)
{
    return severity == Severity::error ? Level::error : Level::warning;
}

Event event_of_finding(EventName name, Level level, const ProviderKey& part, const Finding& finding)
{
    Event event{name, level, part, {{"finding", std::string(to_string(finding.id))}}};
    if (name == EventName::problem_gone)
        return event;
    event.fields.emplace_back("severity", std::string(to_string(finding.severity)));
    event.fields.emplace_back("evidence", finding.evidence);
    if (!finding.next.empty())
        event.fields.emplace_back("next", finding.next);
    return event;
}

/// What tells one finding from another in the log: of several with one id, each by its place.
using Known = std::map<std::pair<std::string, FindingId>, std::pair<Severity, std::size_t>>;

Known known_in(const std::vector<StandalonePart>& parts)
{
    Known known;
    for (const auto& part : parts)
        for (const auto& finding : part.findings)
            if (worth_telling(finding))
            {
                auto& [severity, count] = known[{part.key.str(), finding.id}];
                severity = count == 0 ? finding.severity : std::max(severity, finding.severity);
                ++count;
            }
    return known;
}

} // namespace

std::vector<StandalonePart> parts_of(const diagnose::Diagnosis& diagnosis)
{
    StandalonePart files{ProviderKey::parse(std::string(files_part)).value(), {}};
    StandalonePart netbird{ProviderKey::parse(std::string(netbird_part)).value(), {}};
    for (const auto& finding : diagnosis.netbird)
        (is_one_of(finding.id, of_files) ? files : netbird).findings.push_back(finding);
    std::vector<StandalonePart> parts{std::move(files), std::move(netbird)};
    for (const auto& provider : diagnosis.providers)
        parts.push_back({provider.key, provider.findings});
    std::ranges::sort(parts, {}, &StandalonePart::key);
    return parts;
}

ConditionId condition_of_part(const StandalonePart& part)
{
    const auto any = [&](auto holds) { return std::ranges::any_of(part.findings, holds); };
    if (any([](const Finding& one) {
            return one.severity == Severity::error && !is_one_of(one.id, of_files);
        }))
        return ConditionId::login_broken;
    if (any([](const Finding& one) {
            return diagnose::is_trouble(one) && one.severity != Severity::unknown &&
                   is_one_of(one.id, of_declaration);
        }))
        return ConditionId::drifted;
    if (any([](const Finding& one) { return one.severity == Severity::unknown; }))
        return ConditionId::unknown;
    return ConditionId::in_sync;
}

std::vector<ProviderStatus> statuses_of_parts(const std::vector<ProviderStatus>& before,
                                              const std::vector<StandalonePart>& parts, WallTime now)
{
    std::vector<ProviderStatus> statuses;
    for (const auto& part : parts)
    {
        const auto condition = condition_of_part(part);
        ProviderStatus status{.key = part.key, .since = now};
        status.state = sync_state_of(condition);
        status.condition = condition;
        status.unseen =
            std::ranges::find(part.findings, Severity::unknown, &Finding::severity) != part.findings.end();
        const auto known = std::ranges::find(before, part.key, &ProviderStatus::key);
        if (known != before.end() && known->condition == condition)
            status.since = known->since;
        if (known != before.end())
            status.change = known->change;
        const auto worst = std::ranges::find_if(part.findings, worth_telling);
        if (condition != ConditionId::in_sync && worst != part.findings.end())
        {
            status.problem = std::string(to_string(worst->id)) + ": " + worst->evidence;
            status.next = worst->next;
            status.error = LastError{.when = now, .message = status.problem, .next = status.next};
        }
        else if (known != before.end())
            status.error = known->error;
        statuses.push_back(std::move(status));
    }
    return statuses;
}

std::vector<Event> news_of_parts(const std::vector<StandalonePart>& before,
                                 const std::vector<StandalonePart>& now)
{
    std::vector<Event> news;
    const auto former = known_in(before);
    const auto present = known_in(now);
    for (const auto& part : now)
        for (const auto& finding : part.findings)
        {
            if (!worth_telling(finding))
                continue;
            const std::pair id(part.key.str(), finding.id);
            const auto was = former.find(id);
            if (was == former.end() || was->second != present.at(id))
                news.push_back(event_of_finding(EventName::problem_found, level_of(finding.severity),
                                                part.key, finding));
        }
    for (const auto& part : before)
        for (const auto& finding : part.findings)
            if (worth_telling(finding) && !present.contains({part.key.str(), finding.id}) &&
                std::ranges::none_of(news, [&](const Event& one) {
                    return one.name == EventName::problem_gone && one.provider == part.key &&
                           one.fields.front().second == to_string(finding.id);
                }))
                news.push_back(event_of_finding(EventName::problem_gone, Level::info, part.key, finding));
    return news;
}

} // namespace idpsync::service
