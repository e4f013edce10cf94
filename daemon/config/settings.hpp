#pragma once

#include "config/listen_address.hpp"
#include "core/desired.hpp"
#include "core/enumerators.hpp"
#include "core/event.hpp"
#include "core/policy.hpp"

#include <boost/url/url.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::config {

/// `management:`, the NetBird server.
struct Management
{
    boost::urls::url url; ///< https (or http on loopback, or with allow_http); no query, no fragment; no
                          ///< trailing slash; without /api
    SecretSource token;   ///< never plain unless warned
    std::optional<std::string> ca_file;        ///< absolute path
    std::chrono::milliseconds timeout{30'000}; ///< at least 12 s
    std::optional<std::string> proxy;          ///< http or https URL
    /// NetBird's own metrics, which show when it was restarted; http or https, no user, no query.
    std::optional<boost::urls::url> metrics_url;
    bool allow_http = false; ///< plain http beyond loopback is meant
    /// The daemon renews the token when its end is nearer than that; 0: never.
    std::chrono::milliseconds token_renew{0};
};

/// `providers:`, how identity providers are reached for checks.
struct ProviderAccess
{
    std::optional<std::string> ca_file; ///< absolute path
    std::optional<std::string> proxy;   ///< http or https URL

    bool operator==(const ProviderAccess&) const = default;
};

BOOST_DEFINE_ENUM_CLASS(LogFormat, automatic, journald, text, json)

/// As the file has it.
constexpr std::string_view to_string(LogFormat format)
{
    return format == LogFormat::automatic ? "auto" : enumerator_name(format);
}

struct LogSettings
{
    LogFormat format = LogFormat::automatic;
    Level level = Level::info;
};

/// `attribution:`, who changed what.
struct Attribution
{
    /// Between two checks of NetBird's audit log where nothing differs; 0: it is not read at all.
    std::chrono::milliseconds audit_interval{3'600'000};
    bool reassert = true; ///< a secret that others may have changed is written again
};

/// `verify:`, how often logins are checked between changes; 0: never.
struct VerifySettings
{
    std::chrono::milliseconds interval{3'600'000};     ///< at least a minute
    std::chrono::milliseconds credentials{86'400'000}; ///< at least an hour

    bool operator==(const VerifySettings&) const = default;
};

/// `web:`, a page for people.
struct WebPage
{
    std::optional<ListenAddress> listen;      ///< nothing: nowhere
    std::optional<std::string> password_file; ///< absolute path; nothing: everybody who reaches it may look
};

/// Everything in config.yaml but the providers.
struct Settings
{
    Management management;
    ProviderAccess providers;
    Policy policy;
    std::chrono::milliseconds interval{300'000}; ///< between two passes of the daemon; at least 10 s
    VerifySettings verify;
    LogSettings log;
    Attribution attribution;
    WebPage web;
    std::optional<ListenAddress> metrics;     ///< where metrics and health are served; nothing: nowhere
    std::string config_file;                  ///< as it was opened, absolute
    std::optional<std::string> providers_dir; ///< absolute; nothing when the file does not name one
};

} // namespace idpsync::config
