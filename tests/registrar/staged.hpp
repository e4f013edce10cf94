#pragma once

// A registrar, and a provider of the sandbox whose API it enters.

#include "registrar/registrar.hpp"
#include "registrar/trait_sets.hpp"
#include "sandbox/tests/managed_clients.hpp"
#include "support/matchers.hpp"

#include <memory>
#include <string>

namespace idpsync::registrar {

class Staged : public sandbox::test::ManagedClients
{
protected:
    void enter(ProviderType type, const std::string& issuer, const std::string& url = {})
    {
        Access access{.type = type, .issuer = issuer, .url = {}, .account = "sync", .secret = token_};
        if (!url.empty())
            access.url = boost::urls::url(url);
        registrar_ = make_registrar(access, http_).value();
        needs_.redirect_uri = netbird_.sandbox.redirect_uri();
        needs_.logout_uri = netbird_.sandbox.url() + "/oauth2/logout/callback";
    }

    template <class T>
    T run(boost::asio::awaitable<T> work)
    {
        return idpsync::test::run(netbird_.io, netbird_.clock, std::move(work));
    }
    net::SteadyTime deadline() { return netbird_.clock.now() + std::chrono::seconds(15); }

    Result<void> create()
    {
        return run(
            registrar_->create({.client_id = "netbird", .name = "NetBird", .needs = needs_}, deadline()));
    }
    ProviderClient find() { return run(registrar_->find("netbird", deadline())).value().value(); }
    Result<ClientTraits> put_right(ClientTraits traits)
    {
        return run(registrar_->put_right("netbird", std::move(traits), needs_, deadline()));
    }
    ClientSecrets secrets() { return run(registrar_->secrets("netbird", deadline())).value(); }
    MadeSecret make_secret(std::optional<WallTime> expires = {})
    {
        NewSecret wanted{.chosen = Secret("not-a-real-chosen-secret-" + std::to_string(++secrets_)),
                         .expires = expires};
        return run(registrar_->add_secret("netbird", std::move(wanted), deadline())).value();
    }

    /// Of all traits; what this server does not tell is not.
    ClientTraits wrong()
    {
        ClientTraits bad;
        for (const auto& fit : fits(find(), needs_))
            if (fit.fit == Fit::bad)
                bad.insert(fit.trait);
        return bad;
    }

    const Secret token_{"not-a-real-api-key"};
    std::unique_ptr<Registrar> registrar_;
    ClientNeeds needs_ = some_needs;

private:
    int secrets_ = 0; ///< so many were chosen
};

/// One trait that a test breaks at the provider.
struct Break
{
    ClientTrait trait;
    std::function<void(sandbox::ProviderClient&)> it;
};

} // namespace idpsync::registrar
