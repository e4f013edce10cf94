#pragma once

// A registrar that finds clients and does not change them yet.

#include "registrar/registrar.hpp"

namespace idpsync::registrar {

class ReadsOnly : public Registrar
{
public:
    boost::asio::awaitable<Result<void>> create(NewClient /*client*/, net::SteadyTime /*deadline*/) override
    {
        co_return refusal();
    }
    boost::asio::awaitable<Result<void>> put_right(std::string /*client_id*/, ClientTraits /*traits*/,
                                                   ClientNeeds /*needs*/,
                                                   net::SteadyTime /*deadline*/) override
    {
        co_return refusal();
    }
    boost::asio::awaitable<Result<ClientSecrets>> secrets(std::string /*client_id*/,
                                                          net::SteadyTime /*deadline*/) override
    {
        co_return refusal();
    }
    boost::asio::awaitable<Result<MadeSecret>> make_secret(std::string /*client_id*/,
                                                           std::optional<WallTime> /*expires*/,
                                                           net::SteadyTime /*deadline*/) override
    {
        co_return refusal();
    }
    boost::asio::awaitable<Result<void>> remove_secret(std::string /*client_id*/, std::string /*secret_id*/,
                                                       net::SteadyTime /*deadline*/) override
    {
        co_return refusal();
    }

private:
    static Error refusal()
    {
        return {ErrorKind::rejected, "this program cannot change clients at this provider yet"};
    }
};

} // namespace idpsync::registrar
