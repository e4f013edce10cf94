#include "readback/flows.hpp"

#include "core/text.hpp"
#include "readback/wire.hpp"

#include <boost/json/array.hpp>

namespace idpsync::readback {
namespace {

namespace bj = boost::json;

constexpr std::string_view not_found = "5";

enum FieldOfConfig : std::uint32_t
{
    client_id = 1,
    client_secret,
    domain,
    audience,
    device_endpoint,
    token_endpoint,
    scope,
    use_id_token,
    authorization_endpoint,
    redirect_urls,
    disable_prompt_login,
    login_flag
};

Error unreadable(const std::string& what)
{
    return {ErrorKind::bad_response, "the server's answer is no " + what + " of NetBird's"};
}

/// The bytes of the last field of that number.
std::optional<std::string_view> bytes_in(const std::vector<Field>& fields, std::uint32_t number)
{
    std::optional<std::string_view> found;
    for (const auto& field : fields)
        if (field.number == number)
            found = field.bytes;
    return found;
}

void take_field(bj::object& config, const Field& field)
{
    const auto text = [&](const char* name) { config[name] = bj::string(field.bytes); };
    switch (field.number)
    {
    case client_id: return text("ClientID");
    case client_secret: config["ClientSecretIsSet"] = !field.bytes.empty(); return;
    case domain: return text("Domain");
    case audience: return text("Audience");
    case device_endpoint: return text("DeviceAuthEndpoint");
    case token_endpoint: return text("TokenEndpoint");
    case scope: return text("Scope");
    case use_id_token: config["UseIDToken"] = field.value != 0; return;
    case authorization_endpoint: return text("AuthorizationEndpoint");
    case redirect_urls: config["RedirectURLs"].as_array().emplace_back(bj::string(field.bytes)); return;
    case disable_prompt_login: config["DisablePromptLogin"] = field.value != 0; return;
    case login_flag: config["LoginFlag"] = field.value; return;
    default: return;
    }
}

/// Nothing: it is no such message.
std::optional<bj::object> provider_config(const std::vector<Field>& flow, std::uint32_t number)
{
    const auto message = bytes_in(flow, number);
    const auto fields = message ? fields_of(*message) : std::nullopt;
    if (!fields)
        return std::nullopt;
    bj::object config{{"RedirectURLs", bj::array()}};
    for (const auto& field : *fields)
    {
        if (!is_utf8(field.bytes))
            return std::nullopt;
        take_field(config, field);
    }
    return config;
}

Error something_else(const std::string& seen)
{
    return {
        ErrorKind::bad_response, "no gRPC of NetBird's answers there: " + seen,
        "a reverse proxy in front of NetBird must pass /management.ManagementService/ as gRPC, by HTTP/2"};
}

} // namespace

Result<std::optional<std::string>> judge_reply(const Reply& reply)
{
    if (reply.http_status != "200")
        return something_else("status " + escaped(reply.http_status.empty() ? "missing" : reply.http_status));
    if (!reply.content_type.starts_with("application/grpc"))
        return something_else("an answer of the type " + quoted(reply.content_type));
    if (reply.grpc_status == not_found)
        return std::optional<std::string>();
    if (reply.grpc_status != "0")
        return Error{ErrorKind::rejected,
                     "the server refuses to tell: " + quoted(reply.grpc_message) + " (grpc-status " +
                         (reply.grpc_status.empty() ? "missing" : escaped(reply.grpc_status)) + ")"};
    auto message = unframed(reply.body);
    if (message.has_error())
        return message.error();
    return std::optional(std::move(*message));
}

Result<BoxKey> decode_server_key(std::string_view message)
{
    const auto fields = fields_of(message);
    const auto text = fields ? bytes_in(*fields, 1) : std::nullopt;
    const auto key = text ? key_from(*text) : std::nullopt;
    if (!key)
        return unreadable("key");
    return *key;
}

std::string encode_encrypted(const BoxKey& own, std::string_view box)
{
    std::string message;
    append_field(message, 1, to_base64(own));
    append_field(message, 2, box);
    return message;
}

Result<std::string> decode_encrypted(std::string_view message, const BoxKey& server, const KeyPair& own)
{
    const auto fields = fields_of(message);
    const auto box = fields ? bytes_in(*fields, 2) : std::nullopt;
    auto inside = box ? opened(*box, server, own) : std::nullopt;
    if (!inside)
        return unreadable("encrypted message");
    return std::move(*inside);
}

Result<bj::value> pkce_flow(const std::optional<std::string>& message)
{
    if (!message)
        return bj::value();
    const auto fields = fields_of(*message);
    auto config = fields ? provider_config(*fields, 1) : std::nullopt;
    if (!config)
        return unreadable("PKCEAuthorizationFlow");
    return bj::value(bj::object{{"ProviderConfig", std::move(*config)}});
}

Result<bj::value> device_flow(const std::optional<std::string>& message)
{
    if (!message)
        return bj::value(bj::object{{"Provider", "none"}});
    const auto fields = fields_of(*message);
    auto config = fields ? provider_config(*fields, 2) : std::nullopt;
    if (!config)
        return unreadable("DeviceAuthorizationFlow");
    return bj::value(bj::object{{"Provider", "hosted"}, {"ProviderConfig", std::move(*config)}});
}

} // namespace idpsync::readback
