#include "config/examples.hpp"
#include "config/secret_source.hpp"
#include "config/settings_reader.hpp"
#include "config/urls.hpp"
#include "core/text.hpp"

namespace idpsync::config {
namespace {

using namespace std::chrono_literals;

/// NetBird itself waits 10 s for an issuer before it answers a write; a shorter deadline would cut off writes
/// whose outcome then nobody knows.
constexpr auto shortest_timeout = 12s;

/// A pass every few seconds is load without use: what changes in the files is noticed at once anyway.
constexpr auto shortest_interval = 10s;

/// What is found out about a provider changes by its operator's hand; looking all the time finds nothing.
constexpr auto shortest_verification = 1min;

/// docs/reconciling.md 20: by itself the daemon tries credentials at most once an hour.
constexpr auto shortest_between_tries = 1h;

void read_url(const Mapping& management, bool allow_http, Management& into)
{
    const auto* value =
        management.require("url", "write the address of NetBird, as https://netbird.example.com");
    const auto text = value == nullptr ? std::nullopt : value->url_text();
    if (!text)
        return;
    const auto url = parse_management_url(*text, allow_http);
    if (url.has_error())
    {
        value->error(url.error().text());
        return;
    }
    into.url = *url;
    if (is_example_host(into.url.host()))
        value->leftover("is the address of the examples; write the one of your NetBird");
}

void read_token(const Mapping& management, Management& into)
{
    const auto* value = management.require(
        "token",
        "write where the access token of an admin service user is: {file: PATH}, {credential: NAME} or "
        "{env: NAME}");
    auto source = value == nullptr ? std::nullopt : read_secret_source(*value);
    if (source)
        into.token = std::move(*source);
}

void read_proxy(const Value& value, std::optional<std::string>& into)
{
    const auto text = value.url_text();
    if (!text)
        return;
    const auto proxy = parse_proxy(*text);
    if (proxy.has_error())
        value.error(proxy.error().text());
    else
        into = *proxy;
}

void read_metrics_url(const Value& value, Management& into)
{
    const auto text = value.url_text();
    if (!text)
        return;
    const auto url = parse_metrics_url(*text);
    if (url.has_error())
        value.error(url.error().text());
    else
        into.metrics_url = *url;
}

void read_timeout(const Value& value, Management& into)
{
    const auto timeout = value.duration();
    if (!timeout)
        return;
    if (*timeout < shortest_timeout)
        value.error(
            "must be at least 12s: NetBird itself waits 10 s for an issuer before it answers a write");
    else
        into.timeout = *timeout;
}

void read_management(const Value& value, Management& into)
{
    constexpr std::array<std::string_view, 7> known{"url",   "token",      "ca_file",    "timeout",
                                                    "proxy", "allow_http", "metrics_url"};
    const auto management = Mapping::open(value, known);
    if (!management)
        return;
    const auto* allow_http = management->find("allow_http");
    read_url(*management, allow_http != nullptr && allow_http->boolean().value_or(true), into);
    read_token(*management, into);
    if (const auto* ca_file = management->find("ca_file"))
    {
        into.ca_file = ca_file->file_path();
        ca_file->keep_place();
    }
    if (const auto* timeout = management->find("timeout"))
        read_timeout(*timeout, into);
    if (const auto* proxy = management->find("proxy"))
        read_proxy(*proxy, into.proxy);
    if (const auto* metrics_url = management->find("metrics_url"))
        read_metrics_url(*metrics_url, into);
}

/// What somebody writes who declares providers under the wrong name.
bool declares_providers(const Value& value)
{
    const auto nodes = value.children();
    return value.kind() == NodeKind::mapping && nodes.size() > 1 &&
           value.part(nodes[1]).kind() == NodeKind::mapping;
}

void read_provider_access(const Value& value, ProviderAccess& into)
{
    if (declares_providers(value))
    {
        value.error(
            "is about how providers are reached; to declare providers, write identity_providers: instead");
        return;
    }
    constexpr std::array<std::string_view, 2> known{"ca_file", "proxy"};
    const auto providers = Mapping::open(value, known, {.may_be_null = true});
    if (!providers)
        return;
    if (const auto* ca_file = providers->find("ca_file"))
    {
        into.ca_file = ca_file->file_path();
        ca_file->keep_place();
    }
    if (const auto* proxy = providers->find("proxy"))
        read_proxy(*proxy, into.proxy);
}

std::optional<Prune> read_prune(const Value& value)
{
    if (value.kind() == NodeKind::plain && value.raw() == "true")
        return Prune::created;
    if (value.kind() == NodeKind::plain && value.raw() == "false")
        return Prune::off;
    if (value.raw() == "all")
        return Prune::created_and_adopted;
    value.error("must be false, true or all, true and false without quotes");
    return std::nullopt;
}

void read_interval(const Value& value, Settings& into)
{
    const auto interval = value.duration();
    if (!interval)
        return;
    if (*interval < shortest_interval)
        value.error("must be at least 10s: changed files are noticed at once, whatever the interval");
    else
        into.interval = *interval;
}

void read_policy(const Mapping& reconcile, Policy& policy)
{
    constexpr std::array modes{std::pair<std::string_view, Mode>{"enforce", Mode::enforce},
                               std::pair<std::string_view, Mode>{"observe", Mode::observe}};
    constexpr std::array on_change_words{std::pair<std::string_view, OnChange>{"apply", OnChange::apply},
                                         std::pair<std::string_view, OnChange>{"ask", OnChange::ask}};
    if (const auto* mode = reconcile.find("mode"))
        policy.mode = mode->choice<Mode>(modes).value_or(policy.mode);
    if (const auto* prune = reconcile.find("prune"))
        policy.prune = read_prune(*prune).value_or(policy.prune);
    if (const auto* grace = reconcile.find("prune_grace"))
        policy.prune_grace = std::chrono::ceil<std::chrono::seconds>(grace->duration().value_or(0ms));
    if (const auto* deletes = reconcile.find("max_deletes"))
        policy.max_deletes = deletes->whole_number(0, 1'000'000).value_or(policy.max_deletes);
    if (const auto* changes = reconcile.find("max_changes"))
        policy.max_changes = changes->whole_number(0, 1'000'000).value_or(policy.max_changes);
    if (const auto* on_change = reconcile.find("on_change"))
        policy.on_change = on_change->choice<OnChange>(on_change_words).value_or(policy.on_change);
    if (const auto* concurrency = reconcile.find("concurrency"))
        policy.concurrency = concurrency->whole_number(1, 64).value_or(policy.concurrency);
    if (const auto* preflight = reconcile.find("preflight"))
        policy.preflight = preflight->choice<PreflightMode>(preflight_modes).value_or(policy.preflight);
}

void read_reconcile(const Value& value, Settings& into)
{
    constexpr std::array<std::string_view, 9> known{"mode",        "interval",    "prune",
                                                    "prune_grace", "max_deletes", "max_changes",
                                                    "on_change",   "concurrency", "preflight"};
    const auto reconcile = Mapping::open(value, known, {.may_be_null = true});
    if (!reconcile)
        return;
    if (const auto* interval = reconcile->find("interval"))
        read_interval(*interval, into);
    read_policy(*reconcile, into.policy);
}

void read_log(const Value& value, LogSettings& into)
{
    constexpr std::array<std::string_view, 2> known{"format", "level"};
    constexpr std::array formats{std::pair<std::string_view, LogFormat>{"auto", LogFormat::automatic},
                                 std::pair<std::string_view, LogFormat>{"journald", LogFormat::journald},
                                 std::pair<std::string_view, LogFormat>{"text", LogFormat::text},
                                 std::pair<std::string_view, LogFormat>{"json", LogFormat::json}};
    constexpr std::array levels{std::pair<std::string_view, Level>{"debug", Level::debug},
                                std::pair<std::string_view, Level>{"info", Level::info},
                                std::pair<std::string_view, Level>{"warning", Level::warning},
                                std::pair<std::string_view, Level>{"error", Level::error}};
    const auto log = Mapping::open(value, known, {.may_be_null = true});
    if (!log)
        return;
    if (const auto* format = log->find("format"))
        into.format = format->choice<LogFormat>(formats).value_or(into.format);
    if (const auto* level = log->find("level"))
        into.level = level->choice<Level>(levels).value_or(into.level);
}

/// 0, or a duration that is not shorter than `shortest`.
std::chrono::milliseconds read_period(const Value& value, std::chrono::milliseconds shortest,
                                      std::string_view complaint, std::chrono::milliseconds otherwise)
{
    if (value.kind() == NodeKind::plain && value.raw() == "0")
        return 0ms;
    const auto period = value.duration();
    if (!period)
        return otherwise;
    if (*period == 0ms || *period >= shortest)
        return *period;
    value.error(std::string(complaint));
    return otherwise;
}

void read_attribution(const Value& value, Settings& into)
{
    constexpr std::array<std::string_view, 2> known{"audit_interval", "reassert"};
    const auto attribution = Mapping::open(value, known, {.may_be_null = true});
    if (!attribution)
        return;
    auto& settings = into.attribution;
    if (const auto* interval = attribution->find("audit_interval"))
        settings.audit_interval = read_period(*interval, 0ms, "", settings.audit_interval);
    if (const auto* reassert = attribution->find("reassert"))
        settings.reassert = reassert->boolean().value_or(settings.reassert);
}

void read_verify(const Value& value, Verification& into)
{
    constexpr std::array<std::string_view, 2> known{"interval", "credentials"};
    const auto verify = Mapping::open(value, known, {.may_be_null = true});
    if (!verify)
        return;
    if (const auto* interval = verify->find("interval"))
        into.interval = read_period(*interval, shortest_verification, "must be at least 1m, or 0 for never",
                                    into.interval);
    if (const auto* credentials = verify->find("credentials"))
        into.credentials =
            read_period(*credentials, shortest_between_tries,
                        "must be at least 1h, or 0 for never: a provider may lock a client out that is tried "
                        "more often",
                        into.credentials);
}

void read_metrics(const Value& value, Settings& into)
{
    constexpr std::array<std::string_view, 1> known{"listen"};
    const auto metrics = Mapping::open(value, known, {.may_be_null = true});
    const auto* listen = metrics ? metrics->find("listen") : nullptr;
    const auto text = listen == nullptr ? std::nullopt : listen->text();
    if (!text)
        return;
    const auto address = parse_listen_address(*text);
    if (address.has_error())
        listen->error(address.error().text());
    else
        into.metrics = *address;
}

} // namespace

void check_version(const Value& value)
{
    if (value.kind() != NodeKind::plain || value.raw() != "1")
        value.error("must be 1, without quotes: this program reads version 1 of the configuration");
}

Settings read_settings(const Mapping& top)
{
    Settings settings;
    if (const auto* version = top.require("version", "write version: 1 at the top"))
        check_version(*version);
    if (const auto* management = top.require("management", "write management: with url and token below it"))
        read_management(*management, settings.management);
    if (const auto* providers = top.find("providers"))
        read_provider_access(*providers, settings.providers);
    if (const auto* reconcile = top.find("reconcile"))
        read_reconcile(*reconcile, settings);
    if (const auto* directory = top.find("providers_dir"))
        settings.providers_dir = directory->file_path();
    if (const auto* log = top.find("log"))
        read_log(*log, settings.log);
    if (const auto* attribution = top.find("attribution"))
        read_attribution(*attribution, settings);
    if (const auto* metrics = top.find("metrics"))
        read_metrics(*metrics, settings);
    if (const auto* verify = top.find("verify"))
        read_verify(*verify, settings.verify);
    return settings;
}

} // namespace idpsync::config
