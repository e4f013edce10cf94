#pragma once

// One installation with one declared provider, which NetBird can reach; and how to spoil its moments.

#include "reconcile/preflight.hpp"
#include "reconcile/world.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace idpsync::test {

inline const std::string issuer = "https://id.example.com";

/// Keeps nothing in mind; what it answers is up to the test.
class ForgetfulPreflight : public reconcile::Preflight
{
public:
    void begin() override {}
    std::optional<reconcile::Waiting> unverified(const reconcile::PreflightQuestion& /*question*/) override
    {
        return std::nullopt;
    }
    std::optional<Finding> refusal(const ProviderKey& /*key*/, const ConnectorValues& /*values*/,
                                   const Fingerprint& /*fingerprint*/) override
    {
        return std::nullopt;
    }
    void note_unverified(const reconcile::PreflightQuestion& /*question*/,
                         const PreflightResult& /*result*/) override
    {}
    reconcile::Waiting hold_back(const reconcile::PreflightQuestion& /*question*/,
                                 const PreflightResult& /*result*/) override
    {
        return {};
    }
    void let_go(const ProviderKey& /*key*/) override {}
    boost::asio::awaitable<void> save() override { co_return; }
};

class Pass : public testing::Test
{
protected:
    Pass()
    {
        world.sandbox.add_issuer(issuer);
        world.declare("corp", ProviderType::pocketid, issuer, "netbird");
    }

    std::string connector_id() { return world.sandbox.connectors().at(0).id; }

    /// The next create is carried out, its answer is lost, and NetBird cannot be asked about it either.
    void lose_a_create()
    {
        world.sandbox.fail({.method = "POST", .fault = sandbox::Fault::cut_after()});
        world.sandbox.fail({.method = "GET",
                            .path = "/api/identity-providers",
                            .skip = 1,
                            .times = std::nullopt,
                            .fault = sandbox::Fault::answered(503, "")});
    }

    World world;
};

} // namespace idpsync::test
