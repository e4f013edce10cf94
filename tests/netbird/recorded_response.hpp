#pragma once

#include "net/http.hpp"
#include "support/recordings.hpp"

namespace idpsync::netbird {

/// What a client would have made of a recorded answer.
inline net::Response response_of(const idpsync::test::Recording& recorded)
{
    net::Response response;
    response.status = recorded.status;
    for (const auto& [name, value] : recorded.response_headers)
        response.headers.emplace_back(std::string(name), std::string(value.as_string()));
    response.body = recorded.response_text();
    return response;
}

} // namespace idpsync::netbird
