#include "standalone/carry_over.hpp"

#include "json/text.hpp"

#include <boost/json/serialize.hpp>

namespace idpsync::standalone {
namespace {

constexpr std::string_view key_member = "DataStoreEncryptionKey";
constexpr std::string_view key_variable = "NETBIRD_DATASTORE_ENC_KEY";

Error lost(std::string what, std::string next)
{
    return {ErrorKind::conflict, std::move(what), std::move(next)};
}

std::string text_at(const boost::json::value& object, std::string_view section, std::string_view member)
{
    const auto* inner = find_member(object, section);
    return inner == nullptr ? std::string() : text_member(*inner, member);
}

/// Of the first of the TURN servers.
std::string turn_password_in(const boost::json::value& object)
{
    const auto* config = find_member(object, "TURNConfig");
    const auto* turns = config == nullptr ? nullptr : find_member(*config, "Turns");
    const auto* list = turns == nullptr ? nullptr : turns->if_array();
    return list == nullptr || list->empty() ? std::string() : text_member(list->front(), "Password");
}

std::string exported_key(const SetupEnv& setup)
{
    const auto* found = setup.find(key_variable);
    const bool counts = found != nullptr && found->value && setup.exported.contains(key_variable);
    return counts ? *found->value : std::string();
}

/// The newest backup that holds a key, or could: one that cannot be read counts. Its name ends in the time.
std::string backup_with_a_key(const DirectoryFiles& files)
{
    for (auto one = files.backups.rbegin(); one != files.backups.rend(); ++one)
        if (const auto carried = carried_in(one->second); !carried || !carried->data_store_key.empty())
            return one->first;
    return {};
}

/// What configure.sh takes from management.json beside it, as `jq -r` prints it.
struct FromScriptFile
{
    bool stops = false;               ///< configure.sh ends there
    std::optional<std::string> key{}; ///< nothing: it leaves what setup.env exports
};

FromScriptFile read_script_file(const std::optional<std::string>& text)
{
    if (!text)
        return {};
    if (text->find_first_not_of(" \t\r\n") == std::string::npos)
        return {.key = std::string()};
    const auto value = parse_json(*text);
    if (!value || !(value->is_object() || value->is_null()))
        return {.stops = true};
    const auto* member = find_member(*value, key_member);
    if (member == nullptr || member->is_null())
        return {};
    const auto* string = member->if_string();
    return {.key = string == nullptr ? boost::json::serialize(*member) : std::string(*string)};
}

/// The server has users under this key.
std::optional<Error> objection_to_next_run(const DirectoryFiles& files, const std::string& key)
{
    const auto script = read_script_file(files.script_json);
    if (!script.key || *script.key == key)
        return std::nullopt;
    if (script.key->empty())
        return lost(
            "configure.sh takes the key of the data store from management.json beside it, which holds "
            "none: nobody could sign in any more",
            "remove that file");
    return lost(
        "management.json beside configure.sh holds another key of the data store than "
        "artifacts/management.json: configure.sh would put it there, and nobody could sign in any more",
        "remove the one that is not in force; the server reads artifacts/management.json");
}

/// There is no key at all, unless one was lost.
std::optional<Error> objection_to_no_key(const DirectoryFiles& files, const SetupEnv& setup)
{
    const std::string what = files.server_json ? "artifacts/management.json holds no key of the data store"
                                               : "artifacts/management.json is missing";
    if (const auto backup = backup_with_a_key(files); !backup.empty())
        return lost(what + ", and " + backup + " may hold the one that the users are encrypted with",
                    files.server_json
                        ? "stop the server, copy DataStoreEncryptionKey from there, and start it again"
                        : "copy that file back to artifacts/management.json");
    if (files.server_json && !key_of_next_run(setup, files.script_json).value_or(std::string()).empty())
        return lost(what + ", and configure.sh has one: the server makes another at its next start",
                    "run configure.sh again before the server starts");
    return std::nullopt;
}

} // namespace

std::optional<CarriedOver> carried_in(const std::string& management_json)
{
    const auto value = parse_json(management_json);
    if (!value || !value->is_object())
        return std::nullopt;
    return CarriedOver{.data_store_key = text_member(*value, key_member),
                       .turn_password = turn_password_in(*value),
                       .relay_secret = text_at(*value, "Relay", "Secret")};
}

Result<CarriedOver> carry_over(const DirectoryFiles& files, const SetupEnv& setup)
{
    CarriedOver carried;
    if (files.server_json)
    {
        auto read = carried_in(*files.server_json);
        if (!read)
            return lost(
                "artifacts/management.json is no whole JSON document: the key of the data store in it "
                "cannot be kept",
                "repair it, or copy its newest backup (management.json.bkp.…) back");
        carried = std::move(*read);
    }
    if (read_script_file(files.script_json).stops)
        return lost("management.json beside configure.sh is no JSON document, and configure.sh stops at it",
                    "repair it, or remove it where artifacts/management.json is the one in force");
    auto objection = carried.data_store_key.empty() ? objection_to_no_key(files, setup)
                                                    : objection_to_next_run(files, carried.data_store_key);
    if (objection)
        return std::move(*objection);
    return carried;
}

std::optional<std::string> key_of_next_run(const SetupEnv& setup,
                                           const std::optional<std::string>& script_json)
{
    auto script = read_script_file(script_json);
    if (script.stops)
        return std::nullopt;
    return script.key ? std::move(*script.key) : exported_key(setup);
}

} // namespace idpsync::standalone
