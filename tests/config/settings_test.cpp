// config.yaml but for the providers.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace std::chrono_literals;
using namespace idpsync::config::test;

/// `minimal` with one more line in `management`.
std::string with_management(std::string_view line)
{
    return minimal + "  " + std::string(line) + "\n";
}

Settings settings_of(std::string_view more)
{
    const auto outcome = load_text(with(more));
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
    return outcome.loaded() ? outcome.configuration->settings : Settings{};
}

TEST(Settings, HaveDefaults)
{
    const auto outcome = load_text(minimal);
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    const auto& settings = outcome.configuration->settings;
    EXPECT_EQ(settings.management.url.buffer(), "https://netbird.example.com");
    EXPECT_EQ(settings.management.timeout, 30s);
    EXPECT_EQ(settings.interval, 5min);
    EXPECT_FALSE(settings.management.ca_file);
    EXPECT_FALSE(settings.management.proxy);
    EXPECT_FALSE(settings.management.metrics_url);
    EXPECT_EQ(settings.policy.mode, Mode::enforce);
    EXPECT_EQ(settings.policy.prune, Prune::off);
    EXPECT_EQ(settings.policy.prune_grace, 10min);
    EXPECT_EQ(settings.policy.max_deletes, 1U);
    EXPECT_EQ(settings.policy.max_changes, 0U);
    EXPECT_EQ(settings.policy.on_change, OnChange::apply);
    EXPECT_EQ(settings.policy.concurrency, 4U);
    EXPECT_EQ(settings.log.format, LogFormat::automatic);
    EXPECT_EQ(settings.log.level, Level::info);
    EXPECT_FALSE(settings.metrics);
    EXPECT_EQ(settings.attribution.audit_interval, 1h);
    EXPECT_TRUE(settings.attribution.reassert);
    EXPECT_EQ(settings.verify, (VerifySettings{1h, 24h}));
    EXPECT_EQ(settings.config_file, config_file);
    EXPECT_FALSE(settings.providers_dir);
    EXPECT_TRUE(outcome.configuration->desired.providers().empty());
}

TEST(Settings, AreAllRead)
{
    const auto outcome = load_text(R"(
version: 1
management:
  url: http://netbird.internal/
  token: {credential: token}
  ca_file: ca.pem
  timeout: 1m30s
  proxy: http://proxy.corp:3128
  metrics_url: http://netbird.internal:9090/metrics
  allow_http: true
reconcile:
  mode: observe
  interval: 15m
  prune: all
  prune_grace: 1h
  max_deletes: 0
  max_changes: 20
  on_change: ask
  concurrency: 64
log: {format: json, level: debug}
metrics: {listen: "[::1]:9464"}
attribution: {audit_interval: 30m, reassert: false}
verify: {interval: 10m, credentials: 2d}
)");
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    const auto& settings = outcome.configuration->settings;
    EXPECT_EQ(settings.management.url.buffer(), "http://netbird.internal");
    EXPECT_EQ(describe(settings.management.token), "credential token");
    EXPECT_EQ(settings.management.ca_file, "/etc/idp/ca.pem");
    EXPECT_EQ(settings.management.timeout, 90s);
    EXPECT_EQ(settings.management.proxy, "http://proxy.corp:3128");
    EXPECT_EQ(settings.management.metrics_url->buffer(), "http://netbird.internal:9090/metrics");
    EXPECT_EQ(settings.policy.mode, Mode::observe);
    EXPECT_EQ(settings.interval, 15min);
    EXPECT_EQ(settings.policy.prune, Prune::created_and_adopted);
    EXPECT_EQ(settings.policy.prune_grace, 1h);
    EXPECT_EQ(settings.policy.max_deletes, 0U);
    EXPECT_EQ(settings.policy.max_changes, 20U);
    EXPECT_EQ(settings.policy.on_change, OnChange::ask);
    EXPECT_EQ(settings.policy.concurrency, 64U);
    EXPECT_EQ(settings.log.format, LogFormat::json);
    EXPECT_EQ(settings.log.level, Level::debug);
    EXPECT_EQ(settings.metrics, (ListenAddress{"::1", 9464}));
    EXPECT_EQ(settings.attribution.audit_interval, 30min);
    EXPECT_FALSE(settings.attribution.reassert);
    EXPECT_EQ(settings.verify, (VerifySettings{10min, 48h}));
}

TEST(Settings, MayHaveSectionsWithEverythingCommentedOut)
{
    const auto outcome = load_text(with("reconcile:\nlog:\nattribution:\nmetrics:\nidentity_providers:\n"));
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
}

