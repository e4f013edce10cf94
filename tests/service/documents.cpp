#include "service/documents.hpp"

#include "support/key.hpp"
#include "support/noon.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;
using service::Cause;
using service::LoginHealth;
using service::LoginStatus;
using service::SyncState;
using service::control::StatusDocument;

const Authors ada_and_ben{"Ada <ada@example.com>", "2030-01-01T11:59:00.5Z", "Ben, Cy"};

std::vector<Drift> full_drift()
{
    return {{Drift::Kind::changed, "name", "", odd, ada_and_ben},
            {.kind = Drift::Kind::changed, .field = "issuer", .observed = not_utf8, .desired = "x"},
            {.kind = Drift::Kind::missing, .authors = ada_and_ben}};
}

RestartNeeded full_restart()
{
    return {.generation = 7, .since = noon - 1h, .providers = {key("corp"), key("pocket-id")}};
}

ClientItem full_client()
{
    ClientItem client{.key = key("corp")};
    client.conclude(Action::refuse, Reason::consent_missing, "why " + odd, "next");
    client.product = "Pocket ID";
    client.looked_at = noon - 2min;
    client.client_id = not_utf8;
    client.changes = {{"redirect_uri", "none", odd}, {"client_secret", "", "one that is made here"}};
    client.missing = {Consent::client_change};
    client.drift = {{.kind = Drift::Kind::missing, .client = "Pocket ID"}};
    client.hints = {"hint"};
    client.before_limit = BeforeLimit{Action::update, Reason::drifted, ""};
    return client;
}

PlanItem full_item()
{
    PlanItem item{.key = key("corp")};
    item.conclude(Action::update, Reason::drifted, "why " + odd, "next");
    item.id = ConnectorId{"okta-1"};
    item.want = ConnectorValues{ProviderType::okta, odd, "https://corp.okta.com", "netbird"};
    item.seen = ConnectorValues{ProviderType::google, not_utf8, "", "other"};
    item.changes = {{Field::name, not_utf8, odd}, {Field::client_id, "other", "netbird"}};
    item.secret = SecretFate::written;
    item.fingerprint = Fingerprint{std::string(64, 'f')};
    item.adopted = true;
    item.renamed_from = key("old");
    item.made_by_hand = true;
    item.missing = {Consent::issuer_change, Consent::client_change, Consent::recreate,
                    Consent::overwrite_secret, Consent::delete_last};
    item.preflight = PreflightResult{
        .verdict = Verdict::refused,
        .reason = full_finding(),
        .remarks = {{FindingId::provider_healthy, Severity::hint, not_utf8, ""}, full_finding()},
        .from = noon - 5min};
    item.unverified_since = noon - 2h;
    item.login_refused = full_finding();
    item.next_try = noon + 5min;
    item.drift = full_drift();
    item.touched = ada_and_ben;
    item.hints = {odd, "another"};
    item.where = {"/etc/config.yaml", 12, 3};
    item.declared = false;
    item.selected = false;
    item.before_limit = BeforeLimit{Action::remove, Reason::pruned, "why"};
    item.client = full_client();
    return item;
}

/// One with each action, which the summary counts.
std::vector<PlanItem> items_of_every_action()
{
    std::vector<PlanItem> items;
    for (const auto action : enumerators<Action>())
    {
        PlanItem item{.key = key("k" + std::to_string(items.size()))};
        item.action = action;
        items.push_back(std::move(item));
    }
    return items;
}

GroupSyncItem full_settings()
{
    GroupSyncItem item;
    item.conclude(Action::update, Reason::drifted, "why", "next");
    item.want = GroupSettings{true, "groups", {"admins", odd}};
    item.seen = GroupSettings{false, not_utf8, {}};
    item.changes = {GroupSyncField::enabled, GroupSyncField::claim, GroupSyncField::allowed_groups};
    item.drift = {{Drift::Kind::changed, "enabled", "false", "true", {}}};
    item.hints = {"a hint"};
    item.where = {"/etc/config.yaml", 2, 1};
    item.selected = false;
    item.before_limit = BeforeLimit{Action::update, Reason::drifted, {}};
    return item;
}

Conditions full_conditions()
{
    Conditions conditions;
    conditions.service = {{ConditionId::pass_failed, "text " + odd, "next", "brief"},
                          {ConditionId::restart_outstanding, {}, {}}};
    conditions.providers = {{key("corp"), {ConditionId::login_broken, "it refuses", "add it", "refused"}},
                            {key("gone"), {ConditionId::no_longer_managed, "why", "next"}},
                            {key("new"), {ConditionId::unknown, {}, {}}},
                            {key("pocket-id"), {ConditionId::in_sync, {}, {}}}};
    conditions.logins_broken = {key("corp")};
    conditions.group_sync = Condition{ConditionId::drifted, "changed", "apply"};
    return conditions;
}

