#pragma once

// What the login service gives to NetBird's own clients, the dashboard and the command line: codes, and
// tokens of its own. Its errors are Dex's, as recorded (tests/data/idp/dex-2.45.1); no recording shows a
// token that was given.

#include "core/policy.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/login_identity.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/query.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

class LoginTokens
{
public:
    explicit LoginTokens(Ids& ids) : ids_(ids) {}

    /// A code for who signed in, good for one exchange by the client whose request `asked` was.
    std::string code_for(const Parameters& asked, const Identity& identity, const std::string& connector_id);

    /// POST of /oauth2/token, `issuer` being this NetBird's.
    Answer token(const Request& request, const std::string& issuer, WallTime now);

    /// GET of /oauth2/keys.
    [[nodiscard]] static Answer keys();

private:
    struct Grant
    {
        Parameters asked;
        Identity identity;
        std::string connector_id;
    };

    [[nodiscard]] static boost::json::object claims_for(const Grant& grant, const std::string& issuer,
                                                        WallTime now);

    Ids& ids_;
    std::map<std::string, Grant> codes_;
};

bool is_own_client(std::string_view client);
/// Whether `client` may return to `redirect_uri`.
bool may_return_to(std::string_view client, std::string_view redirect_uri, const Options& options);

/// NetBird's id of a user: base64 of a small message with the provider's `sub` and the connector's id.
std::string user_id(const std::string& sub, const std::string& connector_id);

/// The claims of an ID token that this login service signed and that has not expired; empty for any other.
boost::json::object verified_claims(std::string_view token, WallTime now);

/// The connector's id in a user's id.
std::string connector_of(std::string_view user_id);

} // namespace idpsync::sandbox
