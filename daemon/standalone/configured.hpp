#pragma once

// What NetBird's configure.sh makes of setup.env: base.setup.env's defaults, what the script works out, and
// where its templates put that. Held against recordings of the script (tests/data/configure). Pure.

#include "standalone/setup_env.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace idpsync::standalone {

/// What of the provider's discovery document ends up in NetBird's files; empty: the document lacks it.
struct Endpoints
{
    std::string issuer;
    std::string keys;
    std::string token;
    std::string authorization;
    std::string device;

    bool operator==(const Endpoints&) const = default;
};

/// The variables as the templates get them.
Variables configured(const Variables& setup, const Endpoints& provider = {});

/// Which file or program a value ends up in.
enum class Receiver
{
    management_json, ///< the management server, by a path of its file
    dashboard,       ///< by a variable of its environment
    server_option    ///< the management server, by an option on its command line
};

/// How a value stands in management.json.
enum class JsonForm
{
    text,
    bare,     ///< true, false or a number
    urls,     ///< http://localhost:PORT for each port
    extra,    ///< an object with a member for each key of extra_prefix
    constant, ///< always `variable` itself, as a text
};

/// One value that decides logins.
struct LoginPlace
{
    Receiver receiver;
    std::string_view path;     ///< with dots between: "HttpConfig.AuthIssuer"
    std::string_view variable; ///< of configured()
    JsonForm form = JsonForm::text;
    bool secret = false;
};

std::span<const LoginPlace> login_places();

/// The value of a place as JSON.
std::string json_at(const LoginPlace& place, const Variables& configured);

/// "ApiToken" for "NETBIRD_IDP_MGMT_EXTRA_API_TOKEN".
std::string extra_name(std::string_view key);

} // namespace idpsync::standalone
