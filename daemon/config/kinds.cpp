#include "config/kinds.hpp"

#include "config/examples.hpp"
#include "config/plain_scalar.hpp"
#include "config/secret_source.hpp"
#include "config/urls.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::config::kinds {
namespace {

/// What `parse` makes of a URL; reports what it finds wrong.
template <class Parse>
auto read_url(const Value& value, const Parse& parse)
{
    using Parsed = typename decltype(parse(std::string_view()))::value_type;
    const auto text = value.url_text();
    if (!text)
        return std::optional<Parsed>();
    auto parsed = parse(std::string_view(*text));
    if (!parsed.has_error())
        return std::optional<Parsed>(*std::move(parsed));
    value.error(parsed.error().text());
    return std::optional<Parsed>();
}

std::string too_short(const Setting& setting, std::string_view or_never)
{
    std::string message = "must be at least " + duration_text(setting.shortest);
    message += or_never;
    if (!setting.because.empty())
        message += ": " + std::string(setting.because);
    return message;
}

} // namespace

std::optional<std::chrono::milliseconds> Duration::read(const Value& value, const Setting& setting)
{
    const auto duration = value.duration();
    if (!duration || *duration >= setting.shortest)
        return duration;
    value.error(too_short(setting, {}));
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> Period::read(const Value& value, const Setting& setting)
{
    constexpr std::chrono::milliseconds never{0};
    if (value.kind() == NodeKind::plain && value.raw() == "0")
        return never;
    const auto period = value.duration();
    if (!period || *period == never || *period >= setting.shortest)
        return period;
    value.error(too_short(setting, ", or 0 for never"));
    return std::nullopt;
}

std::optional<Prune> PruneChoice::read(const Value& value)
{
    const auto prune = enumerator_of<Prune>(value.raw());
    if (prune && (value.kind() == NodeKind::plain || *prune == Prune::created_and_adopted))
        return prune;
    value.error("must be false, true or all, true and false without quotes");
    return std::nullopt;
}

std::optional<std::string> File::read(const Value& value)
{
    value.keep_place();
    return value.file_path();
}

std::optional<SecretSource> SecretRef::read(const Value& value)
{
    return read_secret_source(value);
}

std::optional<GroupNames> Groups::read(const Value& value)
{
    const auto items = value.list();
    if (!items)
        return std::nullopt;
    GroupNames names;
    for (const auto& item : *items)
    {
        auto name = item.clean_text(longest_text);
        if (!name)
            continue;
        if (std::ranges::find(names, *name) != names.end())
            item.error(quoted(*name, 80) + " appears twice; remove one");
        names.push_back(std::move(*name));
    }
    return group_names(std::move(names));
}

std::optional<boost::urls::url> ServerUrl::read(const Value& value, const Mapping& section)
{
    auto url = read_url(
        value, [&](std::string_view text) { return parse_management_url(text, allows_http(section)); });
    if (url && is_example_host(url->host()))
        value.leftover("is the address of the examples; write the one of your NetBird");
    return url;
}

std::optional<boost::urls::url> MetricsUrl::read(const Value& value)
{
    return read_url(value, parse_metrics_url);
}

std::optional<std::string> Proxy::read(const Value& value)
{
    return read_url(value, parse_proxy);
}

std::optional<ListenAddress> Address::read(const Value& value)
{
    // A port alone is a number to YAML. In quotes it would still be no address, so that is not advised.
    const bool number =
        value.kind() == NodeKind::plain && meaning_of_plain(value.raw()) == PlainMeaning::number;
    const auto text = number ? std::optional(std::string(value.raw())) : value.text();
    if (!text)
        return std::nullopt;
    auto address = parse_listen_address(*text);
    if (!address.has_error())
        return *std::move(address);
    value.error(address.error().text());
    return std::nullopt;
}

std::optional<std::string> ClientId::read(const Value& value)
{
    auto id = value.plain_text(longest_text);
    if (id && is_example_id(*id))
        value.leftover("is a placeholder of the examples; write the client id that your provider shows");
    return id;
}

std::optional<std::string> read_issuer(const Value& value, bool allow_http)
{
    auto issuer = value.url_text();
    if (!issuer)
        return std::nullopt;
    const auto checked = check_issuer(*issuer, allow_http);
    if (checked.has_error())
    {
        value.error(checked.error().text());
        return std::nullopt;
    }
    if (is_example_issuer(*issuer))
        value.leftover("is a placeholder of the examples; write the issuer of your provider");
    return issuer;
}

bool allows_http(const Mapping& section)
{
    const auto* value = section.find("allow_http");
    return value != nullptr && !(value->kind() == NodeKind::plain && value->raw() == "false");
}

} // namespace idpsync::config::kinds
