#pragma once

// A NetBird in memory, a token file, and renewals of the token, which can be killed at any step.

#include "bootstrap/host.hpp"
#include "bootstrap/renewal.hpp"

namespace idpsync::test {

/// The token file and what stands beside it.
class MemoryTokenFile final : public bootstrap::TokenFile
{
public:
    MemoryTokenFile(Fuse& fuse, std::string token) : token(std::move(token)), fuse_(fuse) {}

    [[nodiscard]] std::string path() const override { return "/etc/token"; }
    Result<Secret> read() override;
    Result<void> check_writable() override;
    Result<void> put_beside(const Secret& token) override;
    Result<void> take_place() override;
    Result<void> clear() override;

    std::string token;
    std::string beside; ///< empty: nothing is there
    bool writable = true;
    bool full = false;       ///< the disk
    bool sync_fails = false; ///< after the rename
    std::string changed_to;  ///< by somebody else, when the next token was written beside; empty: not

private:
    Fuse& fuse_;
};

/// The daemon's service user has one token, which is in its file.
class RenewalWorld
{
public:
    explicit RenewalWorld(sandbox::Generation generation = sandbox::Generation::v0_77,
                          sandbox::Role role = sandbox::Role::admin);

    Result<bootstrap::Renewed> renew(std::optional<std::chrono::days> life = {});
    Result<std::size_t> settle();
    Result<bootstrap::TokenSight> look();

    /// Tokens of the service user that work, as plain text.
    [[nodiscard]] std::vector<std::string> living_tokens() const;
    /// Another token of the same user, which somebody else has.
    std::string add_token(const std::string& name);
    /// As whoever has it, at this moment.
    void use(const std::string& token);

    /// By how much the clock is later at the next request. 0: NetBird cannot tell which token was used last.
    std::chrono::seconds between_requests{1};

    boost::asio::io_context io;
    ManualClock clock;
    sandbox::Sandbox netbird;
    MemoryFiles files;
    Fuse fuse;
    MemoryTokenFile file;

private:
    class Http;

    template <class Work>
    auto with_renewal(Work work);

    CountingRandom random_;
};

} // namespace idpsync::test