service::ProviderStatus full_provider()
{
    return {.key = key("corp"),
            .state = SyncState::blocked,
            .since = noon - 2h,
            .action = Action::refuse,
            .reason = Reason::consent_missing,
            .problem = "a new issuer " + odd,
            .next = "add `allow: [issuer-change]`",
            .unverified_since = noon - 3h,
            .next_try = noon + 1h,
            .rotating_since = noon - 20min,
            .logins_fail_since = noon - 15min,
            .secret_removed = noon - 14min,
            .client = service::ClientStatus{.in_sync = false, .looked_at = noon - 13min},
            .id = ConnectorId{"okta-1"},
            .drift = full_drift(),
            .change = service::LastChange{noon - 3h, "updated", Cause::drift, "somebody"},
            .error = service::LastError{noon, not_utf8, "add it"}};
}

LoginStatus full_login()
{
    return {.state = LoginHealth::State::broken,
            .since = noon - 2h,
            .finding = Finding{FindingId::redirect_refused, Severity::error, "it refuses " + odd, "add it"},
            .unseen = "a code",
            .beyond = "the groups",
            .looked_at = noon - 4min,
            .next_look = noon + 4min,
            .issuer_up = true,
            .certificate_expires = noon + 720h,
            .client_secret_expires = noon + 24h};
}

service::DaemonState full_state()
{
    service::DaemonState state{.started = noon - 1h,
                               .management_url = "https://netbird.example.com",
                               .redirect_uri = "https://netbird.example.com/oauth2/callback",
                               .mode = Mode::observe,
                               .interval = 1min,
                               .config_file = "/etc/config.yaml",
                               .config_hash = "0123456789abcdef",
                               .config_revision = {"v1.4-3-g0a1b2c3", {}},
                               .config_rejected = "config.yaml:1:1: " + odd,
                               .files_differ = true,
                               .declared = {key("corp"), key("new"), key("pocket-id")},
                               .passes = 7,
                               .pass_under_way = true,
                               .failure = Error{ErrorKind::transport, "connection refused"},
                               .waiting = service::WaitingChange{"an id", noon - 1min, "1 to create", "why"},
                               .failing_since = noon - 5min,
                               .unmanaged = 2,
                               .audit_refused = "permission denied",
                               .last_pass = noon - 1min,
                               .last_success = noon - 10min,
                               .token_expires = noon + 24h,
                               .token_renewal = {.within = 720h,
                                                 .problem = "it belongs to another user",
                                                 .next = "renew it as root",
                                                 .failed = true},
                               .restart_needed = full_restart()};
    state.providers = {full_provider(), {.key = key("pocket-id"), .state = SyncState::in_sync}};
    state.omitted = {{.key = key("gone"), .id = {"oidc-9"}, .why = "why", .next = "next"}};
    state.group_sync = service::GroupSyncStatus{.state = SyncState::drifted,
                                                .action = Action::update,
                                                .reason = Reason::drifted,
                                                .problem = "changed",
                                                .next = "apply",
                                                .drift = full_settings().drift};
    state.logins = {{key("corp"), full_login()}, {key("pocket-id"), {}}};
    return state;
}

} // namespace

Finding full_finding()
{
    return {FindingId::issuer_mismatch, Severity::error, "seen " + odd, "set it"};
}

reconcile::Report full_report()
{
    reconcile::Report report;
    report.plan.items = items_of_every_action();
    report.plan.items.insert(report.plan.items.begin(), full_item());
    report.plan.unmanaged = {
        {{{"directory"}, {ProviderType::oidc, odd, "", "x"}, "ldap"}, key("gone"), "note"},
        {{{"okta-2"}, {ProviderType::okta, not_utf8, "https://o", "x"}}, {}, {}}};
    report.plan.group_sync = full_settings();
    report.plan.redirect_uri = "https://netbird.example.com/oauth2/callback";
    report.plan.memory = Memory::incomplete;
    for (const auto outcome : {Outcome::untouched, Outcome::created, Outcome::updated, Outcome::deleted,
                               Outcome::failed, Outcome::unknown, Outcome::not_converging, Outcome::held})
        report.results.push_back({.key = key("corp"), .outcome = outcome});
    report.results[1] = {.key = key("new"),
                         .outcome = Outcome::created,
                         .id = ConnectorId{"okta-3"},
                         .error = Error{ErrorKind::rejected, "no " + odd},
                         .in_sync = true,
                         .client = reconcile::ClientResult{.outcome = Outcome::failed,
                                                           .error = Error{ErrorKind::forbidden, odd}},
                         .secret_removal = reconcile::SecretRemoval{Error{ErrorKind::rejected, "no"}}};
    report.group_sync = reconcile::GroupSyncResult{
        .outcome = Outcome::failed, .error = Error{ErrorKind::timed_out, not_utf8}, .in_sync = true};
    report.duplicates = {{key("corp"), ConnectorId{"okta-1"}, ConnectorId{"okta-2"}}};
    report.confirmation_failed = Error{ErrorKind::throttled, "429"};
    report.ledger_set_aside = "/var/lib/ledger.json.1";
    report.wrote = true;
    report.intents_open = true;
    report.restart_needed = full_restart();
    return report;
}

