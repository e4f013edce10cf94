#include "service/standalone_client.hpp"

#include "core/joined.hpp"
#include "diagnose/examination.hpp"
#include "diagnose/standalone_needs.hpp"
#include "net/client.hpp"
#include "oidc/advice.hpp"
#include "registrar/decide_client.hpp"
#include "registrar/registrar.hpp"
#include "service/declared_files.hpp"
#include "service/provider_access.hpp"
#include "service/standalone_directory.hpp"
#include "service/standalone_manager.hpp"
#include "service/standalone_visit.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/system_clock.hpp"

#include <memory>
#include <utility>

namespace idpsync::service {
namespace {

namespace asio = boost::asio;

/// A client that is made public shows parts that it did not show before.
constexpr int most_rounds = 2;

/// One look at the client, and what follows from it.
class ClientVisit
{
public:
    ClientVisit(const StandaloneClientWork& work, std::unique_ptr<registrar::Registrar> registrar)
        : work_(work),
          desired_(diagnose::client_of_standalone(work.declared)),
          registrar_(std::move(registrar))
    {}

    asio::awaitable<StandaloneClient> make(bool write);

private:
    asio::awaitable<void> look();
    asio::awaitable<void> write_down(StandaloneClient& outcome);
    asio::awaitable<Result<void>> send(Action action);
    [[nodiscard]] ClientItem decide() const;
    [[nodiscard]] net::SteadyTime deadline() const { return work_.clock.now() + diagnose::provider_deadline; }

    const StandaloneClientWork& work_;
    const DesiredProvider desired_;
    std::unique_ptr<registrar::Registrar> registrar_;
    registrar::ClientFound found_ = std::optional<registrar::ProviderClient>();
    std::optional<WallTime> access_ends_;
};

ClientItem ClientVisit::decide() const
{
    return registrar::decide_client({.desired = desired_,
                                     .product = oidc::product_of(desired_.values->type),
                                     .found = found_,
                                     .needs = work_.needs,
                                     .access_ends = access_ends_,
                                     .secret_setting = diagnose::standalone_secret_setting(work_.declared),
                                     .now = work_.clock.wall_now(),
                                     .commands = work_.commands});
}

asio::awaitable<void> ClientVisit::look()
{
    auto found = co_await registrar_->find(desired_.values->client_id, deadline());
    found_ = std::move(found);
}

asio::awaitable<StandaloneClient> ClientVisit::make(bool write)
{
    co_await look();
    if (found_.has_value())
    {
        const auto ends = co_await registrar_->access_ends(work_.clock.wall_now(), deadline());
        access_ends_ = ends.has_value() ? *ends : std::nullopt;
    }
    StandaloneClient outcome{.item = decide()};
    if (write && outcome.item.writes())
        co_await write_down(outcome);
    if (found_.has_value() && found_->has_value())
        outcome.unseen = diagnose::unseen_needs(**found_, work_.needs);
    co_return std::move(outcome);
}

asio::awaitable<Result<void>> ClientVisit::send(Action action)
{
    if (action == Action::create)
    {
        registrar::NewClient made{
            .client_id = desired_.values->client_id, .name = desired_.values->name, .needs = work_.needs};
        co_return co_await registrar_->create(std::move(made), deadline());
    }
    auto traits = registrar::wrong_traits(**found_, work_.needs);
    const auto written = co_await registrar_->put_right(desired_.values->client_id, std::move(traits),
                                                        work_.needs, deadline());
    if (written.has_error())
        co_return written.error();
    co_return Result<void>();
}

asio::awaitable<void> ClientVisit::write_down(StandaloneClient& outcome)
{
    auto item = outcome.item;
    for (int round = 0; round < most_rounds && item.writes(); ++round)
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
    else if (!item.in_sync())
        outcome.failed =
            Error{ErrorKind::conflict, item.product + " accepted the write, but shows other values for " +
                                           joined(item.changes, [](const auto& one) { return one.part; })};
    outcome.written = !outcome.failed;
}

} // namespace

asio::awaitable<Result<StandaloneClient>> keep_standalone_client(const StandaloneClientWork& work, bool write)
{
    auto opened =
        registrar::open_registrar(diagnose::client_of_standalone(work.declared), work.secret, work.http);
    if (opened.has_error())
        co_return opened.error().with_context("standalone.registration");
    ClientVisit visit(work, std::move(*opened));
    auto client = co_await visit.make(write);
    if (work.manager != nullptr && keeps_manager(work.declared))
    {
        auto manager = co_await keep_standalone_manager(work, write);
        if (manager.has_error())
            co_return manager.error().with_context("standalone.manager");
        client.manager = std::move(*manager);
    }
    co_return std::move(client);
}

namespace {

/// What a loop gives may be made empty.
asio::awaitable<Result<std::optional<StandaloneClient>>> keep_for_command(const StandaloneClientWork& work,
                                                                          bool write)
{
    auto client = co_await keep_standalone_client(work, write);
    if (client.has_error())
        co_return client.error();
    co_return std::optional(std::move(*client));
}

} // namespace

Result<StandaloneClient> visit_standalone_client(const config::StandaloneConfiguration& configuration,
                                                 const StandaloneVisitor& visitor, bool write,
                                                 std::vector<std::string>& warnings)
{
    const auto& declared = configuration.standalone;
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    ProgramRunner programs(loop.executor(), clock, visitor.access);
    reconcile::SecretReader reader(files, clock, visitor.access.environment, visitor.access.service_unit,
                                   &programs);
    const auto secret = loop.run(reader.read(declared.registration->secret));
    if (secret.has_error())
        return secret.error().with_context(diagnose::standalone_secret_setting(declared));
    if (!secret->warning.empty())
        warnings.push_back(diagnose::standalone_secret_setting(declared) + ": " + secret->warning);
    Secret manager;
    if (keeps_manager(declared))
    {
        auto read = loop.run(reader.read(declared.manager->secret));
        if (read.has_error())
            return read.error().with_context("standalone.manager");
        if (!read->warning.empty())
            warnings.push_back("standalone.manager: " + read->warning);
        manager = std::move(read->secret);
    }
    const auto present = read_standalone_directory(files, declared.directory);
    if (present.has_error())
        return present.error();
    learn_secrets_of(*present);
    auto ca_pem = read_ca_file(files, configuration.providers.ca_file);
    if (ca_pem.has_error())
        return ca_pem.error().with_context("providers.ca_file");
    net::BeastClient http(loop.executor(), clock,
                          provider_http_options(configuration.providers, std::move(*ca_pem)));
    const auto setup = standalone::parse_setup_env(present->setup_env.value_or(std::string()));
    const StandaloneClientWork work{
        .declared = declared,
        .secret = secret->secret,
        .needs = diagnose::needs_of_standalone(declared, standalone::configured(setup.variables())),
        .http = http,
        .clock = clock,
        .commands = visitor.commands,
        .manager = keeps_manager(declared) ? &manager : nullptr};
    auto kept = loop.run(keep_for_command(work, write));
    if (kept.has_error())
        return kept.error();
    return std::move(**kept);
}

} // namespace idpsync::service
