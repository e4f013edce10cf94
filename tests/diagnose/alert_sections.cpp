#include "diagnose/alert_sections.hpp"

#include <array>
#include <string_view>

namespace idpsync::test {
namespace {

struct AlertEntry
{
    std::string_view name; ///< in config/alerts.yml
    std::string_view severity;
    std::string_view meaning;
    std::string_view fix;
};

constexpr std::array alert_entries{
    AlertEntry{
        "IdpSyncMissing", "warning",
        "Prometheus has had no metrics of netbird-idp-sync for 10 minutes. Logins go on as before, but "
        "nobody checks them or repairs NetBird.",
        "Run `systemctl status netbird-idp-sync`. Exit code 78 means wrong files: `netbird-idp-sync check` "
        "names them. If the daemon runs, compare `metrics.listen` with the target in Prometheus."},
    AlertEntry{
        "IdpSyncInstanceMissing", "warning",
        "One of several daemons had metrics within the last day, and has none now.",
        "Run `systemctl status netbird-idp-sync@NAME`, or `netbird-idp-sync status --all-instances`. If it "
        "was removed, the alert ends by itself after a day."},
    AlertEntry{"IdpSyncFails", "critical",
               "No pass has done all its work for half an hour, or none ever has. NetBird cannot be read or "
               "written.",
               "Run `netbird-idp-sync status`, which names the error. Often it is "
               "[netbird-unreachable](#netbird-unreachable), [netbird-failing](#netbird-failing), "
               "[token-revoked](#token-revoked) or [token-refused](#token-refused)."},
    AlertEntry{"IdpSyncConfigRejected", "warning",
               "The files on disk are wrong. The last good ones stay in force, and are lost when the daemon "
               "restarts.",
               "Run `netbird-idp-sync check`, which names each error with its line. The daemon notices the "
               "corrected file by itself."},
    AlertEntry{
        "IdpSyncProviderNotInSync", "warning",
        "NetBird, or the client at the provider, has had other values than the files for half an hour, and "
        "they "
        "were not written.",
        "Run `netbird-idp-sync plan` with the provider's key: it says what differs, why it was not written, "
        "and what would. See [connector-differs](#connector-differs), "
        "[connector-missing](#connector-missing) and [write-refused](#write-refused)."},
    AlertEntry{
        "IdpSyncLoginBroken", "critical",
        "Users have not been able to sign in with this provider for 15 minutes.",
        "Run `netbird-idp-sync doctor` with the provider's key. It names one of the findings on this page, "
        "and the next step. [What users see](#what-users-see) leads from their words to the findings."},
    AlertEntry{"IdpSyncIssuerDown", "warning",
               "The provider's discovery document cannot be fetched from the daemon's host. NetBird fetches "
               "it, too, "
               "whenever it opens the connector.",
               "Open the issuer from NetBird's host. See [provider-unreachable](#provider-unreachable), "
               "[host-unknown](#host-unknown), [certificate-expired](#certificate-expired) and "
               "[discovery-missing](#discovery-missing)."},
    AlertEntry{"IdpSyncRestartNeeded", "warning",
               "NetBird has stored a change, and its logins have used the former values for an hour.",
               "Restart NetBird's management ([how](installing.md#when-netbird-must-be-restarted)), or "
               "[let the host do it](installing.md#let-the-host-restart-it). Until then logins may fail with "
               "[login-service-outdated](#login-service-outdated)."},
    AlertEntry{"IdpSyncPaused", "info",
               "Somebody ran `pause` more than 4 hours ago. Drift is reported and not repaired.",
               "Run `netbird-idp-sync resume` when the work on NetBird is done."},
    AlertEntry{
        "IdpSyncTokenExpires", "warning",
        "The access token for NetBird expires within two weeks. After that, every pass fails.",
        "Create a new token, and replace the token file; or set `management.token_renew`, which does it in "
        "time. See [token-expiring](#token-expiring)."},
    AlertEntry{"IdpSyncClientSecretExpires", "warning",
               "A client secret expires within two weeks. After that, nobody can sign in with this provider.",
               "Create a new secret at the provider, and replace the file that `client_secret` names. See "
               "[client-secret-expiring](#client-secret-expiring)."},
    AlertEntry{"IdpSyncRegistrationExpires", "warning",
               "What `registration` signs in with at the provider expires within two weeks. Logins go on; "
               "the client "
               "at the provider can no longer be read or kept as declared.",
               "Make a new token at the provider, and put it where `registration` points. See "
               "[registration-expiring](#registration-expiring)."},
    AlertEntry{"IdpSyncCertificateExpires", "warning",
               "A certificate of the provider's hosts expires within a week. After that, nobody can sign in "
               "with it.",
               "Renew the certificate. See [certificate-expiring](#certificate-expiring)."},
    AlertEntry{
        "IdpSyncLogLinesDropped", "info",
        "Lines of the log were dropped in the last 15 minutes, because their reader was too slow.",
        "Check the journal, or whatever reads standard error; or write `log: {level: info}` where `debug` is "
        "set. What the daemon does is not held up by it."},
};

} // namespace

std::string alert_sections()
{
    std::string out =
        "\n## Alerts\n\nThose of [alerts.yml](../config/alerts.yml), which [metrics.md](metrics.md) "
        "explains. Each has the address of its section as `runbook_url`.\n";
    for (const auto& entry : alert_entries)
    {
        out.append("\n### ").append(entry.name).append("\n\n*").append(entry.severity).append("* ");
        out.append(entry.meaning).append("\n\n**Fix:** ").append(entry.fix).append("\n");
    }
    return out;
}

} // namespace idpsync::test
