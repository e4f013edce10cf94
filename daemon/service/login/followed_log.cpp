#include "service/login/followed_log.hpp"

#include "core/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace idpsync::service {
namespace {

constexpr std::size_t most_at_once = 1U << 20U;

} // namespace

class FollowedLog::Descriptor
{
public:
    /// `path` empty: standard input, which stays open.
    Descriptor(int number, std::string path) : number_(number), path_(std::move(path)) {}
    ~Descriptor()
    {
        if (!path_.empty())
            ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    static int open(const std::string& path)
    {
        return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    }

    /// A file whose content was taken away begins anew.
    void follow() const
    {
        struct stat status{};
        if (::fstat(number_, &status) == 0 && S_ISREG(status.st_mode) &&
            ::lseek(number_, 0, SEEK_CUR) > status.st_size)
            ::lseek(number_, 0, SEEK_SET);
    }

    /// Goes on with the file that has the name now; false where that is the same, or cannot be opened.
    bool follow_the_name()
    {
        struct stat own{};
        struct stat named{};
        if (path_.empty() || ::fstat(number_, &own) != 0 || ::stat(path_.c_str(), &named) != 0 ||
            (own.st_ino == named.st_ino && own.st_dev == named.st_dev))
            return false;
        const int other = open(path_);
        if (other >= 0)
            ::close(std::exchange(number_, other));
        return other >= 0;
    }

    [[nodiscard]] bool is_ready() const
    {
        pollfd asked{.fd = number_, .events = POLLIN, .revents = 0};
        return !ended_ && ::poll(&asked, 1, 0) > 0;
    }

    [[nodiscard]] bool has_ended() const { return ended_; }

    /// Nothing more of a pipe comes after its end.
    std::string_view read(std::array<char, 8192>& chunk)
    {
        const auto count = ::read(number_, chunk.data(), chunk.size());
        if (count == 0 && path_.empty())
            ended_ = true;
        return {chunk.data(), count > 0 ? static_cast<std::size_t>(count) : 0U};
    }

private:
    int number_;
    std::string path_;
    bool ended_ = false;
};

Result<FollowedLog> FollowedLog::open(const std::string& path)
{
    if (path == "-")
        return FollowedLog(std::make_shared<Descriptor>(STDIN_FILENO, std::string()));
    const int number = Descriptor::open(path);
    if (number < 0)
        return Error{ErrorKind::bad_config,
                     "NetBird's log " + quoted(path) + " cannot be read: " + std::strerror(errno)};
    ::lseek(number, 0, SEEK_END);
    return FollowedLog(std::make_shared<Descriptor>(number, path));
}

void FollowedLog::read_into(diagnose::LogReader& reader)
{
    std::array<char, 8192> chunk{};
    descriptor_->follow();
    for (std::size_t total = 0; total < most_at_once && descriptor_->is_ready();)
    {
        const auto piece = descriptor_->read(chunk);
        if (piece.empty())
        {
            // What stood at the end without a newline is a line, too.
            if (descriptor_->has_ended() || descriptor_->follow_the_name())
                reader.read("\n");
            return;
        }
        reader.read(piece);
        total += piece.size();
    }
}

} // namespace idpsync::service
