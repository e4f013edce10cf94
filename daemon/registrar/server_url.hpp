#pragma once

#include "registrar/registrar.hpp"

#include <boost/url/url.hpp>

#include <string_view>

namespace idpsync::registrar {

/// Where the server is, without a slash at the end: `access.url`, or the issuer up to `before`, a part of its
/// path that every issuer of that server has ("/realms/"); empty: the issuer is the server's address.
/// bad_config when the issuer is none of that server.
Result<boost::urls::url> server_url(const Access& access, std::string_view before);

/// What stands in the issuer's path behind `before`, without slashes at the end: Keycloak's realm. Empty when
/// it is not there.
std::string part_behind(const std::string& issuer, std::string_view before);

} // namespace idpsync::registrar
