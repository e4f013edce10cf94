#pragma once

#include "net/clock.hpp"
#include "reconcile/programs.hpp"
#include "service/secret_access.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace idpsync::service {

/// Real programs. Root runs them as the owner of the state directory, as the daemon does: what the files
/// declare is root's business only where they are.
class ProgramRunner final : public reconcile::Programs
{
public:
    /// `clock` must outlive it.
    ProgramRunner(boost::asio::any_io_executor executor, net::Clock& clock, SecretAccess access);

    boost::asio::awaitable<Result<std::string>> output_of(const SecretSource::Command& command) override;

private:
    boost::asio::any_io_executor executor_;
    net::Clock& clock_;
    SecretAccess access_;
};

} // namespace idpsync::service