TEST(Settings, AdviseAnAddressForAPortAlone)
{
    for (const auto* port : {"9465", "\"9465\"", "\":9465\""})
    {
        const auto error = only_error(with("web: {listen: " + std::string(port) + "}\n"));
        EXPECT_THAT(error, AllOf(HasSubstr("write 127.0.0.1:9465"), Not(HasSubstr("in quotes")))) << port;
    }
}

TEST(Settings, NeedTheVersion)
{
    EXPECT_THAT(only_error("management: {url: https://n.example.com, token: {file: t}}\n"),
                HasSubstr("version is missing; write version: 1"));
}

TEST(Settings, KnowVersionOneOnly)
{
    for (const auto* version : {"2", "\"1\"", "1.0", "one", "01", "[1]", "~"})
        EXPECT_THAT(only_error("version: " + std::string(version) +
                               "\nmanagement: {url: https://n.example.com, token: {file: t}}\n"),
                    HasSubstr("must be 1"))
            << version;
}

TEST(Settings, NeedManagementWithUrlAndToken)
{
    EXPECT_THAT(only_error("version: 1\n"), HasSubstr("management is missing"));
    const auto outcome = load_text("version: 1\nmanagement: {}\n");
    ASSERT_EQ(outcome.errors.size(), 2U);
    EXPECT_THAT(outcome.errors[0], HasSubstr("management: token is missing"));
    EXPECT_THAT(outcome.errors[1], HasSubstr("management: url is missing"));
}

TEST(Settings, GiveFileLineColumnAndPath)
{
    EXPECT_THAT(
        only_error(with("reconcile:\n  mode: enforced\n")),
        StartsWith("/etc/idp/config.yaml:6:9: reconcile.mode: \"enforced\" is not one of enforce, observe"));
}

TEST(Settings, NameTheNearestKnownKey)
{
    EXPECT_THAT(only_error(with("reconcille: {mode: observe}\n")),
                AllOf(HasSubstr(":5:1: reconcille: unknown setting"), HasSubstr("did you mean reconcile?")));
    EXPECT_THAT(only_error(with("reconcile: {max_delete: 1}\n")), HasSubstr("did you mean max_deletes?"));
}

TEST(Settings, ListTheKnownKeysWhenNoneIsNear)
{
    EXPECT_THAT(only_error(with("log: {colour: true}\n")), HasSubstr("known here: format, level"));
}

TEST(Settings, NameTheSectionOfAMisplacedSetting)
{
    const std::pair<std::string, std::string> misplaced[] = {
        {"log: {max_changes: 1}\n", "it belongs below reconcile:"},
        {"reconcile: {reassert: true}\n", "it belongs below attribution:"},
        {"log: {enabled: true}\n", "it belongs below group_sync:"},
        {"allow: []\n", "it belongs below a key in identity_providers:"},
    };
    for (const auto& [more, advice] : misplaced)
        EXPECT_THAT(only_error(with(more)), HasSubstr(advice)) << more;
}

TEST(Settings, RefuseWhatTheWholePictureHasAndNothingHonoursYet)
{
    for (const auto* more : {"verification: {interval: 1h}", "reconcile: {verify: 1h}"})
        EXPECT_THAT(only_error(with(std::string(more) + "\n")), HasSubstr("unknown setting")) << more;
}

TEST(Settings, SayHowProvidersAreReached)
{
    const auto settings = settings_of("providers: {ca_file: ca.pem, proxy: 'http://proxy.example:3128'}\n");
    EXPECT_THAT(settings.providers.ca_file.value(), EndsWith("/ca.pem"));
    EXPECT_EQ(settings.providers.proxy, "http://proxy.example:3128");
    EXPECT_THAT(only_error(with("providers: {proxy: 'ftp://x'}\n")), HasSubstr("providers.proxy"));
}

TEST(Settings, ChooseWhatAPreflightMayHoldBack)
{
    EXPECT_EQ(settings_of("").policy.preflight, PreflightMode::block);
    EXPECT_EQ(settings_of("reconcile: {preflight: warn}\n").policy.preflight, PreflightMode::warn);
    EXPECT_THAT(only_error(with("reconcile: {preflight: off}\n")), HasSubstr("reconcile.preflight"));
}

TEST(Settings, RefuseAKeyThatIsThereTwiceAndNameBothPlaces)
{
    EXPECT_THAT(only_error(with("log: {level: info}\nreconcile: {}\nlog: {level: debug}\n")),
                AllOf(HasSubstr(":7:1: log: "), HasSubstr("/etc/idp/config.yaml:5:1")));
    EXPECT_THAT(only_error(with("log: {level: info, level: info}\n")),
                HasSubstr("log.level: this key appears twice"));
}