reconcile::Report bare_report()
{
    reconcile::Report report;
    report.plan.items = {PlanItem{.key = key("corp")}};
    report.plan.items[0].want = ConnectorValues();
    report.plan.items[0].preflight = PreflightResult();
    report.plan.items[0].before_limit = BeforeLimit();
    report.plan.unmanaged = {{{{"a"}, {}}, {}, {}}};
    report.plan.group_sync = GroupSyncItem();
    report.results = {{.key = key("corp")}};
    report.group_sync = reconcile::GroupSyncResult();
    return report;
}

StatusDocument full_status()
{
    return {.program_version = "1.2.3",
            .now = noon,
            .next_pass = noon + 30s,
            .paused_until = noon + 20min,
            .in_sync = true,
            .fresh = true,
            .state = full_state(),
            .conditions = full_conditions()};
}

StatusDocument bare_status()
{
    StatusDocument status{.program_version = "1.2.3", .now = noon, .next_pass = noon};
    status.conditions.service = {{ConditionId::starting, {}, {}}};
    return status;
}

service::ReloadOutcome full_outcome()
{
    service::ReloadOutcome outcome;
    outcome.refused = {{{"config.yaml", 1, 3}, "management.url", "wrong " + odd},
                       {{"config.yaml", 2, 0}, {}, "too"}};
    outcome.warnings = {{{}, {}, not_utf8}};
    outcome.error = Error{ErrorKind::conflict, "because"};
    outcome.report = full_report();
    outcome.management_url = "https://netbird.example.com";
    outcome.mode = Mode::observe;
    outcome.paused = true;
    outcome.not_judged = {"management.url", "management.token"};
    return outcome;
}

service::History::Kept full_history()
{
    const service::HistoryEntry full{.provider = key("corp"),
                                     .when = noon,
                                     .what = "updated",
                                     .cause = Cause::drift,
                                     .renamed_from = key("old"),
                                     .fields = {"name", "client_secret"},
                                     .id = ConnectorId{"okta-1"},
                                     .client = true,
                                     .authors = {odd, "2030-01-01T11:59:00Z", "Ben"},
                                     .config_hash = "0123456789abcdef",
                                     .config_revision = "v1.4-3-g0a1b2c3"};
    const service::HistoryEntry settings{.when = noon + 1h, .what = "created", .cause = Cause::command};
    return {.entries = {full, settings}, .damaged = {{"history.jsonl", 7}, {odd, 0}}};
}

std::vector<service::control::Request> all_requests()
{
    using namespace service::control;
    service::ReloadRequest plan{.keys = {"corp"}, .force_preflight = {"corp"}, .write = false};
    plan.candidate = service::CandidateTexts{{"config.yaml", "a: " + odd}, {"providers.d/corp.yaml", ""}};
    return {StatusRequest{.watch = true},
            StatusRequest{},
            service::ReloadRequest{.keys = {"corp", odd},
                                   .force_preflight = {"corp"},
                                   .write = false,
                                   .flags = {.prune_now = true,
                                             .new_server = true,
                                             .rebuild_ledger = true,
                                             .restore_settings = true,
                                             .adopt = true,
                                             .rotate = true,
                                             .interrupt = true,
                                             .agreed_changes = true},
                                   .agreed_deletes = std::set{ConnectorId{"okta-1"}, ConnectorId{"okta-2"}},
                                   .progress = true},
            service::ReloadRequest{},
            plan,
            PauseRequest{90min},
            ResumeRequest{},
            AcknowledgeRequest{18'446'744'073'709'551'615U},
            AcknowledgeRequest{},
            HistoryRequest{{"corp", "group_sync"}, 7},
            HistoryRequest{}};
}

} // namespace idpsync::test
