#pragma once

// What NetBird's management server says to the two questions about its logins. Pure.

#include "core/error.hpp"
#include "readback/box.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::readback {

/// One answer, as HTTP/2 brought it.
struct Reply
{
    std::string http_status;
    std::string content_type;
    std::string grpc_status; ///< empty: there was none
    std::string grpc_message;
    std::string body;
};

/// The message in it; nothing: the server has none of what was asked for (grpc-status 5). Errors:
/// bad_response where something else answered, rejected in the server's words.
Result<std::optional<std::string>> judge_reply(const Reply& reply);

/// The server's own key.
Result<BoxKey> decode_server_key(std::string_view message);

/// The wrapping of every other message: whose key, and the box.
std::string encode_encrypted(const BoxKey& own, std::string_view box);

/// The message inside. Error (bad_response): it is not from that server to this pair.
Result<std::string> decode_encrypted(std::string_view message, const BoxKey& server, const KeyPair& own);

/// `PKCEAuthorizationFlow` and `DeviceAuthorizationFlow` with the members that management.json has. A client
/// secret is left out: ClientSecretIsSet tells that there is one. Nothing stands for a flow that is switched
/// off.
Result<boost::json::value> pkce_flow(const std::optional<std::string>& message);
Result<boost::json::value> device_flow(const std::optional<std::string>& message);

} // namespace idpsync::readback
