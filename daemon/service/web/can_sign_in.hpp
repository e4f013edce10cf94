#pragma once

// Whether people can sign in, in one line, and provider by provider. Pure.

#include "core/condition.hpp"
#include "service/control/status.hpp"
#include "service/web/login_days.hpp"

#include <string>

namespace idpsync::service {

struct SignInAnswer
{
    CanSignIn can = CanSignIn::unknown;
    std::string text; ///< a sentence; escaped
};

/// Through this provider, as far as anybody has seen; unknown while its connector is not as declared and
/// nobody can say what that means for logins.
CanSignIn can_sign_in(const Conditions& conditions, const LoginStatuses& logins, const ProviderKey& key);

/// The same of every provider that somebody has checked.
SignIns seen_sign_ins(const Conditions& conditions, const LoginStatuses& logins);

/// | providers              | answer                                        |
/// |------------------------|-----------------------------------------------|
/// | none is known          | unknown: why                                  |
/// | all can be signed in by| yes                                           |
/// | some cannot            | no: which                                     |
/// | of some nobody knows   | unknown: which; a provider that fails is worse|
SignInAnswer can_people_sign_in(const control::StatusDocument& status);

} // namespace idpsync::service
