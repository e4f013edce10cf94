#include "service/daemon/waiting_change.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace idpsync::service {

namespace {

/// What is to be done, or would be but for reconcile.max_changes.
template <class Item>
Action meant(const Item& item)
{
    return item.before_limit ? item.before_limit->action : item.action;
}

bool is_over_the_limit(const Plan& plan)
{
    return (plan.group_sync && plan.group_sync->before_limit) ||
           std::ranges::any_of(plan.items,
                               [](const PlanItem& item) { return item.before_limit.has_value(); });
}

} // namespace

std::string summary_of(const Plan& plan)
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
        const bool settings = plan.group_sync && meant(*plan.group_sync) == action;
        const auto providers = static_cast<std::size_t>(std::ranges::count_if(
            plan.items, [wanted = action](const PlanItem& item) { return meant(item) == wanted; }));
        if (const auto number = providers + (settings ? 1U : 0U); number != 0)
            out += (out.empty() ? "" : ", ") + std::to_string(number) + ' ' + std::string(text);
    }
    if (is_over_the_limit(plan))
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
