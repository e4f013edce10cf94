#include "diagnose/login_checks.hpp"

#include "core/account_domain.hpp"
#include "core/group_settings.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/account_checks.hpp"
#include "diagnose/catalogue.hpp"
#include "netbird/login_tokens.hpp"
#include "oidc/advice.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

constexpr unsigned unauthorized = 401;
constexpr unsigned forbidden = 403;

std::string in_words(const std::vector<std::string>& names)
{
    return names_in_words(names, 20);
}

bool share_one(const std::vector<std::string>& left, const std::vector<std::string>& right)
{
    return std::find_first_of(left.begin(), left.end(), right.begin(), right.end()) != left.end();
}

/// A group of the login that the list has without the slash before it, as Keycloak sends full paths.
std::optional<std::string> allowed_but_for_the_path(const std::vector<std::string>& allowed,
                                                    const std::vector<std::string>& brought)
{
    for (const auto& group : brought)
        for (const auto& name : allowed)
            if (group.starts_with('/') && group.substr(group.rfind('/') + 1) == name)
                return group;
    return std::nullopt;
}

std::vector<std::string> repeated(std::vector<std::string> names)
{
    std::sort(names.begin(), names.end());
    std::vector<std::string> twice;
    for (std::size_t i = 1; i < names.size(); ++i)
        if (names[i] == names[i - 1] && (twice.empty() || twice.back() != names[i]))
            twice.push_back(names[i]);
    return twice;
}

Finding with_advice(Finding finding, oidc::Mend mend, const oidc::Registration& registration)
{
    finding.next = oidc::how_to(mend, registration);
    return finding;
}

/// The checks of one login, one after the other; each adds what it found.
class Judgement
{
public:
    explicit Judgement(const LoginShown& login)
        : login_(login),
          account_(*login.netbird.account_details()),
          groups_(login.claims.groups.value_or(std::vector<std::string>()))
    {}

    std::vector<Finding> findings() &&;

    /// The user as the account's list has them.
    [[nodiscard]] const netbird::User* listed() const;
    [[nodiscard]] std::optional<bool> joined() const;
    [[nodiscard]] std::string group_sync() const;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void admission();
    void forbidden_to_the_user();
    void turned_away();
    void account();
    void claims();
    void groups();
    [[nodiscard]] std::vector<std::string> not_made_by_logins() const;
    [[nodiscard]] bool was_refused() const
    {
        return login_.user.status == unauthorized || login_.user.status == forbidden;
    }
    [[nodiscard]] bool syncs() const { return account_.group_sync.value_or(false); }
    [[nodiscard]] bool reads_groups() const { return account_.group_claim == passed_on_claim; }

    const LoginShown& login_;
    const netbird::AccountDetails& account_;
    std::vector<std::string> groups_;
    std::vector<Finding> findings_;
};

const netbird::User* Judgement::listed() const
{
    if (!login_.users || login_.users->value.has_error())
        return nullptr;
    const auto& users = *login_.users->value;
    const auto found = std::find_if(users.begin(), users.end(), [&](const netbird::User& user) {
        return user.id == login_.claims.subject;
    });
    return found == users.end() ? nullptr : &*found;
}

std::optional<bool> Judgement::joined() const
{
    if (!login_.users || login_.users->value.has_error())
        return std::nullopt;
    if (listed() != nullptr)
        return true;
    // Who was turned away need not have been stored.
    return login_.user.value.has_value() ? std::optional(false) : std::nullopt;
}

std::string Judgement::group_sync() const
{
    if (!syncs())
        return groups_.empty() ? "it is off in NetBird"
                               : "it is off in NetBird: none of these groups is taken over";
    if (!reads_groups())
        return "it reads the claim " + quoted(account_.group_claim, 80) +
               ", which never reaches NetBird: no group is taken over";
    if (groups_.empty())
        return "it has no group to take over";
    if (login_.user.value.has_error())
        return std::string(was_refused() ? "NetBird turned the user away"
                                         : "NetBird did not say which user this is") +
               ": whether it takes over these groups is not known";
    return "NetBird makes these groups and puts the user into them: " + in_words(groups_);
}

std::vector<Finding> Judgement::findings() &&
{
    admission();
    account();
    claims();
    for (auto& finding : judge_account(login_.netbird))
        if (finding.id == FindingId::group_claim_ignored && is_trouble(finding))
            add(std::move(finding));
    const bool fails = std::any_of(findings_.begin(), findings_.end(), [](const Finding& finding) {
        return finding.severity == Severity::error || finding.id == FindingId::login_user_blocked;
    });
    if (!fails && login_.user.value.has_value())
        add(passed(FindingId::login_works, "the login went through, and NetBird's API knows the user"));
    sort_by_urgency(findings_);
    return std::move(findings_);
}

