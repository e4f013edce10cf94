#include "cli/asked.hpp"

#include "cli/commands.hpp"
#include "cli/option_misuse.hpp"
#include "core/enumerators.hpp"
#include "core/joined.hpp"
#include "core/provider.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace idpsync::cli {
namespace {

constexpr std::size_t longest_token_life = 365; // in days; NetBird refuses more

Arguments usage_error(std::string message, std::string_view command)
{
    return UsageError{std::move(message), next_step_for(command)};
}

/// As far as a slip of the hand goes; NetBird looks closer.
bool is_address(const std::string& email)
{
    const auto at = email.find('@');
    return at != std::string::npos && at != 0 && at + 1 < email.size() &&
           email.find_first_of(" \t\n\r") == std::string::npos;
}

/// What `apply` and `reload` take.
template <class Options>
Arguments asked_pass(const Typed& typed, std::string_view command)
{
    auto others = typed.flags;
    others.restore_settings = false;
    others.agreed_changes = false;
    const bool does_more = !typed.keys.empty() || !typed.force_preflight.empty() || others != PassFlags();
    if (typed.flags.restore_settings && does_more)
        return usage_error("--restore-settings does nothing else: leave KEYs and the other options out",
                           command);
    return Options{typed};
}

Arguments no_such_type(const std::string& word)
{
    std::vector<std::string_view> types;
    for (const auto type : enumerators<ProviderType>())
        types.push_back(to_string(type));
    const auto meant = nearest(word, types.data(), types.size());
    return usage_error("--type takes " + joined(types) + ", not " + idpsync::quoted(word) +
                           (meant.empty() ? std::string() : "; did you mean " + std::string(meant) + "?"),
                       "show");
}

Arguments asked_registration(const Typed& typed)
{
    RegistrationOptions options{.common = typed.common, .keys = typed.keys, .type = {}};
    if (!typed.type)
        return options;
    if (!typed.keys.empty())
        return usage_error("--type is for a provider that is not declared: leave KEYs out", "show");
    options.type = enumerator_of<ProviderType>(*typed.type);
    if (!options.type)
        return no_such_type(*typed.type);
    return options;
}

/// Nothing: it is none of those that the command knows, or --json says another one.
std::optional<Format> asked_format(const Typed& typed, std::span<const Format> known)
{
    if (!typed.format)
        return typed.common.json ? Format::json : Format::text;
    const auto format = enumerator_of<Format>(*typed.format);
    const bool fits = format && std::ranges::find(known, *format) != known.end() &&
                      (!typed.common.json || *format == Format::json);
    return fits ? format : std::nullopt;
}

Arguments no_such_format(const Typed& typed, std::span<const Format> known, std::string_view command)
{
    std::vector<std::string_view> names;
    for (const auto format : known)
        names.push_back(to_string(format));
    if (std::ranges::find(names, *typed.format) != names.end())
        return usage_error("--json and --format " + *typed.format + " ask for two formats: leave one out",
                           command);
    const auto meant = nearest(*typed.format, names.data(), names.size());
    return usage_error("--format takes " + joined(names) + ", not " + idpsync::quoted(*typed.format) +
                           (meant.empty() ? std::string() : "; did you mean " + std::string(meant) + "?"),
                       command);
}

} // namespace

Arguments asked_check(const Typed& typed)
{
    const auto format = asked_format(typed, formats_of_check);
    if (!format)
        return no_such_format(typed, formats_of_check, "check");
    return CheckOptions{.common = typed.common, .format = *format, .secrets = !typed.no_secrets};
}

Arguments asked_plan(const Typed& typed)
{
    const auto format = asked_format(typed, formats_of_plan);
    if (!format)
        return no_such_format(typed, formats_of_plan, "plan");
    return PlanOptions{.common = typed.common,
                       .format = *format,
                       .keys = typed.keys,
                       .force_preflight = typed.force_preflight,
                       .files = typed.files,
                       .brief = typed.brief};
}

Arguments asked_apply(const Typed& typed)
{
    return asked_pass<ApplyOptions>(typed, "apply");
}

Arguments asked_reload(const Typed& typed)
{
    return asked_pass<ReloadOptions>(typed, "reload");
}

Arguments asked_rotate(const Typed& typed)
{
    if (typed.keys.empty())
        return usage_error("rotate needs to know which: name the KEY of a provider", "rotate");
    RotateOptions options{typed};
    options.flags.rotate = true;
    return options;
}

Arguments asked_import(const Typed& typed)
{
    if (typed.common.json)
        return usage_error("import prints YAML, not JSON; leave --json out", "import");
    return ImportOptions{.common = typed.common, .directory = typed.directory, .all = typed.all};
}

Arguments asked_doctor(const Typed& typed)
{
    DoctorOptions doctor{
        .common = typed.common, .keys = typed.keys, .login = std::nullopt, .server = typed.server};
    if (!typed.login && (typed.redirect || typed.netbird_log || typed.yes))
        return usage_error("--redirect, --netbird-log and --yes are for a login: add --login KEY", "doctor");
    if (!typed.login)
        return doctor;
    if (!typed.keys.empty())
        return usage_error("--login takes one key and does nothing else: leave other KEYs out", "doctor");
    const auto redirect =
        diagnose::LoopbackRedirect::parse(typed.redirect.value_or(std::string(diagnose::usual_redirect)));
    if (redirect.has_error())
        return usage_error("--redirect: " + redirect.error().message, "doctor");
    doctor.login = LoginOptions{
        .key = *typed.login, .redirect = *redirect, .netbird_log = typed.netbird_log, .yes = typed.yes};
    return doctor;
}

