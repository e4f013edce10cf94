#include "cli/arguments.hpp"

#include "cli/commands.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/help.hpp"
#include "cli/option_misuse.hpp"
#include "core/provider.hpp"
#include "core/text.hpp"
#include "service/version.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <variant>

namespace idpsync::cli {
namespace {

std::string version_text()
{
    return "netbird-idp-sync " + std::string(service::version()) + '\n';
}

/// CLI11's parser, set up for the commands that a line may mean.
class Parser
{
public:
    explicit Parser(const std::vector<std::string>& arguments);

    Arguments parse();

private:
    void add_options(CLI::App& app, Commands command);
    void add_argument(CLI::App& app, Argument argument);
    [[nodiscard]] const CLI::App& used_command() const;
    [[nodiscard]] std::optional<std::string> misused() const;
    [[nodiscard]] std::optional<UsageError> leftovers() const;
    [[nodiscard]] std::optional<UsageError> use_instance(const std::string& command);

    const std::vector<std::string>& arguments_;
    CLI::App app_;
    Typed typed_;
};

Parser::Parser(const std::vector<std::string>& arguments) : arguments_(arguments)
{
    app_.set_help_flag();
    app_.require_subcommand(0, 1);
    app_.allow_extras();
    add_options(app_, on::program);
    for (const auto& known : commands())
    {
        // Options are most of what a short command takes to start.
        if (std::ranges::find(arguments_, known.name) == arguments_.end())
            continue;
        auto& command = *app_.add_subcommand(std::string(known.name));
        command.set_help_flag();
        // What is left over is told in our own words, with the nearest spelling.
        command.allow_extras();
        add_options(command, known.bit);
        add_argument(command, known.argument);
    }
}

/// Has CLI11 put what an option is given where that belongs.
struct Adder
{
    CLI::App& app;
    const Option& option;
    Typed& typed;

    [[nodiscard]] std::string names() const
    {
        const std::string name(option.name);
        return option.letter == 0 ? name : std::string("-") + option.letter + ',' + name;
    }

    void operator()(bool& (*place)(Typed&)) const { app.add_flag(names(), place(typed)); }

    void operator()(std::optional<std::string>& (*place)(Typed&)) const
    {
        app.add_option(names(), place(typed))->type_name(std::string(option.value));
    }

    /// One value each time it is given.
    void operator()(std::vector<std::string>& (*place)(Typed&)) const
    {
        app.add_option(names(), place(typed))->type_name(std::string(option.value))->allow_extra_args(false);
    }
};

void Parser::add_options(CLI::App& app, Commands command)
{
    for (const auto* option : options_of(command))
        std::visit(Adder{app, *option, typed_}, option->place);
}

void Parser::add_argument(CLI::App& app, Argument argument)
{
    switch (argument)
    {
    case Argument::none: return;
    case Argument::keys: app.add_option("KEY", typed_.keys); return;
    case Argument::duration: app.add_option("DURATION", typed_.word); return;
    case Argument::task: app.add_option("TASK", typed_.word); return;
    case Argument::action: app.add_option("ACTION", typed_.word); return;
    case Argument::what:
        app.add_option("WHAT", typed_.word);
        app.add_option("KEY", typed_.keys);
        return;
    }
}

Arguments Parser::parse()
{
    try
    {
        // CLI11 takes its arguments from the back.
        std::vector<std::string> reversed(arguments_.rbegin(), arguments_.rend());
        app_.parse(std::move(reversed));
    }
    catch (const CLI::ParseError& error)
    {
        return UsageError{misused().value_or(escaped(error.what())),
                          next_step_for(used_command().get_name())};
    }
    const auto command = used_command().get_name();
    if (typed_.help)
        return Information{help_text(command)};
    if (typed_.version)
        return Information{version_text()};
    // The parser takes whatever follows for a value.
    if (auto misuse = misused())
        return UsageError{std::move(*misuse), next_step_for(command)};
    if (auto error = leftovers())
        return std::move(*error);
    if (command.empty())
        return UsageError{"no command was given", next_step_for("")};
    if (auto error = use_instance(command))
        return std::move(*error);
    return command_named(command)->asked(typed_);
}

const CLI::App& Parser::used_command() const
{
    const auto used = app_.get_subcommands();
    return used.empty() ? app_ : *used.front();
}

std::optional<std::string> Parser::misused() const
{
    return misused_option(arguments_, command_or_program(used_command().get_name()).bit);
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
        return UsageError{"unknown option " + escaped(*first) + what_was_meant(*first, command.get_name()),
                          next};
    }
    if (command.get_name().empty())
        return UsageError{"unknown command " + idpsync::quoted(*first) + command_that_was_meant(*first),
                          next};
    return UsageError{command.get_name() + " takes no argument " + idpsync::quoted(*first), next};
}

/// The places of an instance, where no other was named.
std::optional<UsageError> Parser::use_instance(const std::string& command)
{
    auto& common = typed_.common;
    common.config_named = typed_.config.has_value();
    if (typed_.config)
        common.config = *typed_.config;
    if (!typed_.instance)
        return std::nullopt;
    const auto name = ProviderKey::parse(*typed_.instance);
    if (!name)
        return UsageError{"--instance " + idpsync::quoted(*typed_.instance) +
                              " is not an instance name: use lower-case letters, digits and hyphens",
                          next_step_for(command)};
    common.instance = name->str();
    if (!typed_.config)
        common.config = "/etc/netbird-idp-sync/" + name->str() + "/config.yaml";
    if (!common.state_directory)
        common.state_directory = "/var/lib/netbird-idp-sync/" + name->str();
    if (!common.runtime_directory)
        common.runtime_directory = "/run/netbird-idp-sync/" + name->str();
    return std::nullopt;
}

/// `help`, `help COMMAND` and `version`, as other programs have them; nothing for any other line.
std::optional<Arguments> asked_in_words(const std::vector<std::string>& arguments)
{
    if (arguments.empty() || arguments.size() > 2)
        return std::nullopt;
    if (arguments == std::vector<std::string>{"version"})
        return Information{version_text()};
    if (arguments.front() != "help")
        return std::nullopt;
    const auto topic = arguments.size() == 2 ? arguments.back() : std::string();
    if (topic.empty() || command_named(topic) != nullptr)
        return Information{help_text(topic)};
    return UsageError{"unknown command " + idpsync::quoted(topic) + command_that_was_meant(topic),
                      next_step_for("")};
}

/// `__complete` with the places of the line that is being typed; what else stands there does not matter.
std::optional<Arguments> asked_by_a_shell(std::vector<std::string> arguments)
{
    if (arguments.empty() || arguments.front() != "__complete")
        return std::nullopt;
    arguments.front() = "check"; // takes the same places
    const auto parsed = Parser(arguments).parse();
    const auto* check = std::get_if<CheckOptions>(&parsed);
    return check == nullptr ? CompleteOptions() : CompleteOptions{check->common};
}

} // namespace

Arguments parse_arguments(const std::vector<std::string>& arguments)
{
    if (auto asked = asked_by_a_shell(arguments))
        return std::move(*asked);
    if (auto asked = asked_in_words(arguments))
        return std::move(*asked);
    return Parser(arguments).parse();
}

} // namespace idpsync::cli
