// Whatever NetBird holds: its import loads, and a plan with it is in sync.

#include "cli/imports.hpp"
#include "config/hints.hpp"
#include "core/builders.hpp"
#include "core/group_sync.hpp"
#include "core/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;

/// Every state of NetBird is made of these, with much that nobody would write by hand.
class RandomList
{
public:
    explicit RandomList(unsigned seed) : dice_(seed) {}

    ObservedState draw()
    {
        ObservedState observed;
        const auto count = dice_.below(8);
        while (observed.providers.size() < count)
        {
            auto connector = draw_connector();
            if (observed.find(connector.id) == nullptr)
                observed.providers.push_back(std::move(connector));
        }
        return observed;
    }

private:
    ObservedProvider draw_connector()
    {
        const auto type = dice_.one_of(enumerators<ProviderType>());
        ConnectorValues drawn{
            .type = type, .name = draw_text(), .issuer = draw_issuer(), .client_id = draw_client()};
        if (has_builtin_issuer(type))
            drawn.issuer.clear();
        return {draw_id(type), drawn};
    }

    ConnectorId draw_id(ProviderType type)
    {
        constexpr std::array<std::string_view, 8> odd{
            "no", "012345678901234567890", "a b", "a/b", "1e5", "2027-01-31", "-a", "id: #1"};
        if (dice_.chance(5))
            return {std::string(dice_.one_of(odd))};
        std::string made =
            dice_.chance(10) ? to_text(dice_.one_of(enumerators<ProviderType>())) : to_text(type);
        made = made == "oidc" ? "" : made + "-";
        for (unsigned i = 0; i < 20; ++i)
            made += "0123456789abcdefghijklmnopqrstuv"[dice_.below(32)];
        return {made};
    }

    static std::string to_text(ProviderType type) { return std::string(to_string(type)); }

    std::string draw_issuer()
    {
        constexpr std::array<std::string_view, 20> issuers{"https://id.example.com",
                                                           "https://id.example.com/",
                                                           "https://ID.example.com",
                                                           "https://id.example.com:443",
                                                           "https://id.example.com/realms/a b",
                                                           "https://id.example.com/?x=1",
                                                           "https://id.example.com/#f",
                                                           "https://user:password@id.example.com",
                                                           "http://id.example.com",
                                                           "http://localhost:5556/dex",
                                                           "http://127.0.0.1.example.com",
                                                           " https://id.example.com",
                                                           "https://id.example.com\n",
                                                           "https://xn--mnchen-3ya.example",
                                                           "https://münchen.example",
                                                           "https://id.example.com/%7Etest",
                                                           "id.example.com",
                                                           "https://id.example.com:0",
                                                           "no",
                                                           ""};
        return dice_.chance(60) ? "https://" + std::to_string(dice_.below(9)) + ".example.com"
                                : std::string(dice_.one_of(issuers));
    }

    std::string draw_client()
    {
        constexpr std::array<std::string_view, 8> clients{"netbird",    "NetBird", "0123456789", "1e3",
                                                          "2027-01-31", "true",    "1:30",       "~"};
        return dice_.chance(60)   ? "client-" + std::to_string(dice_.below(3))
               : dice_.chance(60) ? std::string(dice_.one_of(clients))
                                  : draw_text();
    }

public:
    GroupSettings draw_group_settings()
    {
        GroupSettings settings{.enabled = dice_.chance(50)};
        settings.claim = dice_.chance(50) ? "groups" : dice_.chance(50) ? draw_text() : "";
        for (auto count = dice_.below(4); count > 0; --count)
            settings.allowed_groups.push_back(dice_.chance(70) ? "team-" + std::to_string(dice_.below(9))
                                                               : draw_text());
        settings.allowed_groups = group_names(std::move(settings.allowed_groups));
        return settings;
    }

private:
    std::string draw_text()
    {
        constexpr std::array<std::string_view, 48> parts{
            "Corp", "ACME", "SSO", "a",  "no", "null", "yes", "012",  "1.5",    " ",      " ",      "  ",
            "-",    "- ",   ":",   ": ", "#",  " #",   "'",   "''",   "\"",     "\\",     "\\n",    "\\x41",
            "{",    "}",    "[",   "]",  ",",  "&a",   "*a",  "!!",   "|",      ">",      "%",      "@",
            "`",    "?",    "\n",  "\t", "\r", "\x1b", "é",   "日本", "\u200b", "\u202e", "\u2028", "😀"};
        if (dice_.chance(3))
            return std::string(1000 + dice_.below(60), 'x');
        std::string text;
        for (auto length = dice_.below(5) + (dice_.chance(95) ? 1 : 0); length > 0; --length)
            text += dice_.one_of(parts);
        return text;
    }

    Dice dice_;
};

Plan plan_of(const DesiredState& desired, const ObservedState& observed, const Ledger& ledger)
{
    return make_plan(desired, {}, observed, ledger, {.policy = {}, .now = at(std::chrono::minutes(5))});
}

/// True when there is nothing against declaring it, whatever else its words hold.
bool is_harmless(const ObservedProvider& connector)
{
    const auto clean = [](const std::string& text) {
        constexpr std::string_view blanks = " \t\r\n";
        return !text.empty() && text.size() <= 1000 && !has_control_characters(text) &&
               blanks.find(text.front()) == blanks.npos && blanks.find(text.back()) == blanks.npos &&
               config::unfinished(text).empty();
    };
    const auto plain = [&](const std::string& text) {
        return clean(text) && config::stray_character(text).empty() && config::quotes_around(text).empty() &&
               !text.ends_with(',');
    };
    const auto& values = connector.values;
    return clean(values.name) && plain(values.client_id) &&
           connector.id.value.find_first_of(" /?#%") == std::string::npos &&
           (has_builtin_issuer(values.type) ||
            (values.issuer.starts_with("https://") && values.issuer.ends_with(".example.com") &&
             values.issuer.find('@') == std::string::npos));
}

