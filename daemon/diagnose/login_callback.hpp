#pragma once

// How a browser comes back from a login to this program: to which address, with what. Pure.

#include "core/error.hpp"
#include "core/secret.hpp"
#include "net/page.hpp"
#include "netbird/login_service.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace idpsync::diagnose {

/// A redirect URI on this host's loopback address, as it is registered for NetBird's command line.
struct LoopbackRedirect
{
    std::string uri;
    std::uint16_t port = 0;
    std::string path;

    /// Error (bad_config): not http, not localhost, 127.0.0.1 or [::1], or with a query, a fragment or a
    /// user.
    static Result<LoopbackRedirect> parse(const std::string& text);

    /// The same with another port.
    [[nodiscard]] LoopbackRedirect at(std::uint16_t other) const;
};

/// Where NetBird's command line is registered to be sent back to, unless an operator changed that.
inline constexpr std::string_view usual_redirect = netbird::command_line_redirect;

/// What came back: a code, or an error in the provider's or NetBird's words, raw.
struct LoginReturn
{
    std::optional<Secret> code;
    std::string error;
    std::string description;
};

/// Nothing unless the request is for just this path and carries just this state, and a code or an error.
std::optional<LoginReturn> read_callback(const net::PageRequest& request, const std::string& path,
                                         const std::string& state);

/// What the browser shows then; nothing that came with the request is in it.
net::Page page_after(const LoginReturn& back);

} // namespace idpsync::diagnose
