#include "service/daemon/pass_runner.hpp"

namespace idpsync::service {

namespace asio = boost::asio;

PassRunner::PassRunner(const DaemonSeams& seams, DaemonConfiguration& configuration,
                       reconcile::LedgerStore& store, reconcile::ChecksStore& checks, EventSink& events)
    : seams_(seams), configuration_(configuration), store_(store), checks_(checks), events_(events)
{}

asio::awaitable<Result<reconcile::Report>> PassRunner::run(DeclaredFiles files, Order order)
{
    auto outcome = co_await attempt(files, order);
    if (outcome.has_error() && outcome.error().kind == ErrorKind::unauthorized)
    {
        auto again = co_await configuration_.read_again();
        if (!session_fits(again.files))
            outcome = co_await attempt(again.files, order);
    }
    co_return outcome;
}

asio::awaitable<Result<reconcile::Report>> PassRunner::attempt(DeclaredFiles& files, const Order& order)
{
    if (auto unusable = unusable_setting(files))
        co_return std::move(*unusable);
    const auto& settings = configuration_.in_force().settings;
    const auto& desired = configuration_.in_force().desired;
    const auto fingerprinter = store_.fingerprinter(order.policy.mode == Mode::enforce);
    if (fingerprinter.has_error())
        co_return fingerprinter.error();

    if (!session_fits(files))
    {
        session_.reset();
        const auto& to_providers = seams_.connect_to_providers ? seams_.connect_to_providers : seams_.connect;
        session_ = std::make_shared<Session>(
            Session::Dependencies{seams_.connect, to_providers, seams_.clock, seams_.random, store_, checks_,
                                  events_},
            Session::Access{settings, files.token->secret, *files.ca_pem, *files.providers_ca_pem});
    }
    secrets_ = secrets_of(files, desired, store_, **fingerprinter);
    auto outcome = co_await session_->reconciler().run_once(desired, secrets_, order.policy, order.request);
    // The pass may have made some.
    take_held(desired, store_, **fingerprinter, secrets_);
    if (outcome.has_value())
        co_await session_->token_watch().look(settings.management.token_renew.count() != 0);
    co_return outcome;
}

asio::awaitable<Result<reconcile::Report>> PassRunner::look(const config::Configuration& candidate,
                                                            DeclaredFiles files, Order order)
{
    if (!session_)
        co_return Error{ErrorKind::stopped, "NetBird was not asked yet",
                        "try again when the first pass has ended"};
    const auto fingerprinter = store_.fingerprinter(false);
    if (fingerprinter.has_error())
        co_return fingerprinter.error();
    const auto session = session_;
    auto secrets = secrets_of(files, candidate.desired, store_, **fingerprinter);
    for (const auto& key : files.not_to_be_sent)
        secrets.values.erase(key);
    order.request.candidate = true;
    co_return co_await session->reconciler().run_once(candidate.desired, secrets, order.policy,
                                                      order.request);
}

bool PassRunner::session_fits(const DeclaredFiles& files) const
{
    if (!session_ || unusable_setting(files))
        return false;
    return session_->is_for(
        {configuration_.in_force().settings, files.token->secret, *files.ca_pem, *files.providers_ca_pem});
}

std::string PassRunner::redirect_uri()
{
    const auto* login_service = session_ ? session_->login_service().known() : nullptr;
    return login_service == nullptr ? std::string() : login_service->redirect_uri;
}

std::optional<WallTime> PassRunner::token_expires()
{
    return session_ ? session_->token_watch().expires() : std::nullopt;
}

std::optional<net::SteadyTime> PassRunner::earliest_due(net::SteadyTime since)
{
    return session_ ? session_->reconciler().earliest_due(since) : std::nullopt;
}

} // namespace idpsync::service