/// Each provider that is not refused is claimed by its id and in sync; nothing else is there.
void expect_in_sync(const Import& import, const DesiredState& loaded, const ObservedState& observed)
{
    const auto plan = plan_of(loaded, observed, {});
    EXPECT_FALSE(plan.has_writes());
    EXPECT_EQ(plan.items.size(), import.providers.size() - refused_in(import));
    EXPECT_EQ(plan.unmanaged.size(), refused_in(import));
    for (const auto& item : plan.items)
    {
        EXPECT_EQ(item.action, Action::none) << item.key.str() << ": " << item.why;
        EXPECT_EQ(item.reason, Reason::in_sync) << item.key.str() << ": " << item.why;
    }
    for (const auto& one : import.providers)
    {
        if (is_harmless(one.connector))
            EXPECT_TRUE(one.refused.empty()) << one.refused.front();
        const auto* item = plan.find(one.key);
        ASSERT_EQ(item == nullptr, !one.refused.empty()) << one.key.str();
        if (item != nullptr)
            EXPECT_EQ(item->id, one.connector.id);
    }
}

/// The lines of the section in the text of an import, without the comment signs.
std::string section_in(const std::string& import)
{
    const auto start = import.find("# group_sync:\n");
    std::string section;
    std::stringstream lines(import.substr(start));
    for (std::string line; std::getline(lines, line);)
        section += line.substr(2) + "\n";
    return section;
}

bool may_be_declared(const GroupSettings& settings)
{
    const auto clean = [](const std::string& text) {
        constexpr std::string_view blanks = " \t\r\n";
        return !text.empty() && text.size() <= 1000 && !has_control_characters(text) &&
               blanks.find(text.front()) == blanks.npos && blanks.find(text.back()) == blanks.npos;
    };
    const auto& groups = settings.allowed_groups;
    return (clean(settings.claim) || (!settings.enabled && settings.claim.empty())) &&
           std::all_of(groups.begin(), groups.end(), clean);
}

TEST(AnyNetBird, HasGroupSettingsThatAreImportedInSyncOrRefused)
{
    std::size_t declared = 0;
    std::size_t refused = 0;
    for (unsigned seed = 1; seed <= 1'000; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Import import;
        const auto settings = RandomList(seed).draw_group_settings();
        auto verdict = config::verdict_on(settings);
        import.group_sync =
            ImportedGroupSync{settings, std::move(verdict.warnings), std::move(verdict.errors), {}};
        const auto text = render_import(import, url);
        ASSERT_TRUE(load_fragments({text}).loaded()) << text;
        EXPECT_EQ(import.group_sync->refused.empty() || text.find("# Refused: group_sync") != text.npos,
                  true);

        const auto loaded = config::test::load_text(config::test::with(section_in(text)));
        ASSERT_EQ(loaded.loaded(), import.group_sync->refused.empty()) << loaded.all() << text;
        if (may_be_declared(settings))
            ASSERT_TRUE(loaded.loaded()) << loaded.all() << text;
        ++(loaded.loaded() ? declared : refused);
        if (!loaded.loaded())
            continue;
        const std::optional<LedgerGroupSync> unknown;
        const auto item = decide_group_sync({.desired = *loaded.configuration->desired.group_sync(),
                                             .seen = settings,
                                             .known = unknown,
                                             .logins = {}});
        ASSERT_EQ(item.action, Action::none) << text << item.why;
    }
    EXPECT_GT(declared, 200U);
    EXPECT_GT(refused, 200U);
}

TEST(AnyNetBird, IsImportedInSync)
{
    std::size_t declared = 0;
    std::size_t refused = 0;
    for (unsigned seed = 1; seed <= 1'000; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        test::World world;
        world.observed = RandomList(seed).draw();
        const auto import = import_of(world);

        const auto whole = load_fragments({render_import(import, url)});
        ASSERT_TRUE(whole.loaded()) << whole.all() << render_import(import, url);
        EXPECT_TRUE(whole.warnings.empty()) << whole.all();
        expect_in_sync(import, whole.configuration->desired, world.observed);

        std::vector<std::string> files;
        for (const auto& one : import.providers)
            if (one.refused.empty())
                files.push_back(render_import_file(one, url));
        const auto parts = load_fragments(files);
        ASSERT_TRUE(parts.loaded()) << parts.all();
        expect_in_sync(import, parts.configuration->desired, world.observed);

        declared += import.providers.size() - refused_in(import);
        refused += refused_in(import);
        if (HasFailure())
            return;
    }
    // Neither kind is rare.
    EXPECT_GT(declared, 800U);
    EXPECT_GT(refused, 800U);
}

TEST(AnyWorld, TakesItsImportInBesideWhatIsDeclared)
{
    for (unsigned seed = 1; seed <= 1'000; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        const auto world = random_world(dice).world;
        const auto import = import_of(world);
        const auto loaded = load_fragments({render_import(import, url)});
        ASSERT_TRUE(loaded.loaded()) << loaded.all();

        auto providers = world.declared;
        for (const auto& provider : loaded.configuration->desired.providers())
            providers.push_back(provider);
        const auto both = DesiredState::make(std::move(providers));
        ASSERT_TRUE(both.has_value()) << both.error().text();
        const auto plan = plan_of(*both, world.observed, world.ledger);
        for (const auto& provider : loaded.configuration->desired.providers())
            EXPECT_EQ(plan.find(provider.key)->action, Action::none) << provider.key.str();
        if (HasFailure())
            return;
    }
}

} // namespace
} // namespace idpsync::cli
