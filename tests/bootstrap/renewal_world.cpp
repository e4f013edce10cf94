#include "bootstrap/renewal_world.hpp"

#include "netbird/authorization.hpp"
#include "netbird/inspector.hpp"

#include <utility>

namespace idpsync::test {

Result<Secret> MemoryTokenFile::read()
{
    return Secret(token);
}

Result<void> MemoryTokenFile::check_writable()
{
    if (writable)
        return {};
    return Error{ErrorKind::storage, "/etc: Permission denied", "move it"};
}

Result<void> MemoryTokenFile::put_beside(const Secret& written)
{
    fuse_.step();
    if (full)
        return Error{ErrorKind::storage, "/etc/token: No space left on device"};
    beside = written.reveal();
    if (!changed_to.empty())
        token = std::exchange(changed_to, {});
    fuse_.step();
    return {};
}

Result<void> MemoryTokenFile::take_place()
{
    fuse_.step();
    token = std::exchange(beside, {});
    fuse_.step();
    if (sync_fails)
        return Error{ErrorKind::storage, "/etc: Input/output error"};
    return {};
}

Result<void> MemoryTokenFile::clear()
{
    fuse_.step();
    beside.clear();
    return {};
}

/// The network, with a fuse before and behind each request.
class RenewalWorld::Http final : public net::HttpClient
{
public:
    explicit Http(RenewalWorld& world) : world_(world), http_(world.io.get_executor(), world.netbird) {}

    boost::asio::awaitable<Result<net::Response>> send(const net::Request& request) override
    {
        world_.clock.advance(world_.between_requests);
        world_.fuse.step();
        auto answer = co_await http_.send(request);
        world_.fuse.step();
        co_return answer;
    }

private:
    RenewalWorld& world_;
    sandbox::InProcessClient http_;
};

namespace {

sandbox::Options options_of(sandbox::Generation generation)
{
    sandbox::Options options;
    options.generation = generation;
    return options;
}

} // namespace

RenewalWorld::RenewalWorld(sandbox::Generation generation, sandbox::Role role)
    : netbird(clock, options_of(generation)), file(fuse, netbird.grant(role))
{
    files.fail = [this](MemoryFiles::Call call, const std::string&) {
        if (call == MemoryFiles::Call::replace)
            fuse.step();
        return std::optional<std::string>();
    };
}

template <class Work>
auto RenewalWorld::with_renewal(Work work)
{
    Http http(*this);
    bootstrap::RenewalNotesStore notes(files, "/state");
    bootstrap::Renewal renewal({http, clock, random_, notes, file}, boost::urls::url(netbird.url()),
                               std::chrono::seconds(30));
    return test::run(io, clock, work(renewal));
}

Result<bootstrap::Renewed> RenewalWorld::renew(std::optional<std::chrono::days> life)
{
    return with_renewal([&](bootstrap::Renewal& renewal) { return renewal.renew(life); });
}

Result<std::size_t> RenewalWorld::settle()
{
    return with_renewal([](bootstrap::Renewal& renewal) { return renewal.settle(); });
}

Result<bootstrap::TokenSight> RenewalWorld::look()
{
    return with_renewal([](bootstrap::Renewal& renewal) { return renewal.look(); });
}

std::vector<std::string> RenewalWorld::living_tokens() const
{
    std::vector<std::string> living;
    for (const auto& user : netbird.users())
        for (const auto& token : user.tokens)
            if (user.service && !token.revoked)
                living.push_back(token.plain);
    return living;
}

std::string RenewalWorld::add_token(const std::string& name)
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    netbird::Administration asks(http, clock, boost::urls::url(netbird.url()), std::chrono::seconds(30),
                                 netbird::authorization_for(Secret(file.token)));
    const auto user = netbird.users().back().id;
    return test::run(io, clock, asks.make_token(user, name, std::chrono::days(30))).value().plain.reveal();
}

void RenewalWorld::use(const std::string& token)
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    netbird::Inspector inspector(http, clock,
                                 {.management = boost::urls::url(netbird.url()), .token = Secret(token)});
    static_cast<void>(test::run(io, clock, inspector.list()));
}

} // namespace idpsync::test