void Judgement::admission()
{
    if (login_.user.value.has_value())
        return;
    if (login_.user.status == forbidden)
        return forbidden_to_the_user();
    if (login_.user.status == unauthorized)
        return turned_away();
    add(unclear(FindingId::login_works,
                "how NetBird's API answers the user cannot be seen: " + login_.user.value.error().text()));
}

/// The words are the same for a user who waits and for one whom somebody blocked: the list tells them apart.
void Judgement::forbidden_to_the_user()
{
    const auto& error = login_.user.value.error();
    const auto* user = listed();
    const bool waits = user != nullptr && user->pending_approval;
    if (user != nullptr && user->is_blocked && !waits)
    {
        auto finding =
            found(FindingId::login_user_blocked, "NetBird's API answers 403: somebody has blocked the user");
        finding.next = "unblock the user in the dashboard (Team > Users)";
        return add(std::move(finding));
    }
    if (waits || error.cause == ErrorCause::user_blocked)
        return add(
            found(FindingId::login_user_blocked, "NetBird's API answers 403: the user waits for approval"));
    add(unclear(FindingId::login_works,
                "NetBird turns the user away, for an unknown reason: " + error.text()));
}

void Judgement::turned_away()
{
    const auto& allowed = account_.allowed_groups;
    const bool missed = syncs() && !allowed.empty() && (!reads_groups() || !share_one(allowed, groups_));
    if (!missed)
        return add(found(FindingId::login_token_invalid,
                         "NetBird's API answers 401 to the token that NetBird's login service gave out"));
    auto finding = found(FindingId::login_not_allowed,
                         "NetBird's API answers 401: only members of " + in_words(allowed) +
                             " may sign in, and the login " +
                             (groups_.empty() ? "brought no group" : "brought " + in_words(groups_)));
    // Nobody is helped by a group that does not arrive, or arrives under another name.
    if (groups_.empty() && reads_groups())
        finding = with_advice(std::move(finding), oidc::Mend::groups_claim, login_.registration);
    else if (const auto path = allowed_but_for_the_path(allowed, groups_))
        finding.next = "the provider sends full paths: write " + quoted(*path, 80) +
                       " into the allow list, or switch the full path off (Keycloak: the client > Client "
                       "scopes > the mapper > Full group path: off)";
    add(std::move(finding));
}

void Judgement::account()
{
    if (joined() == false)
        add(found(FindingId::login_own_account,
                  "the user signed in, but is not among the users of this account: NetBird gave them a "
                  "separate account" +
                      (login_.user.value->role.empty()
                           ? std::string()
                           : ", with the role " + quoted(login_.user.value->role))));
}

void Judgement::claims()
{
    std::string missing;
    for (const auto& [name, text] : {std::pair("name", &login_.claims.name), {"email", &login_.claims.email}})
        if (text->empty())
            append_part(missing, name, " and ");
    if (!missing.empty())
        add(with_advice(
            found(FindingId::login_claim_missing, Severity::warning, "the login brought no " + missing),
            oidc::Mend::name_claims, login_.registration));
    groups();
}

void Judgement::groups()
{
    if (!syncs() || !reads_groups())
        return;
    if (groups_.empty())
        add(with_advice(
            found(FindingId::login_groups_missing, "group sync is on, and the login brought no groups"),
            oidc::Mend::groups_claim, login_.registration));
    if (const auto twice = repeated(groups_); !twice.empty())
        add(found(FindingId::login_groups_repeated,
                  "the login brought these names more than once: " + in_words(twice)));
    if (const auto taken = not_made_by_logins(); !taken.empty())
        add(found(FindingId::group_not_from_logins,
                  "the login brought " + in_words(taken) +
                      ", but NetBird has a group of that name that no login made: nobody is put into it",
                  {{"group", in_words(taken)}}));
}

/// Groups of the login whose name is that of a group that somebody made.
std::vector<std::string> Judgement::not_made_by_logins() const
{
    std::vector<std::string> taken;
    if (!login_.groups || login_.groups->value.has_error())
        return taken;
    for (const auto& group : *login_.groups->value)
        if (group.issued != "jwt" && std::find(groups_.begin(), groups_.end(), group.name) != groups_.end())
            taken.push_back(group.name);
    return taken;
}

