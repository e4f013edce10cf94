#include "config/settings_table.hpp"

#include "config/access_rows.hpp"
#include "config/daemon_rows.hpp"
#include "config/kinds.hpp"
#include "config/management_rows.hpp"

namespace idpsync::config {
namespace {

using namespace kinds;
using namespace std::chrono_literals;

constexpr auto reconcile_rows = std::to_array({
    row<Choice<Mode>, &Settings::policy, &Policy::mode>(
        "mode", "`observe` reports only and writes nothing to NetBird"),
    row<Duration, &Settings::interval>("interval", "time between two passes of the daemon, varied by a tenth")
        .at_least(10s, "changed files are noticed at once, whatever the interval"),
    row<PruneChoice, &Settings::policy, &Policy::prune>(
        "prune", "delete providers that are no longer declared: none, those this tool created (`true`), also "
                 "those it adopted (`all`)"),
    row<Duration, &Settings::policy, &Policy::prune_grace>(
        "prune_grace", "how long a provider must be missing from the files, without a break, before it is "
                       "deleted"),
    row<Count, &Settings::policy, &Policy::max_deletes>("max_deletes",
                                                        "a pass that would delete more deletes nothing")
        .between(0, 1'000'000),
    row<Count, &Settings::policy, &Policy::max_changes>(
        "max_changes", "a pass with more creates, updates and deletes together writes nothing without "
                       "`--yes`; `0`: no limit")
        .between(0, 1'000'000),
    row<Choice<OnChange>, &Settings::policy, &Policy::on_change>(
        "on_change",
        "changed files take effect at once, or (`ask`) are checked, planned and wait for `reload`"),
    row<Count, &Settings::policy, &Policy::concurrency>("concurrency", "how many writes run at the same time")
        .between(1, 64),
    row<Choice<PreflightMode>, &Settings::policy, &Policy::preflight>(
        "preflight", "what the provider itself refuses or cannot verify is not written, or (`warn`) written "
                     "with a warning"),
});

constexpr auto attribution_rows = std::to_array({
    row<Period, &Settings::attribution, &Attribution::audit_interval>(
        "audit_interval",
        "time between two checks of the audit log when nothing differs; with `0` it is never read"),
    row<Boolean, &Settings::attribution, &Attribution::reassert>(
        "reassert", "a secret that others may have changed is written again when its provider accepts it"),
});

constexpr auto verify_rows = std::to_array({
    row<Period, &Settings::verify, &VerifySettings::interval>(
        "interval", "time between two checks of a provider, varied by a tenth")
        .at_least(1min),
    row<Period, &Settings::verify, &VerifySettings::credentials>(
        "credentials", "time between two tries of its client id and secret, varied by a tenth")
        .at_least(1h, "a provider may lock out a client that is tried more often"),
});

constexpr auto web_rows = std::to_array({
    row<Address, &Settings::web, &WebPage::listen>(
        "listen", "where it is served, as `127.0.0.1:9465`, `[::1]:9465` or `localhost:9465`")
        .left_out("not served")
        .as("127.0.0.1:9465"),
    row<File, &Settings::web, &WebPage::password_file>(
        "password_file", "a file with the password that a browser asks for; any user name will do")
        .left_out("none: whoever reaches the page sees it")
        .as("/etc/netbird-idp-sync/web-password"),
});

/// What somebody writes who declares providers under the wrong name.
bool declares_providers(const Value& value)
{
    const auto nodes = value.children();
    return value.kind() == NodeKind::mapping && nodes.size() > 1 &&
           value.part(nodes[1]).kind() == NodeKind::mapping;
}

void read_provider_access(const Value& value, const Row<Settings>& row, const Mapping& top, Settings& into)
{
    if (declares_providers(value))
        value.error(
            "is about how providers are reached; to declare providers, write identity_providers: instead");
    else
        read_section(value, row, top, into);
}

constexpr Kind section_kind{"section", ""};

constexpr auto rows = std::to_array({
    mentioned<Settings>("version", "the version of this format", {"version", "`1`"})
        .required("write version: 1 at the top")
        .as("1")
        .by([](const Value& value, const auto&, const auto&, auto&) { check_version(value); }),
    section<management_rows<&Settings::management>>("management", "the NetBird server")
        .required("write management: with url and token below it"),
    section<access_rows<&Settings::providers>>("providers", "how identity providers are reached for checks")
        .by(read_provider_access),
    section<reconcile_rows>("reconcile", "how far a pass may go"),
    mentioned<Settings>("group_sync", "JWT group sync of NetBird's account", section_kind)
        .left_out("NetBird's settings are not touched"),
    row<File, &Settings::providers_dir>("providers_dir",
                                        "its files that end in `.yaml` may declare providers, too")
        .left_out("`providers.d`, if it is there")
        .as("providers.d"),
    mentioned<Settings>("identity_providers", "what is declared, by key", section_kind).left_out("none"),
    section<log_rows<>>("log", "what is logged, and how"),
    section<attribution_rows>("attribution", "who changed what, by NetBird's audit log"),
    section<verify_rows>("verify", "whether logins work, checked between changes"),
    section<metrics_rows<>>("metrics", "metrics for Prometheus and health, over HTTP").left_out("not served"),
    section<web_rows>("web", "a page for people: can others sign in, why not, what to do")
        .left_out("not served"),
});

} // namespace

const Table<Settings>& settings_table()
{
    return table<rows>;
}

void check_version(const Value& value)
{
    if (value.kind() != NodeKind::plain || value.raw() != "1")
        value.error("must be 1, without quotes: this program reads version 1 of the configuration");
}

Settings read_settings(const Mapping& top)
{
    Settings settings;
    read_rows(top, settings_table(), settings);
    return settings;
}

} // namespace idpsync::config
