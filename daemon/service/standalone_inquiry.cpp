#include "service/standalone_inquiry.hpp"

#include "diagnose/standalone_doctor.hpp"
#include "net/client.hpp"
#include "oidc/check.hpp"
#include "service/declared_files.hpp"
#include "service/provider_access.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/program_runner.hpp"
#include "service/system/system_clock.hpp"
#include "service/system/system_random.hpp"

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

/// NetBird's configure.sh waits as long as curl does.
constexpr auto longest_wait = 30s;

boost::asio::awaitable<Result<oidc::ProviderCheck>>
look_at_document(oidc::Checker& checker, net::Clock& clock, const oidc::Registration& registration)
{
    const oidc::Extent document_alone{.redirect = false};
    const auto deadline = clock.now() + longest_wait;
    auto checked = co_await checker.check(registration, document_alone, deadline);
    co_return Result<oidc::ProviderCheck>(std::move(checked));
}

Error why_unusable(const oidc::DiscoveryJudgement& judgement)
{
    const auto kind = judgement.verdict == Verdict::refused ? ErrorKind::rejected : ErrorKind::transport;
    const auto& finding = judgement.findings.front();
    return {kind, finding.evidence, finding.next};
}

} // namespace

Result<std::optional<reconcile::SecretRead>> read_manager_secret(const Standalone& declared,
                                                                 const SecretAccess& access)
{
    if (!declared.manager)
        return std::optional<reconcile::SecretRead>();
    EventLoop loop;
    SystemClock clock(loop.executor());
    PosixFiles files;
    ProgramRunner programs(loop.executor(), clock, access);
    reconcile::SecretReader reader(files, clock, access.environment, access.service_unit, &programs);
    auto secret = loop.run(reader.read(declared.manager->secret));
    if (secret.has_error())
        return secret.error();
    return std::optional<reconcile::SecretRead>(std::move(*secret));
}

Result<standalone::Endpoints> ask_standalone_provider(const config::StandaloneConfiguration& configuration)
{
    PosixFiles files;
    auto ca_pem = read_ca_file(files, configuration.providers.ca_file);
    if (ca_pem.has_error())
        return ca_pem.error().with_context("providers.ca_file");
    EventLoop loop;
    SystemClock clock(loop.executor());
    SystemRandom random;
    net::BeastClient http(loop.executor(), clock,
                          provider_http_options(configuration.providers, std::move(*ca_pem)));
    oidc::Checker checker(http, clock, random);
    const auto registration = diagnose::registration_of(configuration.standalone);
    const auto checked = loop.run(look_at_document(checker, clock, registration));
    if (checked.has_error())
        return checked.error();
    const auto& discovery = checked->discovery;
    if (discovery.verdict != Verdict::accepted || !discovery.document)
        return why_unusable(discovery);
    return diagnose::endpoints_in(*discovery.document);
}

} // namespace idpsync::service
