#include "bootstrap/host.hpp"

#include <algorithm>

namespace idpsync::test {
namespace {

/// The network, with a fuse before and behind each request.
class FusedHttp final : public net::HttpClient
{
public:
    FusedHttp(net::HttpClient& http, Fuse& fuse) : http_(http), fuse_(fuse) {}

    boost::asio::awaitable<Result<net::Response>> send(const net::Request& request) override
    {
        fuse_.step();
        auto answer = co_await http_.send(request);
        fuse_.step();
        co_return answer;
    }

private:
    net::HttpClient& http_;
    Fuse& fuse_;
};

} // namespace

Result<std::optional<Secret>> MemoryTarget::read_token()
{
    return token.empty() ? std::optional<Secret>() : std::optional(Secret(token));
}

Result<void> MemoryTarget::check_writable()
{
    if (writable)
        return {};
    return Error{ErrorKind::storage, "/etc: Permission denied"};
}

Result<void> MemoryTarget::write_token(const Secret& written)
{
    fuse_.step();
    token = written.reveal();
    fuse_.step();
    return {};
}

Result<bootstrap::Configuration> MemoryTarget::write_config()
{
    if (has_config)
        return bootstrap::Configuration::kept;
    fuse_.step();
    has_config = true;
    return bootstrap::Configuration::made;
}

Result<void> MemoryOwnerFile::write(const DeclaredOwner& written)
{
    fuse_.step();
    owner = written;
    fuse_.step();
    return {};
}

FirstDay::FirstDay(sandbox::Options options) : netbird(clock, std::move(options))
{
    wish.management = boost::urls::url(netbird.url());
    wish.owner_email = owner_address;
    wish.owner_name = "Owner";
    wish.service_user = "netbird-idp-sync";
    files.fail = [this](MemoryFiles::Call call, const std::string&) {
        if (call == MemoryFiles::Call::replace)
            fuse.step();
        return std::optional<std::string>();
    };
}

sandbox::Options FirstDay::fresh(sandbox::Generation generation)
{
    sandbox::Options options;
    options.generation = generation;
    options.fresh = true;
    return options;
}

boost::asio::awaitable<Result<bootstrap::Report>> FirstDay::whole_run(bootstrap::Bootstrap& bootstrap,
                                                                      std::string password)
{
    const auto way = co_await bootstrap.look();
    if (way.has_error())
        co_return way.error();
    std::optional<Secret> given;
    if (*way != bootstrap::Way::finished)
        given = Secret(password);
    co_return co_await bootstrap.carry_out(std::move(given));
}

Result<bootstrap::Report> FirstDay::run(const std::string& password)
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    FusedHttp fused(http, fuse);
    bootstrap::NotesStore notes(files, "/state");
    bootstrap::Bootstrap bootstrap({fused, clock, random, notes, target, &owner_file}, wish);
    return test::run(io, clock, whole_run(bootstrap, password));
}

Result<bootstrap::Way> FirstDay::look()
{
    sandbox::InProcessClient http(io.get_executor(), netbird);
    bootstrap::NotesStore notes(files, "/state");
    bootstrap::Bootstrap bootstrap({http, clock, random, notes, target, &owner_file}, wish);
    return test::run(io, clock, bootstrap.look());
}

std::vector<std::string> FirstDay::living_tokens() const
{
    std::vector<std::string> living;
    for (const auto& user : netbird.users())
        for (const auto& token : user.tokens)
            if (!token.revoked)
                living.push_back(token.plain);
    return living;
}

std::size_t FirstDay::count(sandbox::Role role, bool service) const
{
    const auto& users = netbird.users();
    return static_cast<std::size_t>(std::count_if(users.begin(), users.end(), [&](const auto& user) {
        return user.role == role && user.service == service;
    }));
}

} // namespace idpsync::test
