#include "service/system/program_rules.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace idpsync::service {
namespace {

constexpr std::uint32_t writable_by_group = 0020;
constexpr std::uint32_t writable_by_everybody = 0002;
constexpr std::uint32_t sticky = 01000;

Error program_refused(std::string why, std::string next)
{
    return {ErrorKind::bad_config, std::move(why), std::move(next)};
}

bool defines(const std::string& line, std::string_view name)
{
    return line.starts_with(name) && line.size() > name.size() && line[name.size()] == '=';
}

} // namespace

std::optional<Error> commands_are_off(const reconcile::Environment& environment)
{
    const auto said = environment("IDPSYNC_COMMANDS");
    if (!said || *said == "on")
        return std::nullopt;
    return program_refused(
        "this service may not run programs (IDPSYNC_COMMANDS=" + escaped(*said) + ')',
        "allow it with the drop-in commands.conf of the package's examples, or let systemd decrypt "
        "the secret: {credential: NAME}");
}

std::optional<Error> objection_to_program(const std::vector<ProgramPart>& parts, std::uint32_t user)
{
    for (const auto& part : parts)
    {
        const auto path = escaped(part.path);
        if (&part == &parts.back() && !part.regular)
            return program_refused(path + " is no program", "name the file of the program");
        if (part.owner != 0 && part.owner != user)
            return program_refused(path + " belongs to uid " + std::to_string(part.owner) +
                                       ", who could put another program there",
                                   "let root own it: chown root " + path);
        const bool shared = part.directory
                                ? (part.mode & (writable_by_everybody | sticky)) == writable_by_everybody
                                : (part.mode & (writable_by_everybody | writable_by_group)) != 0;
        if (shared)
            return program_refused("others may write " + path + ", and put another program there",
                                   std::string("run: chmod ") + (part.directory ? "o-w " : "go-w ") + path);
    }
    return std::nullopt;
}

std::vector<std::string> program_environment(const std::vector<std::string>& declared,
                                             const std::string& home, const std::string& credentials)
{
    const std::array<std::pair<std::string_view, std::string>, 4> usual{
        {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
         {"LANG", "C.UTF-8"},
         {"HOME", home},
         {"CREDENTIALS_DIRECTORY", credentials}}};
    auto lines = declared;
    for (const auto& [name, value] : usual)
        if (std::ranges::none_of(declared, [&](const auto& line) { return defines(line, name); }))
            lines.push_back(std::string(name) + '=' + value);
    return lines;
}

std::optional<Error> objection_to_end(const ProgramEnd& end, const std::string& user)
{
    const auto by_hand = "run the same command by hand as " + escaped(user) +
                         " to see why; what it says on standard error is not shown, as it may hold a secret";
    switch (end.kind)
    {
    case ProgramEnd::Kind::exited:
        if (end.number == 0)
            return std::nullopt;
        return program_refused("it ended with exit code " + std::to_string(end.number), by_hand);
    case ProgramEnd::Kind::signalled:
        return program_refused("signal " + std::to_string(end.number) + " ended it", by_hand);
    case ProgramEnd::Kind::timed_out:
        return program_refused(
            "it did not end within " + std::to_string(longest_run.count()) + " s and was ended",
            "it gets no input and no terminal: let it ask nobody, or put the secret into a file");
    case ProgramEnd::Kind::too_long: break;
    }
    return program_refused("it printed more than " + std::to_string(reconcile::longest_output) +
                               " bytes and was ended",
                           "let it print the secret alone, on one line of standard output");
}

} // namespace idpsync::service
