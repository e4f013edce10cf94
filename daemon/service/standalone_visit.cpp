#include "service/standalone_visit.hpp"

#include "net/client.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"

#include <memory>

namespace idpsync::service {
namespace {

boost::asio::awaitable<Result<std::vector<NamedSecret>>>
read_all_secrets(const config::StandaloneConfiguration& configuration, reconcile::SecretReader& reader)
{
    auto secrets = co_await read_standalone_secrets(configuration, reader);
    co_return Result<std::vector<NamedSecret>>(std::move(secrets));
}

} // namespace

Result<std::vector<NamedSecret>> read_standalone_secrets(const config::StandaloneConfiguration& configuration,
                                                         const SecretAccess& access)
{
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    ProgramRunner programs(loop.executor(), clock, access);
    reconcile::SecretReader reader(files, clock, access.environment, access.service_unit, &programs);
    return loop.run(read_all_secrets(configuration, reader));
}

Result<diagnose::Diagnosis> visit_standalone(const config::StandaloneConfiguration& configuration,
                                             const StandaloneVisitor& visitor,
                                             std::vector<std::string>& warnings)
{
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    SystemRandom random;
    ProgramRunner programs(loop.executor(), clock, visitor.access);
    const Connect connect = [&](net::ClientOptions options) {
        return std::make_unique<net::BeastClient>(loop.executor(), clock, std::move(options));
    };
    StandaloneCheck check({.connect = connect,
                           .connect_to_providers = connect,
                           .clock = clock,
                           .files = files,
                           .random = random,
                           .environment = visitor.access.environment,
                           .service_unit = visitor.access.service_unit,
                           .programs = &programs,
                           .ask_server = visitor.ask_server,
                           .commands = visitor.commands},
                          configuration);
    auto sight = loop.run(check.look());
    if (sight.has_error())
        return sight.error();
    warnings = std::move(sight->warnings);
    return std::move(sight->diagnosis);
}

} // namespace idpsync::service
