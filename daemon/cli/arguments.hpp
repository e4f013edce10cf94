#pragma once

// The command line, parsed. Pure: nothing is read, printed or ended here.

#include "core/enumerators.hpp"
#include "core/pass_flags.hpp"
#include "core/provider.hpp"
#include "diagnose/login_callback.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace idpsync::cli {

/// What every command takes.
struct CommonOptions
{
    std::string config = "/etc/netbird-idp-sync/config.yaml";
    bool config_named = false;                    ///< with -c, and not by default or for an instance
    std::optional<std::string> state_directory;   ///< nothing: see state_directory_from()
    std::optional<std::string> runtime_directory; ///< nothing: see runtime_directory_from()
    std::string instance; ///< of netbird-idp-sync@NAME, whose places the above then are; empty: the only one
    bool verbose = false;
    bool log = false; ///< events on standard error, by the `log` settings
    bool json = false;
};

/// How `plan` and `check` print; each knows some of them. The names are those of the command line.
BOOST_DEFINE_ENUM_CLASS(Format,
                        text,     ///< for a terminal
                        json,     ///< as --json
                        markdown, ///< for a comment on a pull request
                        github,   ///< commands of a GitHub workflow: each error at its line
                        sarif     ///< SARIF 2.1.0, for code scanning
)

inline constexpr std::array formats_of_plan{Format::text, Format::json, Format::markdown};
inline constexpr std::array formats_of_check{Format::text, Format::json, Format::github, Format::sarif};

struct CheckOptions
{
    CommonOptions common;
    Format format = Format::text; ///< of formats_of_check
    bool secrets = true;          ///< also try to read the token and every client secret
};

struct PlanOptions
{
    CommonOptions common;
    Format format = Format::text;             ///< of formats_of_plan
    std::vector<std::string> keys;            ///< as typed; empty: all
    std::vector<std::string> force_preflight; ///< keys, as typed
    std::optional<std::string> files; ///< a directory with other files, or "-"; nothing: those in place
    bool brief = false;               ///< one line for each provider, problems in full
};

/// What `apply` and `reload` take.
struct PassOptions
{
    CommonOptions common;
    std::vector<std::string> keys;            ///< as typed; empty: all
    std::vector<std::string> force_preflight; ///< keys, as typed
    PassFlags flags; ///< restore_settings without keys and others; agreed_changes: go ahead with deletes, too
    bool brief = false; ///< one line for each provider, problems in full
};

struct ApplyOptions : PassOptions
{};

struct ReloadOptions : PassOptions
{};

struct RotateOptions : PassOptions
{};

struct ImportOptions
{
    CommonOptions common;                 ///< never json
    std::optional<std::string> directory; ///< where files are written; nothing: to standard output
    bool all = false;                     ///< also what is declared already
};

struct BootstrapOptions
{
    CommonOptions common;
    std::optional<std::string> url; ///< as typed; nothing: the configuration's
    std::string owner_email;
    std::string owner_name;
    std::optional<std::string> password_file;  ///< nothing: asked at the terminal
    std::optional<std::string> netbird_config; ///< as typed; nothing: the owner is made by /api/setup
    bool existing_owner = false;
    bool any_address = false;
    std::string service_user;
    std::chrono::days token_life{365};
    std::optional<std::string> ca_file; ///< as typed; of a configuration that is to be written
};

struct RunOptions
{
    CommonOptions common; ///< without json
};

/// `doctor --login KEY`.
struct LoginOptions
{
    std::string key; ///< as typed
    diagnose::LoopbackRedirect redirect;
    std::optional<std::string> netbird_log; ///< a file, or "-"
    bool yes = false;
};

struct DoctorOptions
{
    CommonOptions common;
    std::vector<std::string> keys;     ///< as typed; empty: all
    std::optional<LoginOptions> login; ///< without keys
    bool server = false;               ///< of a standalone NetBird: what it hands out
};

/// `show redirect-uri`.
struct ShowOptions
{
    CommonOptions common;
};

/// `show registration`.
struct RegistrationOptions
{
    CommonOptions common;
    std::vector<std::string> keys;    ///< as typed; empty: all
    std::optional<ProviderType> type; ///< of one that is not declared; without keys
};

struct StatusOptions
{
    CommonOptions common;
    std::vector<std::string> keys; ///< as typed; empty: all
    bool watch = false;            ///< go on until it is interrupted
    bool problems = false;         ///< show nothing that is well
    bool all_instances = false;    ///< of every daemon that has a socket; without keys and watch
};

struct HealthOptions
{
    CommonOptions common;
};

struct HistoryOptions
{
    CommonOptions common;          ///< the configuration is not read
    std::vector<std::string> keys; ///< as typed; empty: all
    std::size_t lines = 50;        ///< at most so many, the last
};

struct PauseOptions
{
    CommonOptions common;
    std::optional<std::string> duration; ///< as typed
};

struct ResumeOptions
{
    CommonOptions common;
};

struct AcknowledgeOptions
{
    CommonOptions common;
    std::optional<std::uint64_t> generation; ///< nothing: whichever restart was needed
};

/// `standalone client`.
struct StandaloneClientOptions
{
    CommonOptions common;
    bool write = false; ///< else the plan is shown alone
};

/// `standalone render`.
struct StandaloneOptions
{
    CommonOptions common;
    bool write = false;           ///< else the differences are shown alone
    bool management_json = false; ///< also that file
    bool yes = false;             ///< write although users get other ids
};

/// `token show` and `token renew`.
struct TokenOptions
{
    CommonOptions common;
    bool renew = false;                    ///< else it is shown alone
    std::optional<std::chrono::days> days; ///< how long the new one lives; nothing: as long as the one before
};

/// `__complete`, which the completions of shells run: the keys that the files declare, one on each line.
struct CompleteOptions
{
    CommonOptions common;
};

/// `--help` or `--version`, in any spelling: the text to print.
struct Information
{
    std::string text;
};

/// The command line cannot be understood: what is wrong, with the nearest valid spelling, and where to look.
struct UsageError
{
    std::string message;
    std::string next;
};

using Arguments = std::variant<CheckOptions, PlanOptions, ApplyOptions, ImportOptions, BootstrapOptions,
                               RunOptions, DoctorOptions, ShowOptions, RegistrationOptions, StatusOptions,
                               HealthOptions, HistoryOptions, ReloadOptions, RotateOptions, PauseOptions,
                               ResumeOptions, AcknowledgeOptions, StandaloneOptions, StandaloneClientOptions,
                               TokenOptions, CompleteOptions, Information, UsageError>;

/// `arguments` are those behind the program's name.
Arguments parse_arguments(const std::vector<std::string>& arguments);

} // namespace idpsync::cli
