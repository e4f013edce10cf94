#include "cli/commands.hpp"

#include "cli/option_misuse.hpp"
#include "core/text.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <memory>

namespace idpsync::cli {
namespace {

/// A command without options of its own, or with those of `options`.
template <class Options>
Asked asked_for(std::shared_ptr<Options> options)
{
    return [options = std::move(options)](const CommonOptions& common) -> Arguments {
        options->common = common;
        return std::move(*options);
    };
}

/// Takes one key each time it is given.
void add_keys_option(CLI::App& app, std::vector<std::string>& keys)
{
    app.add_option("--force-preflight", keys)->type_name("KEY")->allow_extra_args(false);
}

Asked add_check(CLI::App& app)
{
    auto options = std::make_shared<CheckOptions>();
    app.add_flag_callback("--no-secrets", [options] { options->secrets = false; });
    return asked_for(options);
}

Asked add_plan(CLI::App& app)
{
    auto options = std::make_shared<PlanOptions>();
    app.add_option("KEY", options->keys);
    add_keys_option(app, options->force_preflight);
    app.add_option("--files", options->files)->type_name("DIR");
    app.add_flag("--brief", options->brief);
    return asked_for(options);
}

/// `apply` and `reload`.
template <class Options>
Asked add_pass(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    app.add_option("KEY", options->keys);
    app.add_flag("-y,--yes", options->yes);
    add_keys_option(app, options->force_preflight);
    app.add_flag("--prune-now", options->prune_now);
    app.add_flag("--new-server", options->new_server);
    app.add_flag("--rebuild-ledger", options->rebuild_ledger);
    app.add_flag("--restore-settings", options->restore_settings);
    app.add_flag("--adopt", options->adopt);
    app.add_flag("--brief", options->brief);
    return [options, name = app.get_name()](const CommonOptions& common) -> Arguments {
        const bool does_more = !options->keys.empty() || options->prune_now || options->new_server ||
                               options->rebuild_ledger || options->adopt || !options->force_preflight.empty();
        if (options->restore_settings && does_more)
            return UsageError{"--restore-settings does nothing else: leave KEYs and the other options out",
                              next_step_for(name)};
        return asked_for(options)(common);
    };
}

Asked add_import(CLI::App& app)
{
    auto options = std::make_shared<ImportOptions>();
    app.add_option("--write", options->directory)->type_name("DIR");
    app.add_flag("--all", options->all);
    return [options](const CommonOptions& common) -> Arguments {
        if (common.json)
            return UsageError{"import prints YAML, not JSON; leave --json out", next_step_for("import")};
        return asked_for(options)(common);
    };
}

Asked add_run(CLI::App&)
{
    return [](const CommonOptions& common) -> Arguments {
        if (common.json)
            return UsageError{
                "run writes a log, not a document; leave --json out and set `log: { format: json }`",
                next_step_for("run")};
        return RunOptions{.common = common};
    };
}

/// `doctor` as it was typed.
struct TypedDoctor
{
    std::vector<std::string> keys;
    std::optional<std::string> login;
    std::optional<std::string> redirect;
    std::optional<std::string> netbird_log;
    bool yes = false;
};

Arguments asked_of_doctor(const TypedDoctor& typed, const CommonOptions& common)
{
    const auto next = next_step_for("doctor");
    DoctorOptions doctor{.common = common, .keys = typed.keys, .login = std::nullopt};
    if (!typed.login && (typed.redirect || typed.netbird_log || typed.yes))
        return UsageError{"--redirect, --netbird-log and --yes are for a login: add --login KEY", next};
    if (!typed.login)
        return doctor;
    if (!typed.keys.empty())
        return UsageError{"--login takes one key and does nothing else: leave other KEYs out", next};
    const auto redirect =
        diagnose::LoopbackRedirect::parse(typed.redirect.value_or(std::string(diagnose::usual_redirect)));
    if (redirect.has_error())
        return UsageError{"--redirect: " + redirect.error().text(), next};
    doctor.login = LoginOptions{
        .key = *typed.login, .redirect = *redirect, .netbird_log = typed.netbird_log, .yes = typed.yes};
    return doctor;
}

Asked add_doctor(CLI::App& app)
{
    auto typed = std::make_shared<TypedDoctor>();
    app.add_option("KEY", typed->keys);
    app.add_option("--login", typed->login)->type_name("KEY");
    app.add_option("--redirect", typed->redirect)->type_name("URL");
    app.add_option("--netbird-log", typed->netbird_log)->type_name("FILE");
    app.add_flag("-y,--yes", typed->yes);
    return [typed](const CommonOptions& common) { return asked_of_doctor(*typed, common); };
}

Asked add_show(CLI::App& app)
{
    auto what = std::make_shared<std::string>();
    app.add_option("WHAT", *what);
    return [what](const CommonOptions& common) -> Arguments {
        if (*what != "redirect-uri")
            return UsageError{what->empty() ? "show needs to know what: redirect-uri"
                                            : "show knows redirect-uri, not " + idpsync::quoted(*what),
                              next_step_for("show")};
        return ShowOptions{.common = common};
    };
}

Asked add_status(CLI::App& app)
{
    auto options = std::make_shared<StatusOptions>();
    app.add_option("KEY", options->keys);
    app.add_flag("--watch", options->watch);
    app.add_flag("--problems", options->problems);
    app.add_flag("--all-instances", options->all_instances);
    return [options](const CommonOptions& common) -> Arguments {
        const bool one_daemon =
            options->watch || !options->keys.empty() || !common.instance.empty() || common.config_named;
        if (options->all_instances && one_daemon)
            return UsageError{"--all-instances asks every daemon: leave KEYs, --watch, --instance and -c out",
                              next_step_for("status")};
        auto status = *options;
        status.common = common;
        return status;
    };
}

Asked add_history(CLI::App& app)
{
    auto options = std::make_shared<HistoryOptions>();
    const auto lines = std::make_shared<std::optional<std::string>>();
    app.add_option("KEY", options->keys);
    app.add_option("-n,--lines", *lines)->type_name("N");
    return [options, lines](const CommonOptions& common) -> Arguments {
        const auto number = *lines ? whole_number(**lines, 1) : options->lines;
        if (!number)
            return UsageError{no_whole_number("-n", **lines, 1), next_step_for("history")};
        options->lines = *number;
        return asked_for(options)(common);
    };
}

Asked add_pause(CLI::App& app)
{
    auto options = std::make_shared<PauseOptions>();
    app.add_option("DURATION", options->duration);
    return asked_for(options);
}

Asked add_resume(CLI::App&)
{
    return asked_for(std::make_shared<ResumeOptions>());
}

Asked add_acknowledge(CLI::App& app)
{
    auto options = std::make_shared<AcknowledgeOptions>();
    const auto generation = std::make_shared<std::optional<std::string>>();
    app.add_option("--generation", *generation)->type_name("N");
    return [options, generation](const CommonOptions& common) -> Arguments {
        if (*generation && !(options->generation = whole_number(**generation, 1)))
            return UsageError{no_whole_number("--generation", **generation, 1), next_step_for("ack-restart")};
        return asked_for(options)(common);
    };
}

constexpr auto table = std::to_array<Command>({{"check", add_check},
                                               {"plan", add_plan},
                                               {"apply", add_pass<ApplyOptions>},
                                               {"import", add_import},
                                               {"run", add_run},
                                               {"doctor", add_doctor},
                                               {"show", add_show},
                                               {"status", add_status},
                                               {"history", add_history},
                                               {"reload", add_pass<ReloadOptions>},
                                               {"pause", add_pause},
                                               {"resume", add_resume},
                                               {"ack-restart", add_acknowledge}});

} // namespace

std::span<const Command> commands()
{
    return table;
}

std::string next_step_for(std::string_view command)
{
    return "see `netbird-idp-sync " + (command.empty() ? "" : std::string(command) + ' ') + "--help`";
}

} // namespace idpsync::cli
