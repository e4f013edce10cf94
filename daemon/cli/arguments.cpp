#include "cli/arguments.hpp"

#include "cli/help.hpp"
#include "core/provider.hpp"
#include "core/text.hpp"
#include "service/version.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace idpsync::cli {
namespace {

constexpr auto command_names =
    std::to_array<std::string_view>({"check", "plan", "apply", "import", "run", "doctor", "show", "status",
                                     "history", "reload", "pause", "resume", "ack-restart"});

std::string next_step_for(std::string_view command)
{
    return "see `netbird-idp-sync " + (command.empty() ? "" : std::string(command) + ' ') + "--help`";
}

std::string did_you_mean(std::string_view nearest)
{
    return nearest.empty() ? std::string() : "; did you mean " + std::string(nearest) + "?";
}

/// CLI11's parser, set up for our commands.
class Parser
{
public:
    Parser();

    Arguments parse(const std::vector<std::string>& arguments);

private:
    CLI::App* add_command(const std::string& name);
    void add_common_options(CLI::App& command);
    static void add_keys_option(CLI::App& command, std::vector<std::string>& keys);
    template <class Options>
    void add_pass_options(CLI::App& command, Options& options);
    void add_information_flags(CLI::App& command);
    [[nodiscard]] const CLI::App& used_command() const;
    [[nodiscard]] std::optional<UsageError> leftovers() const;
    [[nodiscard]] Arguments result() const;
    [[nodiscard]] std::optional<UsageError> use_instance(const std::string& command);
    template <class Options>
    [[nodiscard]] Arguments pass_result(Options options, const std::string& command) const;
    [[nodiscard]] Arguments import_result() const;
    [[nodiscard]] Arguments run_result() const;
    [[nodiscard]] Arguments doctor_result() const;
    [[nodiscard]] Arguments show_result() const;

