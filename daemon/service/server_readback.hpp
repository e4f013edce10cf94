#pragma once

// What the running management server hands out, asked by a program of its own: it speaks HTTP/2, which this
// one does not.

#include "core/error.hpp"
#include "net/client.hpp"

#include <boost/url/url.hpp>

#include <string>
#include <vector>

namespace idpsync::service {

/// Both flows of logins as JSON in the form of management.json, from the first of `addresses` that answers.
/// Errors: the first address's; storage when that program is not there.
Result<std::string> read_back(const std::vector<boost::urls::url>& addresses,
                              const net::ClientOptions& reach);

} // namespace idpsync::service
