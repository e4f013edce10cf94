#pragma once

// The account's settings, read and written back. NetBird's PUT replaces every setting, and each version has
// more of them; so all of them go back byte for byte as they came, whatever they mean, but for the three of
// group sync. Pure.

#include "core/error.hpp"
#include "core/group_settings.hpp"
#include "core/guard.hpp"
#include "net/http.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::netbird {

/// One read of `GET /api/accounts`.
struct AccountSettings
{
    AccountFacts facts;
    GroupSettings groups;
    std::string text; ///< the object `settings`, as NetBird wrote it
};

/// Error (bad_response): as decode_account() of codec.hpp; a setting of group sync that is of another type.
/// One that is missing or null counts as off, as an empty claim, as an empty list.
Result<AccountSettings> decode_account_settings(const net::Response& response);

/// The settings of group sync in a `settings` object, parsed or as text. Error (bad_response): it is none, or
/// as above.
Result<GroupSettings> group_settings_of(const boost::json::value& settings);
Result<GroupSettings> group_settings_in(std::string_view settings);

/// `settings` with those of group sync as in `groups`. What differs is replaced where it stands, and added at
/// the end where it is missing; every other byte stays. `settings` must be the text of a read.
std::string with_group_settings(std::string_view settings, const GroupSettings& groups);

/// The names of the settings, those of group sync aside, that `before` and `after` do not share with equal
/// values; the order of members does not count. Both must be texts of a read.
std::vector<std::string> other_changes(std::string_view before, std::string_view after);

/// Body of the PUT.
std::string encode_account_settings(std::string_view settings);

/// The answer to the PUT. Error (unknown_outcome): it is not a JSON object. What it shows is not looked at:
/// from v0.65.3 on it says that the embedded identity provider is off, whatever is true.
Result<void> decode_settings_written(const net::Response& response);

} // namespace idpsync::netbird
