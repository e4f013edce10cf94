#include "cli/console.hpp"

#include "cli/render/wrap.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace idpsync::cli {
namespace {

/// 0, or the errno of what went wrong.
int write_all(int descriptor, std::string_view text)
{
    while (!text.empty())
    {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

std::string read_line(int descriptor)
{
    constexpr std::size_t longest_answer = 256;
    std::string line;
    char c = 0;
    while (line.size() < longest_answer)
    {
        const auto got = ::read(descriptor, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || c == '\n')
            break;
        line += c;
    }
    return line;
}

std::optional<std::string> process_environment(const std::string& name)
{
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// 0: there is none, or it does not say.
std::size_t columns_of_the_terminal()
{
    for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO})
    {
        winsize size{};
        if (::isatty(descriptor) == 1 && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
            return size.ws_col;
    }
    return 0;
}

std::string line_of(std::string_view severity, std::string_view message)
{
    return "netbird-idp-sync: " + std::string(severity) + std::string(message) + '\n';
}

} // namespace

bool environment_allows_colour(const reconcile::Environment& environment)
{
    const auto no_colour = environment("NO_COLOR");
    return (!no_colour || no_colour->empty()) && environment("TERM") != "dumb";
}

Console::Console(reconcile::Environment environment, Terminals terminals)
    : environment_(std::move(environment)),
      terminals_(terminals),
      colour_(environment_allows_colour(environment_))
{}

Console Console::standard()
{
    return {process_environment,
            {.input = ::isatty(STDIN_FILENO) == 1,
             .output = ::isatty(STDOUT_FILENO) == 1,
             .errors = ::isatty(STDERR_FILENO) == 1,
             .width = columns_of_the_terminal()}};
}

void Console::print(std::string_view text)
{
    // Redacted first: what a break tears apart is not found.
    print_exactly(wrapped(redacted(std::string(text)), terminals_.output ? terminals_.width : 0));
}

void Console::print_exactly(std::string_view text)
{
    if (output_failure_ == 0)
        output_failure_ = write_all(STDOUT_FILENO, redacted(std::string(text)));
}

void Console::print_json(std::string_view document)
{
    print_exactly(visible_json(document) + '\n');
}

void Console::error(std::string_view message)
{
    print_error(line_of("error: ", message));
}

void Console::warning(std::string_view message)
{
    print_error(line_of("warning: ", message));
}

void Console::note(std::string_view message)
{
    print_error(line_of("", message));
}

void Console::print_error(std::string_view text)
{
    // There is nowhere left to say that standard error cannot be written.
    static_cast<void>(write_all(
        STDERR_FILENO, wrapped(redacted(std::string(text)), terminals_.errors ? terminals_.width : 0)));
}

bool Console::confirms(std::string_view question)
{
    print_error(question);
    const auto answer = read_line(STDIN_FILENO);
    return answer == "y" || answer == "Y" || answer == "yes";
}

ExitCode Console::finish(ExitCode code)
{
    if (output_failure_ == 0)
        return code;
    // A reader that went away, like `head`, knows that it did.
    if (output_failure_ != EPIPE)
        error("cannot write to standard output: " + std::generic_category().message(output_failure_));
    return ExitCode::failure;
}

} // namespace idpsync::cli
