#pragma once

// Recorded exchanges of providers as the checks meet them.

#include "oidc/registration.hpp"
#include "support/recordings.hpp"

#include <boost/url/parse.hpp>

#include <string>

namespace idpsync::oidc::test {

using idpsync::test::recording;
using idpsync::test::Recording;

inline net::Response response_of(const Recording& recorded)
{
    net::Response response{
        .status = recorded.status, .headers = {}, .body = recorded.response_text(), .peer = {}};
    if (recorded.truncated) // what stood further down is known only as it is read
        response.body += "\"></script></style><p>" + recorded.visible_text + "</p>";
    for (const auto& member : recorded.response_headers)
    {
        if (member.value().is_string())
            response.headers.emplace_back(member.key(), std::string(member.value().as_string()));
        if (member.value().is_array())
            for (const auto& one : member.value().as_array())
                response.headers.emplace_back(member.key(), std::string(one.as_string()));
    }
    return response;
}

inline boost::urls::url url_of(const Recording& recorded)
{
    return boost::urls::url(boost::urls::parse_uri(recorded.url).value());
}

/// A client of no provider in particular.
inline Registration registration()
{
    return {.issuer = "https://id.example.com",
            .client_id = "netbird",
            .redirect_uri = "https://netbird.example.com/oauth2/callback"};
}

} // namespace idpsync::oidc::test
