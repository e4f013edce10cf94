#pragma once

// What must survive every write and every run of configure.sh: the key of the data store first of all. With
// another one the server reads none of its users, and nobody can sign in. Pure.

#include "core/error.hpp"
#include "standalone/setup_env.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::standalone {

/// The files of a directory that decide about it, by their text; nothing: there is no such file.
struct DirectoryFiles
{
    std::optional<std::string> setup_env;
    std::optional<std::string> server_json;     ///< artifacts/management.json, which the server reads
    std::optional<std::string> script_json;     ///< management.json, whose key configure.sh takes
    std::map<std::string, std::string> backups; ///< artifacts/management.json.bkp.*, by name
    std::optional<std::string> environment;     ///< management.env
    std::map<std::string, std::uint32_t, std::less<>> modes; ///< of those that are there, as 0644
};

/// What those files are called in the directory.
namespace file_names {

inline constexpr std::string_view setup_env = "setup.env";
inline constexpr std::string_view server_json = "artifacts/management.json";
inline constexpr std::string_view script_json = "management.json";
inline constexpr std::string_view environment = "management.env";

} // namespace file_names

/// What is in force, as it stands in artifacts/management.json; empty: nothing yet.
struct CarriedOver
{
    std::string data_store_key;
    std::string turn_password;
    std::string relay_secret;

    bool operator==(const CarriedOver&) const = default;
};

/// What a management.json holds of it; nothing: the text is no JSON object.
std::optional<CarriedOver> carried_in(const std::string& management_json);

/// What is to be kept. Error (conflict) where that is not known, or where configure.sh would take another key
/// of the data store than the server has: then nothing may be written. No message holds a key.
Result<CarriedOver> carry_over(const DirectoryFiles& files, const SetupEnv& setup);

/// The key that the next run of configure.sh would put into artifacts/management.json, with this setup.env
/// and management.json beside it; nothing: the script would stop.
std::optional<std::string> key_of_next_run(const SetupEnv& setup,
                                           const std::optional<std::string>& script_json);

} // namespace idpsync::standalone
