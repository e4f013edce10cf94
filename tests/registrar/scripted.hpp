#pragma once

// A registrar whose server answers by a script.

#include "registrar/registrar.hpp"
#include "registrar/trait_sets.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"
#include "support/scripted_http.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace idpsync::registrar {

class Scripted : public testing::Test
{
protected:
    Scripted(ProviderType type, const std::string& issuer)
        : registrar(
              make_registrar(
                  {.type = type, .issuer = issuer, .url = {}, .account = "idp-sync", .secret = token}, http)
                  .value())
    {}

    void answer(const std::string& folder, const std::string& name)
    {
        const auto recorded = test::recording(folder, name);
        http.answer(recorded.status, recorded.response_text());
    }

    template <class T>
    T run(boost::asio::awaitable<T> work)
    {
        return idpsync::test::run(io, clock, std::move(work));
    }
    net::SteadyTime deadline() { return clock.now() + std::chrono::seconds(15); }

    Result<void> create(ClientNeeds needs = some_needs)
    {
        return run(registrar->create({.client_id = "netbird", .name = "NetBird", .needs = std::move(needs)},
                                     deadline()));
    }
    Result<ClientTraits> put_right(ClientTraits traits, ClientNeeds needs = some_needs)
    {
        return run(registrar->put_right("netbird", std::move(traits), std::move(needs), deadline()));
    }
    Result<ClientSecrets> secrets() { return run(registrar->secrets("netbird", deadline())); }
    Result<MadeSecret> make_secret(std::optional<WallTime> expires = {})
    {
        NewSecret wanted{.chosen = Secret("not-a-real-chosen-secret"), .expires = expires};
        return run(registrar->add_secret("netbird", std::move(wanted), deadline()));
    }
    Result<void> remove_secret(const std::string& id)
    {
        return run(registrar->remove_secret("netbird", id, deadline()));
    }

    /// "PUT /api/oidc/clients/netbird", of every request.
    std::vector<std::string> asked() const
    {
        std::vector<std::string> all;
        for (const auto& sent : http.requests())
            all.push_back(std::string(net::to_string(sent.method)) + " " +
                          sent.url.substr(sent.url.find('/', std::string("https://").size())));
        return all;
    }

    boost::asio::io_context io;
    test::ManualClock clock;
    test::ScriptedHttp http{clock};
    const Secret token{"not-a-real-api-key"};
    std::unique_ptr<Registrar> registrar;
};

} // namespace idpsync::registrar