Arguments asked_show(const Typed& typed)
{
    const auto what = typed.word.value_or("");
    if (what == "registration")
        return asked_registration(typed);
    if (what != "redirect-uri")
        return usage_error(what.empty()
                               ? "show needs to know what: redirect-uri or registration"
                               : "show knows redirect-uri and registration, not " + idpsync::quoted(what),
                           "show");
    if (!typed.keys.empty() || typed.type)
        return usage_error("show redirect-uri takes no KEY and no --type: the URI is the same for every "
                           "provider",
                           "show");
    return ShowOptions{.common = typed.common};
}

Arguments asked_bootstrap(const Typed& typed)
{
    const auto email = typed.owner_email.value_or("");
    if (!is_address(email))
        return usage_error(email.empty()
                               ? "bootstrap needs to know the owner: add --owner-email EMAIL"
                               : "--owner-email " + idpsync::quoted(email) + " is no e-mail address",
                           "bootstrap");
    const auto life = whole_number(typed.token_life.value_or(std::to_string(longest_token_life)), 1);
    if (!life || *life > longest_token_life)
        return usage_error("--token-life takes days, 1 to 365, not " + idpsync::quoted(*typed.token_life),
                           "bootstrap");
    if (typed.existing_owner && typed.netbird_config)
        return usage_error("--existing-owner says that NetBird has an owner, and --netbird-config makes one: "
                           "leave one of them out",
                           "bootstrap");
    return BootstrapOptions{.common = typed.common,
                            .url = typed.url,
                            .owner_email = email,
                            .owner_name = typed.owner_name.value_or(email),
                            .password_file = typed.owner_password_file,
                            .netbird_config = typed.netbird_config,
                            .existing_owner = typed.existing_owner,
                            .any_address = typed.any_address,
                            .service_user = typed.service_user.value_or("netbird-idp-sync"),
                            .token_life = std::chrono::days(*life),
                            .ca_file = typed.ca_file};
}

Arguments asked_run(const Typed& typed)
{
    if (typed.common.json)
        return usage_error(
            "run writes a log, not a document; leave --json out and set `log: { format: json }`", "run");
    return RunOptions{.common = typed.common};
}

Arguments asked_status(const Typed& typed)
{
    const auto& common = typed.common;
    const bool one_daemon =
        typed.watch || !typed.keys.empty() || !common.instance.empty() || common.config_named;
    if (typed.all_instances && one_daemon)
        return usage_error("--all-instances asks every daemon: leave KEYs, --watch, --instance and -c out",
                           "status");
    return StatusOptions{.common = common,
                         .keys = typed.keys,
                         .watch = typed.watch,
                         .problems = typed.problems,
                         .all_instances = typed.all_instances};
}

Arguments asked_health(const Typed& typed)
{
    return HealthOptions{.common = typed.common};
}

Arguments asked_history(const Typed& typed)
{
    HistoryOptions history{.common = typed.common, .keys = typed.keys};
    const auto lines = typed.lines ? whole_number(*typed.lines, 1) : history.lines;
    if (!lines)
        return usage_error(no_whole_number("-n", *typed.lines, 1), "history");
    history.lines = *lines;
    return history;
}

Arguments asked_pause(const Typed& typed)
{
    return PauseOptions{.common = typed.common, .duration = typed.word};
}

Arguments asked_resume(const Typed& typed)
{
    return ResumeOptions{.common = typed.common};
}

Arguments asked_acknowledge(const Typed& typed)
{
    AcknowledgeOptions options{.common = typed.common, .generation = std::nullopt};
    if (typed.generation && !(options.generation = whole_number(*typed.generation, 1)))
        return usage_error(no_whole_number("--generation", *typed.generation, 1), "ack-restart");
    return options;
}

Arguments asked_standalone(const Typed& typed)
{
    const auto what = typed.word.value_or("");
    if (what == "client" && (typed.yes || typed.management_json))
        return usage_error(std::string(typed.yes ? "--yes" : "--management-json") +
                               " is for standalone render",
                           "standalone");
    if (what == "client")
        return StandaloneClientOptions{.common = typed.common, .write = typed.write};
    if (what != "render")
        return usage_error(typed.word ? "standalone knows render and client, not " + idpsync::quoted(what)
                                      : "standalone needs to know what: render or client",
                           "standalone");
    if (typed.yes && !typed.write)
        return usage_error("--yes is for writing: add --write", "standalone");
    return StandaloneOptions{.common = typed.common,
                             .write = typed.write,
                             .management_json = typed.management_json,
                             .yes = typed.yes};
}

Arguments asked_token(const Typed& typed)
{
    const auto action = typed.word.value_or("");
    if (action != "show" && action != "renew")
        return usage_error(typed.word ? "token knows show and renew, not " + idpsync::quoted(action)
                                      : "token needs to know what: show or renew",
                           "token");
    TokenOptions options{.common = typed.common, .renew = action == "renew", .days = {}};
    if (!typed.days)
        return options;
    const auto days = whole_number(*typed.days, 1);
    if (!options.renew)
        return usage_error("--days is for a new token: write token renew", "token");
    if (!days || *days > longest_token_life)
        return usage_error("--days takes days, 1 to 365, not " + idpsync::quoted(*typed.days), "token");
    options.days = std::chrono::days(*days);
    return options;
}

} // namespace idpsync::cli
