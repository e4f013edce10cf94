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
    bad_config,      ///< A file is wrong; only its author can mend it. Exit code 78.
    unauthorized,    ///< NetBird does not know the token (401, or its 404 for a revoked one).
    forbidden,       ///< The token may not do this (403).
    rejected,        ///< NetBird understood the request and refused it; repeating it as it is does not help.
    throttled,       ///< 429; the same request may succeed later.
    transport,       ///< No answer, and the request was certainly not carried out (or only reads).
    timed_out,       ///< As `transport`, because the deadline passed.
    unknown_outcome, ///< A write left, and no answer says whether it was carried out.
    bad_response,    ///< An answer that is not NetBird's API: HTML, wrong types, a redirect, too large.
    conflict,        ///< The world is not what a decision was made for; decided anew next time.
    storage,         ///< Our own state directory: unreadable, corrupt, full, locked by another pass.
    stopped          ///< The operator asked to stop.
)

/// Why there was no connection, as far as a check of the other side has something to say about it.
enum class Trouble
{
    other,
    name_unknown,        ///< no address
    certificate_expired, ///< or not valid yet
    certificate_for_another_host,
    certificate_untrusted,
    address_not_allowed, ///< loopback or link-local, where that may not be
};

/// A failure in words an operator can act on: what was tried, what was expected, what was seen.
/// The message never holds a secret, and text that came from outside is already escaped (see text.hpp).
struct Error
{
    ErrorKind kind;
    std::string message;
    Trouble trouble = Trouble::other; ///< of `transport`

    /// The same error, told from further out: "context: message".
    [[nodiscard]] Error with_context(std::string_view context) const;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Called by Result<T>::value() on an error: using a value without checking it is a bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

} // namespace idpsync