TEST(Settings, RefuseMergeKeys)
{
    EXPECT_THAT(only_error(with("log:\n  <<: {level: info}\n")), HasSubstr("merge keys"));
}

TEST(Settings, RefuseKeysThatAreNoText)
{
    for (const auto* more : {"? [a]\n: b\n", "~: x\n", "log: {level: info,, format: text}\n", "? {a: b}\n"})
        EXPECT_THAT(only_error(with(more)), HasSubstr("a key must be a text")) << more;
}

TEST(Settings, RefuseATopLevelThatIsNoMapping)
{
    for (const auto* text : {"- version: 1\n", "version\n", "\"\"\n", "[]"})
        EXPECT_THAT(only_error(text), HasSubstr("must be a mapping")) << text;
}

TEST(Settings, RefuseATopLevelOfNull)
{
    for (const auto* text : {"~\n", "---\n", "null"})
        EXPECT_THAT(only_error(text), HasSubstr("the file is empty")) << text;
}

TEST(Settings, RefuseSectionsThatAreNoMappings)
{
    for (const auto* more : {"log: text\n", "reconcile: [mode]\n", "identity_providers: []\n", "log: \"\"\n"})
        EXPECT_THAT(only_error(with(more)), HasSubstr("must be a mapping")) << more;
}

TEST(Settings, ReportEverythingAtOnceInOrder)
{
    const auto outcome = load_text("version: 2\n"
                                   "management:\n"
                                   "  url: netbird.example.com\n"
                                   "  tokn: {file: t}\n"
                                   "  timeout: 5\n"
                                   "log: {format: xml}\n");
    ASSERT_EQ(outcome.errors.size(), 5U) << outcome.all();
    EXPECT_THAT(outcome.errors[0], HasSubstr(":1:10: version: "));
    EXPECT_THAT(outcome.errors[1], HasSubstr(":3:8: management.url: "));
    EXPECT_THAT(outcome.errors[2], HasSubstr(":4:3: management.tokn: "));
    EXPECT_THAT(outcome.errors[3], HasSubstr(":5:12: management.timeout: "));
    EXPECT_THAT(outcome.errors[4], HasSubstr(":6:15: log.format: "));
}

TEST(Settings, RefuseATimeoutUnderTwelveSecondsAndSayWhy)
{
    EXPECT_THAT(only_error(with_management("timeout: 11999ms")), AllOf(HasSubstr("12s"), HasSubstr("10 s")));
    EXPECT_TRUE(load_text(with_management("timeout: 12s")).loaded());
}

TEST(Settings, SayThatADurationNeedsAUnit)
{
    EXPECT_THAT(only_error(with_management("timeout: 30")), HasSubstr("\"30\" has no unit"));
    EXPECT_THAT(only_error(with_management("timeout: 1.5")), HasSubstr("1.5"));
}

TEST(Settings, TakeADurationInQuotes)
{
    EXPECT_TRUE(load_text(with_management("timeout: \"45s\"")).loaded());
}

TEST(Settings, AskForAnIntervalOfTenSecondsAtLeast)
{
    EXPECT_THAT(only_error(with("reconcile: {interval: 9999ms}\n")),
                AllOf(HasSubstr("reconcile.interval: "), HasSubstr("10s")));
    EXPECT_TRUE(load_text(with("reconcile: {interval: 10s}\n")).loaded());
}

TEST(Settings, LeaveTheAuditLogUnreadWithZero)
{
    for (const std::string zero : {"0", "0s"})
        EXPECT_EQ(settings_of("attribution: {audit_interval: " + zero + "}\n").attribution.audit_interval,
                  0ms);
    EXPECT_THAT(only_error(with("attribution: {audit_interval: 60}\n")), HasSubstr("60s"));
}

TEST(Settings, VerifyLoginsNotTooOftenOrNever)
{
    EXPECT_EQ(settings_of("verify: {interval: 0, credentials: 0s}\n").verify, (VerifySettings{0ms, 0ms}));
    EXPECT_EQ(settings_of("verify: {interval: 1m, credentials: 1h}\n").verify, (VerifySettings{1min, 1h}));
    EXPECT_THAT(only_error(with("verify: {interval: 59s}\n")),
                AllOf(HasSubstr("verify.interval: "), HasSubstr("1m"), HasSubstr("0 for never")));
    EXPECT_THAT(only_error(with("verify: {credentials: 30m}\n")),
                AllOf(HasSubstr("verify.credentials: "), HasSubstr("1h")));
    EXPECT_THAT(only_error(with("verify: {interval: 60}\n")), HasSubstr("60s"));
}