    CLI::App app_;
    CLI::App* check_command_;
    CLI::App* plan_command_;
    CLI::App* apply_command_;
    CLI::App* import_command_;
    CLI::App* run_command_;
    CLI::App* doctor_command_;
    CLI::App* show_command_;
    CLI::App* status_command_;
    CLI::App* history_command_;
    CLI::App* reload_command_;
    CLI::App* pause_command_;
    CLI::App* resume_command_;
    CLI::App* acknowledge_command_;
    CommonOptions common_; ///< before the command or after it
    std::optional<std::string> config_;
    std::optional<std::string> instance_;
    CheckOptions check_;
    PlanOptions plan_;
    ApplyOptions apply_;
    ImportOptions import_;
    std::vector<std::string> doctor_keys_;
    std::optional<std::string> login_key_;
    std::optional<std::string> redirect_;
    std::optional<std::string> netbird_log_;
    bool login_yes_ = false;
    std::string shown_;
    StatusOptions status_;
    HistoryOptions history_;
    ReloadOptions reload_;
    PauseOptions pause_;
    AcknowledgeOptions acknowledge_;
    bool no_secrets_ = false;
    bool help_ = false;
    bool version_ = false;
};

Parser::Parser()
    : check_command_(add_command("check")),
      plan_command_(add_command("plan")),
      apply_command_(add_command("apply")),
      import_command_(add_command("import")),
      run_command_(add_command("run")),
      doctor_command_(add_command("doctor")),
      show_command_(add_command("show")),
      status_command_(add_command("status")),
      history_command_(add_command("history")),
      reload_command_(add_command("reload")),
      pause_command_(add_command("pause")),
      resume_command_(add_command("resume")),
      acknowledge_command_(add_command("ack-restart"))
{
    app_.set_help_flag();
    app_.require_subcommand(0, 1);
    app_.allow_extras();
    add_common_options(app_);
    add_information_flags(app_);

    check_command_->add_flag("--no-secrets", no_secrets_);
    plan_command_->add_option("KEY", plan_.keys);
    add_keys_option(*plan_command_, plan_.force_preflight);
    add_pass_options(*apply_command_, apply_);
    add_pass_options(*reload_command_, reload_);
    import_command_->add_option("--write", import_.directory)->type_name("DIR");
    import_command_->add_flag("--all", import_.all);
    doctor_command_->add_option("KEY", doctor_keys_);
    doctor_command_->add_option("--login", login_key_)->type_name("KEY");
    doctor_command_->add_option("--redirect", redirect_)->type_name("URL");
    doctor_command_->add_option("--netbird-log", netbird_log_)->type_name("FILE");
    doctor_command_->add_flag("-y,--yes", login_yes_);
    show_command_->add_option("WHAT", shown_);
    status_command_->add_flag("--watch", status_.watch);
    history_command_->add_option("KEY", history_.keys);
    history_command_->add_option("-n,--lines", history_.lines)->type_name("N");
    pause_command_->add_option("DURATION", pause_.duration);
    acknowledge_command_->add_option("--generation", acknowledge_.generation)->type_name("N");
}

template <class Options>
void Parser::add_pass_options(CLI::App& command, Options& options)
{
    command.add_option("KEY", options.keys);
    command.add_flag("-y,--yes", options.yes);
    add_keys_option(command, options.force_preflight);
    command.add_flag("--prune-now", options.prune_now);
    command.add_flag("--new-server", options.new_server);
    command.add_flag("--rebuild-ledger", options.rebuild_ledger);
    command.add_flag("--restore-settings", options.restore_settings);
}

CLI::App* Parser::add_command(const std::string& name)
{
    auto* command = app_.add_subcommand(name);
    command->set_help_flag();
    // What is left over is told in our own words, with the nearest spelling.
    command->allow_extras();
    add_common_options(*command);
    add_information_flags(*command);
    return command;
}

void Parser::add_common_options(CLI::App& command)
{
    command.add_option("-c,--config", config_)->type_name("FILE");
    command.add_option("--state-dir", common_.state_directory)->type_name("DIR");
    command.add_option("--runtime-dir", common_.runtime_directory)->type_name("DIR");
    command.add_option("--instance", instance_)->type_name("NAME");
    command.add_flag("-v,--verbose", common_.verbose);
    command.add_flag("--json", common_.json);
}

/// Takes one key each time it is given.
void Parser::add_keys_option(CLI::App& command, std::vector<std::string>& keys)
{
    command.add_option("--force-preflight", keys)->type_name("KEY")->allow_extra_args(false);
}

void Parser::add_information_flags(CLI::App& command)
{
    command.add_flag("-h,--help", help_);
    command.add_flag("--version", version_);
}

Arguments Parser::parse(const std::vector<std::string>& arguments)
{
    try
    {
        // CLI11 takes its arguments from the back.
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        app_.parse(std::move(reversed));
    }
    catch (const CLI::ParseError& error)
    {
        const auto command = used_command().get_name();
        return UsageError{escaped(error.what()), next_step_for(command)};
    }
    const auto command = used_command().get_name();
    if (help_)
        return Information{std::string(help_text(command))};
    if (version_)
        return Information{"netbird-idp-sync " + std::string(service::version()) + '\n'};
    if (auto error = leftovers())
        return std::move(*error);
    if (command.empty())
        return UsageError{"no command was given", next_step_for("")};
    if (auto error = use_instance(command))
        return std::move(*error);
    return result();
}

const CLI::App& Parser::used_command() const
{
    const auto used = app_.get_subcommands();
    return used.empty() ? app_ : *used.front();
}

std::string_view nearest_option(std::string_view word, const CLI::App& command,
                                std::vector<std::string>& storage)
{
    for (const auto* option : command.get_options())
        for (const auto& name : option->get_lnames())
            storage.push_back("--" + name);
    const std::vector<std::string_view> names(storage.begin(), storage.end());
    return nearest(word.substr(0, word.find('=')), names.data(), names.size());
}

std::optional<UsageError> Parser::leftovers() const
{
    const auto extras = app_.remaining(true);
    const auto first =
        std::find_if(extras.begin(), extras.end(), [](const std::string& one) { return one != "--"; });
    if (first == extras.end())
        return std::nullopt;

    const auto& command = used_command();
    const auto next = next_step_for(command.get_name());
    if (first->starts_with('-'))
    {
        std::vector<std::string> storage;
        return UsageError{"unknown option " + escaped(*first) +
                              did_you_mean(nearest_option(*first, command, storage)),
                          next};
    }
    if (command.get_name().empty())
        return UsageError{"unknown command " + idpsync::quoted(*first) +
                              did_you_mean(nearest(*first, command_names.data(), command_names.size())),
                          next};
    return UsageError{command.get_name() + " takes no argument " + idpsync::quoted(*first), next};
}

/// The places of an instance, where no other was named.
std::optional<UsageError> Parser::use_instance(const std::string& command)
{
    if (config_)
        common_.config = *config_;
    if (!instance_)
        return std::nullopt;
    const auto name = ProviderKey::parse(*instance_);
    if (!name)
        return UsageError{"--instance " + idpsync::quoted(*instance_) +
                              " is no name of an instance: lower-case letters, digits and hyphens",
                          next_step_for(command)};
    common_.instance = name->str();
    if (!config_)
        common_.config = "/etc/netbird-idp-sync/" + name->str() + "/config.yaml";
    if (!common_.state_directory)
        common_.state_directory = "/var/lib/netbird-idp-sync/" + name->str();
    if (!common_.runtime_directory)
        common_.runtime_directory = "/run/netbird-idp-sync/" + name->str();
    return std::nullopt;
}

Arguments Parser::result() const
{
    const auto with_common = [this](auto options) -> Arguments {
        options.common = common_;
        return options;
    };
    if (check_command_->parsed())
    {
        auto check = check_;
        check.common = common_;
        check.secrets = !no_secrets_;
        return check;
    }
    if (plan_command_->parsed())
        return with_common(plan_);
    if (status_command_->parsed())
        return with_common(status_);
    if (history_command_->parsed())
        return with_common(history_);
    if (pause_command_->parsed())
        return with_common(pause_);
    if (resume_command_->parsed())
        return with_common(ResumeOptions());
    if (acknowledge_command_->parsed())
        return with_common(acknowledge_);
    if (import_command_->parsed())
        return import_result();
    if (run_command_->parsed())
        return run_result();
    if (doctor_command_->parsed())
        return doctor_result();
    if (show_command_->parsed())
        return show_result();
    if (reload_command_->parsed())
        return pass_result(reload_, "reload");
    return pass_result(apply_, "apply");
}

template <class Options>
Arguments Parser::pass_result(Options options, const std::string& command) const
{
    options.common = common_;
    const bool does_more = !options.keys.empty() || options.prune_now || options.new_server ||
                           options.rebuild_ledger || !options.force_preflight.empty();
    if (options.restore_settings && does_more)
        return UsageError{"--restore-settings does nothing else: leave KEYs and the other options out",
                          next_step_for(command)};
    return options;
}

Arguments Parser::import_result() const
{
    if (common_.json)
        return UsageError{"import prints YAML, not JSON; leave --json out", next_step_for("import")};
    auto import = import_;
    import.common = common_;
    return import;
}

Arguments Parser::run_result() const
{
    if (common_.json)
        return UsageError{
            "run writes a log, not a document; leave --json out and set `log: { format: json }`",
            next_step_for("run")};
    return RunOptions{.common = common_};
}

Arguments Parser::doctor_result() const
{
    DoctorOptions doctor{.common = common_, .keys = doctor_keys_, .login = std::nullopt};
    if (!login_key_ && (redirect_ || netbird_log_ || login_yes_))
        return UsageError{"--redirect, --netbird-log and --yes are for a login: add --login KEY",
                          next_step_for("doctor")};
    if (!login_key_)
        return doctor;
    if (login_key_->starts_with('-')) // the parser takes whatever follows
        return UsageError{"--login needs the KEY of a provider, not " + idpsync::quoted(*login_key_),
                          next_step_for("doctor")};
    if (!doctor_keys_.empty())
        return UsageError{"--login takes one key and does nothing else: leave other KEYs out",
                          next_step_for("doctor")};
    const auto redirect =
        diagnose::LoopbackRedirect::parse(redirect_.value_or(std::string(diagnose::usual_redirect)));
    if (redirect.has_error())
        return UsageError{"--redirect: " + redirect.error().message, next_step_for("doctor")};
    doctor.login = LoginOptions{
        .key = *login_key_, .redirect = *redirect, .netbird_log = netbird_log_, .yes = login_yes_};
    return doctor;
}

Arguments Parser::show_result() const
{
    if (shown_ != "redirect-uri")
        return UsageError{shown_.empty() ? "show needs to know what: redirect-uri"
                                         : "show knows redirect-uri, not " + idpsync::quoted(shown_),
                          next_step_for("show")};
    return ShowOptions{.common = common_};
}

} // namespace

Arguments parse_arguments(const std::vector<std::string>& arguments)
{
    return Parser().parse(arguments);
}

} // namespace idpsync::cli
