#include "service/daemon/waiting_change.hpp"

#include "core/joined.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace idpsync::service {

namespace {

/// What is to be done, or would be but for reconcile.max_changes.
Action meant(const Decision& item)
{
    return item.before_limit ? item.before_limit->action : item.action;
}

/// What the pass itself has done is not left to do.
std::size_t number_left(const reconcile::Report& report, Action action)
{
    const auto& items = report.plan.items;
    const auto& settings = report.plan.group_sync;
    const auto done = [&](std::size_t i) { return i < report.results.size() && report.results[i].in_sync; };
    const auto client_done = [&](std::size_t i) {
        return i < report.results.size() && report.results[i].client && report.results[i].client->in_sync;
    };
    std::size_t number = 0;
    for (std::size_t i = 0; i < items.size(); ++i)
    {
        if (meant(items[i]) == action && !done(i))
            ++number;
        if (items[i].client && meant(*items[i].client) == action && !client_done(i))
            ++number;
    }
    const bool settings_done = report.group_sync && report.group_sync->in_sync;
    return number + (settings && meant(*settings) == action && !settings_done ? 1U : 0U);
}

bool is_over_the_limit(const Plan& plan)
{
    return (plan.group_sync && plan.group_sync->before_limit) ||
           std::ranges::any_of(plan.items, [](const PlanItem& item) {
               return item.before_limit || (item.client && item.client->before_limit);
           });
}

} // namespace

std::string summary_of(const reconcile::Report& report)
{
    constexpr std::array<std::pair<Action, std::string_view>, 8> words{{{Action::create, "to create"},
                                                                        {Action::update, "to update"},
                                                                        {Action::remove, "to delete"},
                                                                        {Action::wait, "waiting"},
                                                                        {Action::conflict, "in conflict"},
                                                                        {Action::refuse, "refused"},
                                                                        {Action::block, "blocked"},
                                                                        {Action::hold, "held back"}}};
    std::string out;
    for (const auto& [action, text] : words)
    {
        if (const auto number = number_left(report, action); number != 0)
            append_part(out, std::to_string(number) + ' ' + std::string(text));
    }
    if (is_over_the_limit(report.plan))
        out += ", more than reconcile.max_changes";
    return out.empty() ? "nothing to do" : out;
}

std::string identity_of(const std::string& config_hash, const DeclaredFiles& files,
                        const crypto::Fingerprinter& fingerprint)
{
    auto notes = config_hash;
    for (const auto& [key, secret] : files.client_secrets)
        notes += '\n' + key.str() + ' ' + (secret.has_value() ? fingerprint(secret->secret).hex : "-");
    return fingerprint(Secret(std::move(notes))).hex;
}

bool TakenFiles::differ_from(const std::string& identity)
{
    constexpr std::uint64_t limit = 256;
    const auto content = files_.read(path_, limit);
    if (content.has_error())
        return !content.error().missing;
    kept_ = content->text.substr(0, content->text.find('\n'));
    return *kept_ != identity;
}

Result<void> TakenFiles::keep(const std::string& identity)
{
    if (kept_ == identity)
        return {};
    const auto kept = files_.replace(path_, identity + '\n', 0600);
    if (kept.has_value())
        kept_ = identity;
    return kept;
}

} // namespace idpsync::service
