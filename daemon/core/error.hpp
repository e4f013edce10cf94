#pragma once

// Errors as values. Everything that can fail for a reason outside the program returns Result<T>;
// exceptions are for bugs.

#include "core/enumerators.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace idpsync {

/// What went wrong, as far as the next step depends on it: the kind is the retry policy.
BOOST_DEFINE_ENUM_CLASS(
    ErrorKind,
    bad_config,      ///< A file is wrong; only its author can fix it. Exit code 78.
    unauthorized,    ///< NetBird does not know the token (401, or its 404 for a revoked one).
    forbidden,       ///< The token may not do this (403).
    rejected,        ///< NetBird understood the request and refused it; repeating it as it is does not help.
    throttled,       ///< 429; the same request may succeed later.
    transport,       ///< No answer, and the request was certainly not carried out (or only reads).
    timed_out,       ///< As `transport`, because the deadline passed.
    unknown_outcome, ///< A write left, and no answer says whether it was carried out.
    bad_response,    ///< An answer that is not NetBird's API: HTML, wrong types, a redirect, too large.
    conflict,        ///< The world is not what a decision was made for; decided again next time.
    storage,         ///< Our own state directory: unreadable, corrupt, full, locked by another pass.
    stopped          ///< The operator asked to stop.
)

/// Why it went wrong, as far as a finding, a retry or a hint depends on more than the kind. Whoever decides
/// reads this; the words are for people alone.
enum class ErrorCause
{
    unspecified,
    name_unknown,        ///< no address for the host
    certificate_expired, ///< or not valid yet
    certificate_for_another_host,
    certificate_untrusted,
    address_not_allowed, ///< loopback or link-local, where that may not be
    permission_denied,   ///< a file is there, and this user may not read it
    issuer_unreachable,  ///< NetBird refused a write because it cannot reach the provider
    netbird_failed,      ///< NetBird itself answered a write with a server error, and the answer was whole
    in_front_of_netbird, ///< a proxy answered, and NetBird never saw the request
    user_blocked,        ///< NetBird's API turns the user who signed in away
};

/// A failure in words an operator can act on. No secret is in them, and text that came from outside is
/// already escaped (see text.hpp).
struct Error
{
    ErrorKind kind;
    std::string message; ///< what was tried, what was expected, what was seen
    std::string next{};  ///< what to do about it; empty: the message says all there is
    ErrorCause cause = ErrorCause::unspecified;

    /// The same error, reported from further out: "context: message".
    [[nodiscard]] Error with_context(std::string_view context) const;

    /// "message; next", or the message alone: for whoever shows one line.
    [[nodiscard]] std::string text() const;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Called by Result<T>::value() on an error: using a value without checking it is a bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

} // namespace idpsync
