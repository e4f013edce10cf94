#pragma once

// The kinds of settings that several sections have. Each reads a value, or reports what is wrong with it: for
// row() of setting.hpp.

#include "config/listen_address.hpp"
#include "config/setting.hpp"
#include "core/desired.hpp"
#include "core/policy.hpp"

#include <boost/url/url.hpp>

namespace idpsync::config::kinds {

/// NetBird takes longer ones; nothing that is meant is longer, but a pasted file is.
inline constexpr std::size_t longest_text = 1024;

struct Boolean
{
    static constexpr Kind kind{"boolean", "boolean"};
    static std::optional<bool> read(const Value& value) { return value.boolean(); }
};

/// A whole number between `least` and `most`.
struct Count
{
    static constexpr Kind kind{"integer", ""};
    static std::optional<unsigned> read(const Value& value, const Setting& setting)
    {
        return value.whole_number(setting.least, setting.most);
    }
};

/// Not shorter than `shortest`.
struct Duration
{
    static constexpr Kind kind{"duration", "duration"};
    static std::optional<std::chrono::milliseconds> read(const Value& value, const Setting& setting);
};

/// The same, or 0 for never.
struct Period
{
    static constexpr Kind kind{"period", "duration, or `0` for never"};
    static std::optional<std::chrono::milliseconds> read(const Value& value, const Setting& setting);
};

/// One of the words that to_string() has for an E.
template <Enumeration E>
struct Choice
{
    static constexpr Kind kind{"enum", ""};
    static std::span<const std::string_view> words() { return spellings<E>(); }
    static std::optional<E> read(const Value& value, const Setting& setting)
    {
        return value.choice<E>(setting.advice);
    }
};

/// false, true or all.
struct PruneChoice
{
    static constexpr Kind kind{"enum", ""};
    static std::span<const std::string_view> words() { return spellings<Prune>(); }
    static std::optional<Prune> read(const Value& value);
};

/// For people to read: anything that can be seen.
struct Text
{
    static constexpr Kind kind{"text", "text"};
    static std::optional<std::string> read(const Value& value) { return value.clean_text(longest_text); }
};

/// Names of groups, each once.
struct Groups
{
    static constexpr Kind kind{"texts", "list of texts"};
    static std::optional<GroupNames> read(const Value& value);
};

/// The id of a client at its provider.
struct ClientId
{
    static constexpr Kind kind{"client_id", "text"};
    static std::optional<std::string> read(const Value& value);
};

/// A file or directory that is read later; where it is named is kept.
struct File
{
    static constexpr Kind kind{"path", "path"};
    static std::optional<std::string> read(const Value& value);
};

/// Where a secret is.
struct SecretRef
{
    static constexpr Kind kind{"secret", "secret"};
    static std::optional<SecretSource> read(const Value& value);
};

/// NetBird's address.
struct ServerUrl
{
    static constexpr Kind kind{"server_url", "URL"};
    static std::optional<boost::urls::url> read(const Value& value, const Mapping& section);
};

struct MetricsUrl
{
    static constexpr Kind kind{"endpoint", "http or https URL"};
    static std::optional<boost::urls::url> read(const Value& value);
};

struct Proxy
{
    static constexpr Kind kind{"proxy", "http or https URL"};
    static std::optional<std::string> read(const Value& value);
};

struct Address
{
    static constexpr Kind kind{"listen_address", "address and port"};
    static std::optional<ListenAddress> read(const Value& value);
};

/// An issuer, as its provider states it.
std::optional<std::string> read_issuer(const Value& value, bool allow_http);

/// `allow_http` beside a URL. What is no boolean counts as consent: that is reported, and one error is
/// enough.
bool allows_http(const Mapping& section);

} // namespace idpsync::config::kinds
