#include "diagnose/account_checks.hpp"

#include "core/account_domain.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"

namespace idpsync::diagnose {
namespace {

constexpr std::size_t names_shown = 3;

/// Of members of a token. The address of a page is one name, as some providers want it.
bool is_path(std::string_view claim)
{
    return claim.find('.') != claim.npos && claim.find("://") == claim.npos;
}

/// The checks, one after the other; each adds what it found.
class AccountJudgement
{
public:
    AccountJudgement(const NetBirdFacts& facts, bool standalone) : facts_(facts), standalone_(standalone) {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void embedded(const netbird::AccountDetails& account);
    void domain(const netbird::AccountDetails& account);
    void ways_in(const netbird::AccountDetails& account);
    void groups(const netbird::AccountDetails& account);
    void path_of_groups(const netbird::AccountDetails& account);
    void approval(const netbird::AccountDetails& account);

    const NetBirdFacts& facts_;
    bool standalone_;
    std::vector<Finding> findings_;
};

std::vector<Finding> AccountJudgement::findings() &&
{
    const auto* details = facts_.account_details();
    if (details == nullptr)
    {
        // A 403 to somebody whom NetBird does not name is about the token, and told there.
        const bool told =
            facts_.account && (facts_.account->status == 429 ||
                               (facts_.account->status == 403 && facts_.token_user() == nullptr));
        if (facts_.account && !told)
            add(unclear(FindingId::account_domain_empty,
                        "the account's settings cannot be read: " + facts_.account->value.error().text()));
        return std::move(findings_);
    }
    if (!standalone_)
        embedded(*details);
    domain(*details);
    if (!standalone_)
        ways_in(*details);
    groups(*details);
    approval(*details);
    return std::move(findings_);
}

void AccountJudgement::embedded(const netbird::AccountDetails& account)
{
    const auto& stated = account.facts.embedded_idp_enabled;
    const bool on = stated.value_or(facts_.login_facts() != nullptr);
    if (on)
        return add(passed(FindingId::embedded_idp_off, "the embedded identity provider is on"));
    add(found(FindingId::embedded_idp_off, stated ? "the account's settings say embedded_idp_enabled: false"
                                                  : "no login service answers at /oauth2"));
}

void AccountJudgement::domain(const netbird::AccountDetails& account)
{
    if (!account.domain)
        return add(unclear(FindingId::account_domain_empty, "NetBird does not show the account's domain"));
    if (account.domain->empty())
        return add(found(FindingId::account_domain_empty, "the account's domain is empty"));
    if (!is_joined_domain(*account.domain))
        return add(
            found(FindingId::account_domain_unusable, "the account's domain is " + quoted(*account.domain)));
    add(passed(FindingId::account_domain_empty,
               "users join the account: its domain is " + escaped(*account.domain)));
}

void AccountJudgement::ways_in(const netbird::AccountDetails& account)
{
    if (!account.facts.local_auth_disabled.value_or(false))
        return add(passed(FindingId::last_way_in, "local login is on beside the providers"));
    const auto count = facts_.list.value->providers.size();
    if (count > 1)
        return add(passed(FindingId::last_way_in,
                          "local login is off, and NetBird has " + std::to_string(count) + " providers"));
    if (count == 1)
        return add(found(FindingId::last_way_in, "local login is off, and NetBird has one provider: " +
                                                     quoted(facts_.list.value->providers[0].values.name)));
    add(found(FindingId::last_way_in, Severity::error, "local login is off, and NetBird has no provider"));
}

void AccountJudgement::groups(const netbird::AccountDetails& account)
{
    // In a standalone NetBird any claim at the top of the token arrives.
    if (standalone_ && account.group_sync.value_or(false) && is_path(account.group_claim))
        path_of_groups(account);
    const bool reads_claim = account.group_sync.value_or(false) && !standalone_;
    if (reads_claim && account.group_claim != "groups")
        add(found(
            FindingId::group_claim_ignored,
            account.allowed_groups.empty() ? Severity::warning : Severity::error,
            "group sync reads the claim " + quoted(account.group_claim) + ", which never reaches NetBird" +
                (account.allowed_groups.empty() ? "" : "; the allow list therefore locks everybody out")));
    else if (reads_claim)
        add(passed(FindingId::group_claim_ignored, "group sync reads the claim groups"));
    if (account.allowed_groups.empty())
        return;
    add(found(FindingId::allow_list_active, "only members of these groups may sign in: " +
                                                names_in_words(account.allowed_groups, names_shown)));
    if (standalone_)
        findings_.back().next = "check that tokens bring them in the claim " + quoted(account.group_claim);
}

/// NetBird looks for a member of that whole name (seen of v0.77.1).
void AccountJudgement::path_of_groups(const netbird::AccountDetails& account)
{
    add(found(FindingId::group_claim_ignored,
              account.allowed_groups.empty() ? Severity::warning : Severity::error,
              "group sync reads the claim " + quoted(account.group_claim) +
                  ", and NetBird follows no path with dots" +
                  (account.allowed_groups.empty() ? "" : "; the allow list therefore locks everybody out")));
    findings_.back().next =
        "let the provider send a list at the top of the token, as groups, and name that claim in NetBird "
        "under Settings > Groups";
}

void AccountJudgement::approval(const netbird::AccountDetails& account)
{
    if (account.user_approval.value_or(false))
        add(found(FindingId::users_need_approval,
                  "settings.extra.user_approval_required is on: a new user is blocked at first"));
    std::vector<std::string> waiting;
    if (facts_.users && facts_.users->value.has_value())
        for (const auto& user : *facts_.users->value)
            if (user.pending_approval)
                waiting.push_back(user.email.empty() ? user.name : user.email);
    if (!waiting.empty())
        add(found(FindingId::users_waiting, std::to_string(waiting.size()) +
                                                (waiting.size() == 1 ? " user waits" : " users wait") +
                                                " for approval: " + names_in_words(waiting, names_shown)));
}

} // namespace

std::string names_in_words(const std::vector<std::string>& names, std::size_t most)
{
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        out += (i == 0 ? "" : ", ") + quoted(names[i], 80);
    if (names.size() > most)
        out += " and " + std::to_string(names.size() - most) + " more";
    return out;
}

std::vector<Finding> judge_account(const NetBirdFacts& facts, bool standalone)
{
    return AccountJudgement(facts, standalone).findings();
}

Finding judge_group_sync(const GroupSyncItem& item, const NextCommand& commands)
{
    if (item.in_sync())
        return passed(FindingId::group_sync_differs, "NetBird has the group sync that is declared");
    const auto why = item.why.empty() ? std::string(words_for(item.reason)) : item.why;
    auto finding =
        found(FindingId::group_sync_differs, why,
              {{"plan", commands.command("plan", "group_sync")}, {"pass", commands.pass("group_sync")}});
    if (item.troubled() && !item.next.empty())
        finding.next = item.next; // a pass alone would not write it
    return finding;
}

} // namespace idpsync::diagnose
