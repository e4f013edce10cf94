#pragma once

// Is NetBird's redirect URI registered? Found out without a user: the authorization endpoint is asked as a
// browser would ask it, once with the real URI and, as a control, once with one that cannot be registered. No
// redirect to the redirect URI itself is ever followed.

#include "core/finding.hpp"
#include "oidc/discovery.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

/// A redirect URI that nobody has registered (a reserved name, RFC 6761), for the control.
inline constexpr std::string_view unregistered_redirect_uri =
    "https://idpsync-control.invalid/oauth2/callback";

struct AuthorizationRequest
{
    std::string redirect_uri;
    bool challenge = true; ///< with an S256 challenge, as newer versions of NetBird send one
};

/// The URL of a probe: code flow, NetBird's scopes, a long state, `prompt=none`.
boost::urls::url authorization_url(const Registration& registration,
                                   const boost::urls::url& authorization_endpoint,
                                   const AuthorizationRequest& request);

/// One request of a browser and what came back.
struct Step
{
    boost::urls::url url;
    Fetched answer;
};

/// What one probe met: its first answer and, where a redirect on the provider's own host was followed, the
/// second.
struct RedirectResult
{
    std::string redirect_uri; ///< that was asked with
    Step first;
    std::optional<Step> second;
};

/// Where the answer of `step` leads, when that is another page of the provider itself: same scheme, host and
/// port, no `error`, and not the redirect URI.
std::optional<boost::urls::url> own_redirect(const Step& step, std::string_view redirect_uri);

/// True when the first answer of a probe needs no control: it was sent to the redirect URI, or refused.
bool tells_by_itself(const RedirectResult& probe);

/// True when the first answers tell probe and control not apart and both may be followed once.
bool follow_once(const RedirectResult& probe, const RedirectResult& control);

/// The Cookie header for the one hop behind `answer`, or nothing: each cookie that was set, without its
/// attributes.
std::string cookies_for_hop(const net::Response& answer);

struct RedirectJudgement
{
    Verdict verdict = Verdict::unknown;
    bool may_change = false; ///< asking again in a moment may give another answer
    Finding finding;         ///< what decided it
    /// Beside it: an error that the provider sent to the redirect URI (a scope is missing, code flow off).
    std::vector<Finding> more;
};

RedirectJudgement judge_redirect(const Registration& registration, const RedirectResult& probe,
                                 const RedirectResult& control);

/// The probe once more without a challenge, as older versions of NetBird ask: nothing when that makes no
/// difference; else that the client requires PKCE. An error where no NetBird would send a challenge, because
/// the document does not list S256; a warning otherwise: only a login probe shows what this NetBird sends.
std::optional<Finding> judge_without_challenge(const Registration& registration, const RedirectResult& with,
                                               const RedirectResult& without, bool lists_s256);

} // namespace idpsync::oidc
