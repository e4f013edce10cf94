#include "service/login/followed_log.hpp"

#include "core/text.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace idpsync::service {
namespace {

constexpr std::size_t most_at_once = 1U << 20U;

} // namespace

class FollowedLog::Descriptor
{
public:
    Descriptor(int number, bool owned) : number_(number), owned_(owned) {}
    ~Descriptor()
    {
        if (owned_)
            ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    /// A file whose content was taken away begins anew.
    void follow() const
    {
        struct stat status{};
        if (::fstat(number_, &status) == 0 && S_ISREG(status.st_mode) &&
            ::lseek(number_, 0, SEEK_CUR) > status.st_size)
            ::lseek(number_, 0, SEEK_SET);
    }

    [[nodiscard]] bool is_ready() const
    {
        pollfd asked{.fd = number_, .events = POLLIN, .revents = 0};
        return !ended_ && ::poll(&asked, 1, 0) > 0;
    }

    /// Nothing more of a pipe comes after its end.
    std::string_view read(std::array<char, 8192>& chunk)
    {
        const auto count = ::read(number_, chunk.data(), chunk.size());
        if (count == 0 && !owned_)
            ended_ = true;
        return {chunk.data(), count > 0 ? static_cast<std::size_t>(count) : 0U};
    }

private:
    int number_;
    bool owned_;
    bool ended_ = false;
};

Result<FollowedLog> FollowedLog::open(const std::string& path)
{
    if (path == "-")
        return FollowedLog(std::make_shared<Descriptor>(STDIN_FILENO, false));
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (number < 0)
        return Error{ErrorKind::bad_config,
                     "NetBird's log " + quoted(path) + " cannot be read: " + std::strerror(errno)};
    ::lseek(number, 0, SEEK_END);
    return FollowedLog(std::make_shared<Descriptor>(number, true));
}

void FollowedLog::read_into(diagnose::LogReader& reader)
{
    std::array<char, 8192> chunk{};
    descriptor_->follow();
    for (std::size_t total = 0; total < most_at_once && descriptor_->is_ready();)
    {
        const auto piece = descriptor_->read(chunk);
        if (piece.empty())
            return;
        reader.read(piece);
        total += piece.size();
    }
}

} // namespace idpsync::service
