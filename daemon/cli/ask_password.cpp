#include "cli/ask_password.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "service/system/posix_files.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace idpsync::cli {
namespace {

constexpr std::uint64_t largest_password_file = 4096;
constexpr std::uint32_t of_others = 0077;

/// A terminal that shows nothing of what is typed, and gives each key at once, ^C too: no signal may end the
/// program before the terminal is as it was.
class SilentTerminal
{
public:
    SilentTerminal()
    {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0)
            return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
        silent.c_cc[VMIN] = 1;
        silent.c_cc[VTIME] = 0;
        changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~SilentTerminal()
    {
        if (changed_)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

    [[nodiscard]] bool works() const { return changed_; }

private:
    termios before_{};
    bool changed_ = false;
};

enum class Key
{
    text,
    end,
    erase,
    erase_all,
    stop,
    interrupt
};

Key key_of(char typed)
{
    switch (typed)
    {
    case '\n':
    case '\r': return Key::end;
    case '\x08':
    case '\x7F': return Key::erase;
    case '\x15': return Key::erase_all;
    case '\x04': return Key::stop;
    case '\x03':
    case '\x1C': return Key::interrupt;
    default: return Key::text;
    }
}

/// Takes away the last character, which may have several bytes.
void erase_last(std::string& text)
{
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
        text.pop_back();
    if (!text.empty())
        text.pop_back();
}

enum class TypedLine
{
    line,
    nothing,
    interrupt
};

TypedLine read_silently(std::string& text)
{
    text.reserve(1024);
    for (char typed = 0;;)
    {
        const auto got = ::read(STDIN_FILENO, &typed, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return TypedLine::nothing;
        switch (key_of(typed))
        {
        case Key::text: text += typed; break;
        case Key::end: return TypedLine::line;
        case Key::erase: erase_last(text); break;
        case Key::erase_all: text.clear(); break;
        case Key::stop: return TypedLine::nothing;
        case Key::interrupt: return TypedLine::interrupt;
        }
    }
}

} // namespace

Result<Secret> password_from_file(const std::string& path)
{
    service::PosixFiles files;
    auto content = files.read(path, largest_password_file);
    if (content.has_error())
        return Error{ErrorKind::bad_config, "--owner-password-file: " + content.error().error.message};
    auto& text = content->text;
    const auto refused = [&](const std::string& why, std::string next) {
        wipe(text);
        return Error{ErrorKind::bad_config, "--owner-password-file: " + why, std::move(next)};
    };
    if ((content->status.mode & of_others) != 0)
        return refused("others may read " + escaped(path), "run: chmod 600 " + escaped(path));
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    if (text.empty())
        return refused(escaped(path) + " is empty", "write the password into it, on one line");
    if (text.find('\n') != std::string::npos)
        return refused(escaped(path) + " holds several lines", "write the password into it, on one line");
    living_secrets().learn(text);
    return Secret(std::move(text));
}

Result<Secret> ask_for_password(const std::string& question, Console& console)
{
    std::string text;
    auto typed = TypedLine::nothing;
    {
        const SilentTerminal silent;
        if (!silent.works())
            return Error{ErrorKind::rejected, "the terminal cannot be asked without showing the password",
                         "use --owner-password-file"};
        console.print_error(question);
        typed = read_silently(text);
    }
    console.print_error("\n");
    if (typed != TypedLine::line)
    {
        wipe(text);
        if (typed == TypedLine::interrupt)
            ::raise(SIGINT);
        return Error{ErrorKind::rejected, "no password was given"};
    }
    living_secrets().learn(text);
    return Secret(std::move(text));
}

} // namespace idpsync::cli
