#include "service/standalone_manager.hpp"

#include "core/joined.hpp"
#include "diagnose/examination.hpp"
#include "diagnose/standalone_needs.hpp"
#include "oidc/advice.hpp"
#include "registrar/keycloak.hpp"
#include "registrar/keycloak_backend.hpp"

#include <string>
#include <utility>

namespace idpsync::service {
namespace {

namespace asio = boost::asio;

/// Whether it reads users is tried once it can sign in at all.
constexpr int rounds_for_manager = 2;

/// One look at it, and what follows from that.
class ManagerClientVisit
{
public:
    ManagerClientVisit(const StandaloneClientWork& work, registrar::Server server,
                       const registrar::Access& access)
        : work_(work),
          logins_(diagnose::client_of_standalone(work.declared)),
          backend_(std::move(server), access, work.declared.manager->account, *work.manager)
    {}

    asio::awaitable<StandaloneManager> make(bool write);

private:
    asio::awaitable<void> look();
    asio::awaitable<void> write_down(StandaloneManager& outcome);
    asio::awaitable<Result<void>> send(Action action);
    [[nodiscard]] ClientItem decide() const;
    [[nodiscard]] net::SteadyTime deadline() const { return work_.clock.now() + diagnose::provider_deadline; }

    const StandaloneClientWork& work_;
    const DesiredProvider logins_;
    registrar::KeycloakBackend backend_;
    Result<std::optional<registrar::BackendClient>> found_ = std::optional<registrar::BackendClient>();
};

ClientItem ManagerClientVisit::decide() const
{
    return registrar::decide_backend({.logins = logins_,
                                      .account = work_.declared.manager->account,
                                      .product = std::string(oidc::product_of(logins_.values->type)),
                                      .found = found_,
                                      .weak_secret = registrar::is_weak_secret(work_.manager->reveal())});
}

asio::awaitable<void> ManagerClientVisit::look()
{
    auto found = co_await backend_.find(deadline());
    found_ = std::move(found);
}

asio::awaitable<Result<void>> ManagerClientVisit::send(Action action)
{
    if (action == Action::create)
        co_return co_await backend_.create(deadline());
    auto client = **found_;
    auto wrong = registrar::wrong_traits(client);
    co_return co_await backend_.put_right(std::move(client), std::move(wrong), deadline());
}

asio::awaitable<void> ManagerClientVisit::write_down(StandaloneManager& outcome)
{
    auto item = outcome.item;
    for (int round = 0; round < rounds_for_manager && item.writes(); ++round)
    {
        const auto sent = co_await send(item.action);
        if (sent.has_error())
        {
            outcome.failed = sent.error();
            co_return;
        }
        co_await look();
        item = decide();
    }
    if (found_.has_error())
        outcome.failed = found_.error().with_context("it was written, and cannot be read back");
    else if (item.troubled())
        outcome.failed = Error{ErrorKind::rejected, item.why, item.next};
    else if (!item.in_sync())
        outcome.failed =
            Error{ErrorKind::conflict, item.product + " accepted the write, but shows other values for " +
                                           joined(item.changes, [](const auto& one) { return one.part; })};
    outcome.written = !outcome.failed;
}

asio::awaitable<StandaloneManager> ManagerClientVisit::make(bool write)
{
    co_await look();
    StandaloneManager outcome{.item = decide()};
    if (write && outcome.item.writes())
        co_await write_down(outcome);
    if (found_.has_value() && found_->has_value() && !(**found_).untried.empty())
        outcome.unseen.push_back("whether it reads users was not seen: " + (**found_).untried);
    co_return std::move(outcome);
}

} // namespace

bool keeps_manager(const Standalone& declared)
{
    return declared.provider == StandaloneProvider::keycloak && declared.manager && declared.registration;
}

asio::awaitable<Result<StandaloneManager>> keep_standalone_manager(const StandaloneClientWork& work,
                                                                   bool write)
{
    const auto& registration = *work.declared.registration;
    registrar::Access access{.type = ProviderType::keycloak,
                             .issuer = work.declared.issuer,
                             .url = {},
                             .account = registration.account,
                             .secret = work.secret};
    if (!registration.url.empty())
        access.url = boost::urls::url(registration.url);
    auto server = registrar::keycloak_server(access, work.http);
    if (server.has_error())
        co_return server.error();
    ManagerClientVisit visit(work, std::move(*server), access);
    auto manager = co_await visit.make(write);
    co_return std::move(manager);
}

} // namespace idpsync::service