TEST(Settings, RoundTheGraceUpToSeconds)
{
    const auto outcome = load_text(with("reconcile: {prune_grace: 1500ms}\n"));
    EXPECT_EQ(outcome.configuration->settings.policy.prune_grace, 2s);
}

TEST(Settings, TakeBooleansWithoutQuotesOnly)
{
    EXPECT_THAT(only_error(with_management("allow_http: \"true\"")), HasSubstr("without quotes"));
    for (const auto* value : {"yes", "on", "1", "True", "[true]", "maybe"})
        EXPECT_THAT(only_error(with_management("allow_http: " + std::string(value))),
                    HasSubstr("must be true or false"))
            << value;
}

TEST(Settings, KnowThreeWaysToPrune)
{
    const auto prune = [](std::string_view value) {
        return load_text(with("reconcile: {prune: " + std::string(value) + "}\n"));
    };
    EXPECT_EQ(prune("true").configuration->settings.policy.prune, Prune::created);
    EXPECT_EQ(prune("false").configuration->settings.policy.prune, Prune::off);
    EXPECT_EQ(prune("'all'").configuration->settings.policy.prune, Prune::created_and_adopted);
    for (const auto* value : {"'true'", "yes", "none", "[all]", "~"})
        EXPECT_THAT(prune(value).all(), HasSubstr("reconcile.prune: must be false, true or all")) << value;
}

TEST(Settings, TakeNumbersWithoutQuotesInTheirRange)
{
    EXPECT_THAT(only_error(with("reconcile: {concurrency: \"4\"}\n")), HasSubstr("without quotes"));
    for (const auto* value :
         {"0", "65", "-1", "4.0", "1e1", "0x4", "04", "1_0", "four", "[4]", "99999999999999999999"})
        EXPECT_THAT(only_error(with("reconcile: {concurrency: " + std::string(value) + "}\n")),
                    HasSubstr("whole number from 1 to 64"))
            << value;
}

TEST(Settings, SayWhatToDoAboutAnEmptyValue)
{
    for (const auto* more : {"reconcile: {mode: }\n", "reconcile: {mode: ~}\n",
                             "reconcile: {concurrency: null}\n", "reconcile: {prune_grace: }\n"})
        EXPECT_THAT(only_error(with(more)), HasSubstr("is empty (null)")) << more;
    EXPECT_THAT(only_error(with_management("allow_http:")), HasSubstr("is empty (null)"));
}

TEST(Settings, RefuseBadUrlsWithTheirPlace)
{
    EXPECT_THAT(
        only_error("version: 1\nmanagement:\n  url: http://netbird.example.com\n  token: {file: t}\n"),
        AllOf(HasSubstr(":3:8: management.url: plain http is allowed to loopback only"),
              HasSubstr("allow_http: true")));
    EXPECT_THAT(
        only_error("version: 1\nmanagement:\n  url: https://netbird.example.com/api\n  token: {file: t}\n"),
        HasSubstr("leave that out"));
}

TEST(Settings, RefuseMetricsThatAreNowhere)
{
    EXPECT_THAT(only_error(with_management("metrics_url: file:///metrics")),
                AllOf(HasSubstr("management.metrics_url: "), HasSubstr("http://127.0.0.1:9090/metrics")));
}

TEST(Settings, RefuseAProxyThatIsNone)
{
    EXPECT_THAT(only_error(with_management("proxy: socks5://user:not-a-real-secret@proxy")),
                AllOf(HasSubstr("management.proxy: "), Not(HasSubstr("not-a-real-secret"))));
}

TEST(Settings, EscapeWhatTheyQuote)
{
    EXPECT_THAT(only_error(with("reconcile: {mode: \"a\\e[31mb\"}\n")), Not(HasSubstr("\x1b")));
    EXPECT_THAT(only_error(with("\"\\e[31m\": 1\n")), Not(HasSubstr("\x1b")));
}

TEST(Settings, ResolveRelativePathsFromTheFilesDirectory)
{
    EXPECT_EQ(load_text(with_management("ca_file: ./pki/ca.pem")).configuration->settings.management.ca_file,
              "/etc/idp/pki/ca.pem");
    EXPECT_EQ(load_text(with_management("ca_file: /pki/ca.pem")).configuration->settings.management.ca_file,
              "/pki/ca.pem");
    EXPECT_THAT(only_error(with_management("ca_file: ~/ca.pem")), HasSubstr("not expanded"));
}

} // namespace
} // namespace idpsync::config
