#pragma once

// What asks providers in a world, real but for the network; what it remembers beside the disk can be dropped.

#include "reconcile/provider_preflight.hpp"
#include "reconcile/world.hpp"

#include <boost/url/url.hpp>

#include <chrono>
#include <memory>

namespace idpsync::test {

class AskedProviders
{
public:
    explicit AskedProviders(World& world)
        : world_(world),
          http_(world.io.get_executor(), world.sandbox),
          checker_(http_, world.clock, world.random),
          login_service_(http_, world.clock, boost::urls::url(world.sandbox.url()), std::chrono::seconds(30))
    {
        restart();
    }

    /// The daemon starts again: what is not on the disk is forgotten.
    void restart()
    {
        memory_ = std::make_unique<Memory>(*this);
        world_.preflight = &memory_->preflight;
        world_.restart_daemon();
    }

    [[nodiscard]] reconcile::ChecksStore& checks() { return memory_->checks; }
    [[nodiscard]] reconcile::ProviderInquiry& inquiry() { return memory_->inquiry; }

private:
    struct Memory
    {
        explicit Memory(AskedProviders& of)
            : checks(of.world_.files, of.world_.clock, "/state"),
              inquiry(of.checker_, checks, of.world_.clock),
              preflight({inquiry, of.login_service_, checks, of.world_.clock})
        {}

        reconcile::ChecksStore checks;
        reconcile::ProviderInquiry inquiry;
        reconcile::ProviderPreflight preflight;
    };

    World& world_;
    sandbox::InProcessClient http_;
    oidc::Checker checker_;
    netbird::LoginService login_service_;
    std::unique_ptr<Memory> memory_;
};

} // namespace idpsync::test
