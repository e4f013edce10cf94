#pragma once

// A host on its first day: a NetBird in memory, a disk, and `bootstrap`, which can be killed at any step.

#include "bootstrap/bootstrap.hpp"
#include "sandbox/in_process_client.hpp"
#include "sandbox/sandbox.hpp"
#include "support/counting_random.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::test {

inline constexpr std::string_view right_password = "a made-up password";
inline constexpr std::string_view owner_address = "owner@example.com";

/// Thrown where the process is killed: nothing after that moment happens.
struct Killed
{};

/// Counts every moment at which something is sent, was answered, or is written.
class Fuse
{
public:
    void step()
    {
        if (steps_++ == at_)
            throw Killed();
    }

    /// Kills the next run at that step; nothing: never.
    void set(std::optional<std::size_t> at)
    {
        at_ = at;
        steps_ = 0;
    }

    [[nodiscard]] std::size_t steps() const { return steps_; }

private:
    std::optional<std::size_t> at_;
    std::size_t steps_ = 0;
};

/// The token file and the configuration.
class MemoryTarget final : public bootstrap::Target
{
public:
    explicit MemoryTarget(Fuse& fuse) : fuse_(fuse) {}

    [[nodiscard]] std::string token_file() const override { return "/etc/token"; }
    [[nodiscard]] std::string config_file() const override { return "/etc/config.yaml"; }
    Result<std::optional<Secret>> read_token() override;
    Result<void> check_writable() override;
    Result<void> write_token(const Secret& token) override;
    Result<bootstrap::Configuration> write_config() override;

    std::string token; ///< empty: no file
    bool has_config = false;
    bool writable = true;

private:
    Fuse& fuse_;
};

/// NetBird's own configuration, as far as it declares the owner.
class MemoryOwnerFile final : public bootstrap::OwnerFile
{
public:
    explicit MemoryOwnerFile(Fuse& fuse) : fuse_(fuse) {}

    [[nodiscard]] std::string path() const override { return place; }
    Result<std::optional<DeclaredOwner>> read() override
    {
        return readable ? owner : std::optional<DeclaredOwner>();
    }
    Result<void> write(const DeclaredOwner& written) override;

    std::optional<DeclaredOwner> owner;
    std::string place = "/netbird/config.yaml"; ///< empty: the owner is printed
    bool readable = true;

private:
    Fuse& fuse_;
};

class FirstDay
{
public:
    FirstDay() : FirstDay(fresh(sandbox::Generation::v0_77)) {}
    explicit FirstDay(sandbox::Options options);

    /// Of a NetBird that nobody has set up.
    static sandbox::Options fresh(sandbox::Generation generation = sandbox::Generation::v0_77);

    /// One run of the command, from its start to its end.
    Result<bootstrap::Report> run(const std::string& password = std::string(right_password));
    /// The same with look() alone.
    Result<bootstrap::Way> look();

    /// Tokens of service users that work, as plain text.
    [[nodiscard]] std::vector<std::string> living_tokens() const;
    [[nodiscard]] std::size_t count(sandbox::Role role, bool service) const;

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox netbird;
    MemoryFiles files;
    Fuse fuse;
    MemoryTarget target{fuse};
    MemoryOwnerFile owner_file{fuse};
    bootstrap::Wish wish;
    CountingRandom random;

private:
    boost::asio::awaitable<Result<bootstrap::Report>> whole_run(bootstrap::Bootstrap& bootstrap,
                                                                std::string password);
};

} // namespace idpsync::test
