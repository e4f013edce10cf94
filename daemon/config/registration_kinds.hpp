#pragma once

// What `registration` of a provider and of a standalone NetBird is made of.

#include "config/kinds.hpp"
#include "config/urls.hpp"
#include "core/plan.hpp"
#include "core/standalone.hpp"
#include "core/text.hpp"
#include "core/weekly_window.hpp"

#include <boost/url/url.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace idpsync::config::kinds {

/// The id of a client at the provider.
struct AccountId
{
    static constexpr Kind kind{to_string(Field::client_id), "text"};
    static std::optional<std::string> read(const Value& value) { return value.plain_text(longest_text); }
};

/// The operator's word for changes of a standalone NetBird's client.
struct ClientConsents
{
    static constexpr Kind kind{"enums", "list"};
    static std::span<const std::string_view> words() { return spellings<StandaloneConsent>(); }
    static std::optional<Consents> read(const Value& value)
    {
        const auto items = value.list();
        if (!items)
            return std::nullopt;
        Consents consents;
        for (const auto& item : *items)
            if (item.choice<StandaloneConsent>())
                consents.add(Consent::client_change);
        return consents;
    }
};

struct ServerAddress
{
    static constexpr Kind kind{"endpoint", "http or https URL"};
    static std::optional<boost::urls::url> read(const Value& value)
    {
        const auto text = value.url_text();
        if (!text)
            return std::nullopt;
        auto url = parse_registration_url(*text, true);
        if (url.has_value())
            return std::move(*url);
        value.error(url.error().text());
        return std::nullopt;
    }
};

/// Quiet hours, once a week or each day.
struct Window
{
    static constexpr Kind kind{"text", "days and hours in UTC"};
    static std::optional<WeeklyWindow> read(const Value& value)
    {
        const auto text = value.plain_text(longest_text);
        auto window = text ? WeeklyWindow::parse(*text) : std::nullopt;
        if (text && !window)
            value.error("must say when it opens and closes, in UTC, as in `Sun 03:00-05:00`, "
                        "`Mon..Fri 22:00-01:00` or, for each day, `03:00-05:00`; not " +
                        idpsync::quoted(*text));
        return window;
    }
};

} // namespace idpsync::config::kinds
