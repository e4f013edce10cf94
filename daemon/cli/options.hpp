#pragma once

// Every option there is, described once: the parser, `--help`, and (through `./dev generate`) the manual
// page, the completions and docs/commands.md go by this table.

#include "cli/arguments.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace idpsync::cli {

/// A command line as it was typed; `common` but for what `config` and `instance` have yet to decide.
struct Typed : PassOptions
{
    std::optional<std::string> config;
    std::optional<std::string> instance;
    std::optional<std::string>
        word; ///< the first argument of `show`, the one of `pause`, `standalone` and `token`
    std::optional<std::string> files;
    std::optional<std::string> format;
    std::optional<std::string> directory;
    std::optional<std::string> login;
    std::optional<std::string> redirect;
    std::optional<std::string> netbird_log;
    std::optional<std::string> lines;
    std::optional<std::string> generation;
    std::optional<std::string> type;
    std::optional<std::string> url;
    std::optional<std::string> owner_email;
    std::optional<std::string> owner_name;
    std::optional<std::string> owner_password_file;
    std::optional<std::string> netbird_config;
    std::optional<std::string> service_user;
    std::optional<std::string> token_life;
    std::optional<std::string> ca_file;
    std::optional<std::string> days;
    bool existing_owner = false;
    bool any_address = false;
    bool no_secrets = false;
    bool server = false;
    bool yes = false; ///< of `doctor` and `standalone`
    bool write = false;
    bool management_json = false;
    bool all = false;
    bool watch = false;
    bool problems = false;
    bool all_instances = false;
    bool help = false;
    bool version = false;
};

/// Commands as a set of bits; `program` stands for the line without one.
using Commands = std::uint32_t;

/// Bits of Commands: an option is one of so many.
namespace on {

inline constexpr Commands program = 1;
inline constexpr Commands check = 1 << 1;
inline constexpr Commands plan = 1 << 2;
inline constexpr Commands apply = 1 << 3;
inline constexpr Commands import = 1 << 4;
inline constexpr Commands doctor = 1 << 5;
inline constexpr Commands show = 1 << 6;
inline constexpr Commands run = 1 << 7;
inline constexpr Commands status = 1 << 8;
inline constexpr Commands history = 1 << 9;
inline constexpr Commands reload = 1 << 10;
inline constexpr Commands pause = 1 << 11;
inline constexpr Commands resume = 1 << 12;
inline constexpr Commands ack_restart = 1 << 13;
inline constexpr Commands rotate = 1 << 14;
inline constexpr Commands bootstrap = 1 << 15;
inline constexpr Commands standalone = 1 << 16;
inline constexpr Commands health = 1 << 17;
inline constexpr Commands token = 1 << 18;
inline constexpr Commands all = (1 << 19) - 1;

} // namespace on

/// Where the value of an option goes. A text may be given once, a list several times.
using Place = std::variant<bool& (*)(Typed&), std::optional<std::string>& (*)(Typed&),
                           std::vector<std::string>& (*)(Typed&)>;

/// An option, or what it means to some commands: one whose name stands in several rows has a text for each.
struct Option
{
    std::string_view spelling; ///< as in the help: "-c, --config FILE"
    Commands commands = 0;     ///< whose help names it
    Place place;
    std::string_view text;       ///< for a terminal, without a full stop
    bool everywhere = false;     ///< the other commands take it, too
    char letter = 0;             ///< 'c'; 0: it has none
    std::string_view name = {};  ///< "--config"
    std::string_view value = {}; ///< "FILE"; empty: it takes none
};

std::span<const Option> options();

/// The options that a command takes, in the order of its help: those in it, then those it only takes. Each
/// name once.
std::vector<const Option*> options_of(Commands command);

} // namespace idpsync::cli