std::string duration_in_words(std::chrono::seconds time)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time);
    return minutes.count() > 0 ? std::to_string(minutes.count()) + " min"
                               : std::to_string(time.count()) + " s";
}

/// What to do about a failure that the log names; nothing: what the catalogue says.
std::optional<oidc::Mend> mend_of(FindingId logged)
{
    switch (logged)
    {
    case FindingId::login_claim_missing: return oidc::Mend::name_claims;
    case FindingId::login_groups_malformed: return oidc::Mend::groups_claim;
    case FindingId::credentials_refused: return oidc::Mend::secret;
    case FindingId::algorithm_unusable: return oidc::Mend::signing_key;
    case FindingId::login_user_denied: return oidc::Mend::admission;
    case FindingId::pushed_requests_required: return oidc::Mend::pushed_requests;
    default: return std::nullopt;
    }
}

/// What the known words in the log mean.
Finding named_by_the_log(const LoginMissed& login)
{
    const auto& logged = *login.logged;
    auto finding =
        found(logged.id, Severity::error,
              "NetBird's log says: " + logged.words +
                  ", written during this login; it may be about somebody else who signed in at the same time",
              {{"key", login.key}});
    const auto mend = mend_of(logged.id);
    return mend ? with_advice(std::move(finding), *mend, login.registration) : finding;
}

std::string causes_left_open(const LoginMissed& login)
{
    return std::string(login.credentials_accepted
                           ? "NetBird keeps another client secret than the declared one, which the provider "
                             "accepts"
                           : "the client secret is wrong") +
           "; the ID token lacks `name` or `email`, or has them only in UserInfo; its `groups` are of mixed "
           "types";
}

} // namespace

std::vector<Finding> what_stops_a_login(const NetBirdFacts& facts, const NetBirdContext& context)
{
    const auto* account = facts.account_details();
    const bool joins = account != nullptr && account->domain && is_joined_domain(*account->domain);
    if (facts.list.value.has_value() && joins && facts.login_facts() != nullptr)
        return {};
    auto findings = judge_netbird(facts, context);
    std::erase_if(findings, [](const Finding& finding) {
        return finding.severity != Severity::error && finding.id != FindingId::rate_limited &&
               !(finding.severity == Severity::unknown && finding.id == FindingId::account_domain_empty);
    });
    if (findings.empty())
        findings.push_back(
            unclear(FindingId::login_works,
                    "the account's settings, or NetBird's login service, cannot be read at the moment"));
    return findings;
}

LoginSeen login_seen(const LoginShown& login)
{
    const Judgement judgement(login);
    LoginSeen seen{.name = login.claims.name,
                   .email = login.claims.email,
                   .groups = login.claims.groups,
                   .role = {},
                   .joined = judgement.joined(),
                   .group_sync = judgement.group_sync()};
    if (login.user.value.has_value())
        seen.role = login.user.value->role;
    else if (const auto* user = judgement.listed())
        seen.role = user->role;
    return seen;
}

std::vector<Finding> judge_login(const LoginShown& login)
{
    return Judgement(login).findings();
}

std::vector<Finding> judge_missed_login(const LoginMissed& login)
{
    if (login.logged)
        return {named_by_the_log(login)};
    std::vector<Finding> findings;
    std::copy_if(login.provider.begin(), login.provider.end(), std::back_inserter(findings),
                 [](const Finding& finding) { return finding.severity == Severity::error; });
    const auto silent_log =
        login.log_was_read ? std::string("; NetBird's log has no line that explains it") : std::string();
    // With an error of the provider's there is nothing left to explain.
    const auto severity = findings.empty() ? Severity::error : Severity::hint;
    const auto open = findings.empty() ? causes_left_open(login) : std::string();
    if (login.saw_error_page)
        findings.push_back(found(FindingId::login_failed_at_netbird, severity,
                                 "NetBird showed an error page after the login at the provider" + silent_log +
                                     (open.empty() ? "" : "; possible causes: " + open),
                                 {{"key", login.key}}));
    else
        findings.push_back(
            found(FindingId::login_abandoned, severity,
                  "nobody came back within " + duration_in_words(login.waited) + silent_log +
                      (open.empty() ? "" : "; if NetBird showed an error page, possible causes: " + open),
                  {{"port", std::to_string(login.port)}}));
    sort_by_urgency(findings);
    return findings;
}

} // namespace idpsync::diagnose
