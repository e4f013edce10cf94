// Prints the tables of the program as JSON, for generate.py: every setting, command and option, and what to
// register at each type of provider.

#include "cli/commands.hpp"
#include "config/settings_table.hpp"
#include "config/standalone.hpp"
#include "registrar/sheet.hpp"
#include "standalone/keys.hpp"
#include "standalone/wanted.hpp"

#include <boost/json.hpp>

#include <array>
#include <iostream>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace idpsync {
namespace {

namespace bj = boost::json;

bj::object described(const config::Setting& setting)
{
    bj::object out{{"name", setting.name},
                   {"about", setting.about},
                   {"kind", setting.kind.name},
                   {"kind_words", setting.kind.words},
                   {"required", !setting.missing.empty()},
                   {"left_out", setting.otherwise},
                   {"example", setting.example},
                   {"shortest", setting.shortest.count() == 0 ? "" : duration_text(setting.shortest)},
                   {"because", setting.because},
                   {"least", setting.least},
                   {"most", setting.most},
                   {"words", bj::array()}};
    if (setting.words != nullptr)
        for (const auto word : setting.words())
            out["words"].get_array().emplace_back(word);
    return out;
}

/// The rows of a table, with their defaults from `owner`.
template <class Owner>
bj::array described(const config::Table<Owner>& table, const Owner& owner)
{
    bj::array rows;
    for (const auto& row : table.rows)
    {
        auto one = described(static_cast<const config::Setting&>(row));
        one["default"] = row.written == nullptr || !row.missing.empty() ? "" : row.written(owner);
        if (row.inner != nullptr)
            one["rows"] = described(*row.inner, owner);
        rows.push_back(std::move(one));
    }
    return rows;
}

/// The names of commands; "" is the line without one.
bj::array named(cli::Commands set)
{
    bj::array names;
    if ((set & cli::on::program) != 0)
        names.emplace_back("");
    for (const auto& command : cli::commands())
        if ((set & command.bit) != 0)
            names.emplace_back(command.name);
    return names;
}

bj::array described_options()
{
    bj::array out;
    for (const auto& option : cli::options())
        out.push_back(
            {{"name", option.name},
             {"letter", option.letter == 0 ? std::string() : std::string(1, option.letter)},
             {"value", option.value},
             {"commands", named(option.commands)},
             {"everywhere", option.everywhere},
             {"repeats", std::holds_alternative<std::vector<std::string>& (*)(cli::Typed&)>(option.place)},
             {"text", option.text}});
    return out;
}

bj::array described_commands()
{
    constexpr std::array<std::string_view, 6> arguments{"none", "keys", "duration", "what", "task", "action"};
    bj::array out;
    for (const auto& command : cli::commands())
        out.push_back({{"name", command.name},
                       {"brief", command.brief},
                       {"argument", arguments.at(static_cast<std::size_t>(command.argument))},
                       {"forms", command.forms},
                       {"about", command.about}});
    return out;
}

bj::object described_formats()
{
    bj::object out{{"plan", bj::array()}, {"check", bj::array()}};
    for (const auto format : cli::formats_of_plan)
        out["plan"].get_array().emplace_back(to_string(format));
    for (const auto format : cli::formats_of_check)
        out["check"].get_array().emplace_back(to_string(format));
    return out;
}

bj::array described(const std::vector<registrar::Step>& steps)
{
    bj::array out;
    for (const auto& step : steps)
        out.push_back({{"do", to_string(step.act)},
                       {"where", step.where},
                       {"field", step.field},
                       {"value", step.value},
                       {"to", step.to},
                       {"why", step.why},
                       {"optional", step.optional}});
    return out;
}

/// With the address that the pages have in place of a real one.
bj::object described_registrations()
{
    const registrar::RegistrationValues values{.redirect_uri = "https://YOUR-NETBIRD-HOST/oauth2/callback",
                                               .logout_uri =
                                                   "https://YOUR-NETBIRD-HOST/oauth2/logout/callback",
                                               .issuer = {},
                                               .client_id = {},
                                               .declared_at = {},
                                               .secret_at = {},
                                               .challenge = {}};
    bj::object out;
    for (const auto type : enumerators<ProviderType>())
    {
        const auto sheet = registrar::registration_sheet(type, values);
        out[to_string(type)] =
            bj::object{{"steps", described(sheet.steps)}, {"groups", described(sheet.groups)}};
    }
    return out;
}

/// Which setting of a declaration decides each key of setup.env, of any provider's.
std::map<std::string, std::string> deciding_settings()
{
    const standalone::Endpoints endpoints{.device = "https://id.example.com/device"};
    std::map<std::string, std::string> settings;
    for (const auto provider : enumerators<StandaloneProvider>())
    {
        Standalone declared{.provider = provider, .issuer = "https://id.example.com/realms/x"};
        declared.manager = UserManager{.secret = {SecretSource::Environment{"SECRET"}}};
        declared.reverse_proxy = true;
        for (const auto& key : standalone::wanted_keys(declared, endpoints, "secret"))
            settings.emplace(key.key, key.why);
    }
    return settings;
}

bj::array described_setup_keys()
{
    const auto settings = deciding_settings();
    bj::array out;
    for (const auto& key : standalone::setup_keys())
    {
        const auto found = settings.find(std::string(key.name));
        out.push_back({{"name", key.name},
                       {"effect", to_string(key.effect)},
                       {"setting", found == settings.end() ? std::string() : found->second},
                       {"reader", key.reader},
                       {"otherwise", key.otherwise},
                       {"note", key.note}});
    }
    return out;
}

bj::object described_tables()
{
    const config::ProviderDraft provider{.declared = {.key = *ProviderKey::parse("unnamed")}};
    return {{"settings", described(config::settings_table(), config::Settings())},
            {"group_sync", described(config::group_sync_table(), config::GroupSyncSection())},
            {"provider", described(config::provider_table(), provider)},
            {"standalone_file", described(config::standalone_file_table(), config::StandaloneFile())},
            {"options", described_options()},
            {"commands", described_commands()},
            {"formats", described_formats()},
            {"registrations", described_registrations()},
            {"setup_keys", described_setup_keys()}};
}

} // namespace
} // namespace idpsync

int main()
{
    std::cout << idpsync::bj::serialize(idpsync::described_tables()) << '\n';
    return 0;
}
