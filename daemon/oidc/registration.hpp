#pragma once

// Who is checked: one client at one provider, as it is declared.

#include "core/desired.hpp"
#include "core/error.hpp"
#include "core/provider.hpp"
#include "net/http.hpp"

#include <boost/url/url.hpp>

#include <string>
#include <string_view>

namespace idpsync::oidc {

struct Registration
{
    ProviderType type = ProviderType::oidc;
    std::string issuer; ///< as declared; issuer_of() for google and microsoft
    std::string client_id;
    std::string redirect_uri; ///< NetBird's; empty when it is not known
    CheckSettings checks;
    bool group_claims = false; ///< groups are expected in the ID token
    std::string scopes = {};   ///< what a login asks for; empty: what the login service asks for
    /// NetBird itself reads the tokens, without its login service: it takes RSA and EC keys alone.
    bool standalone = false;
};

/// The issuer at which these values can be checked: the declared one; google's own for google; nothing for
/// microsoft, whose issuer is a template.
std::string issuer_of(const ConnectorValues& values);

/// The client of a connector with these values.
Registration registration_of(const ConnectorValues& values, const CheckSettings& checks,
                             std::string redirect_uri);

/// The scopes that NetBird's login service asks for, with spaces between.
std::string_view scopes_of(ProviderType type);

/// What a login of this client asks for.
std::string_view scopes_of(const Registration& registration);

/// An answer, or why there is none.
using Fetched = Result<net::Response>;

/// http or https, a host, and no credentials; nothing for anything else.
std::optional<boost::urls::url> parse_endpoint(std::string_view text);

/// True when `url` leads to this machine by its text alone (core/place.hpp).
bool names_loopback(const boost::urls::url_view_base& url);

/// True when plain http may be used for `url` (docs/reconciling.md 22).
bool http_is_fine(const boost::urls::url_view_base& url, const Registration& registration);

/// Same scheme, host and port, a default port written or not.
bool same_origin(const boost::urls::url_view_base& left, const boost::urls::url_view_base& right);

} // namespace idpsync::oidc
