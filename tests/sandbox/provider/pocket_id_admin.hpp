#pragma once

// One request to Pocket ID's administrator API, and what its parts share.

#include "sandbox/provider/site.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

struct PocketIdCall
{
    Site& site;
    const Visitor& visitor;
    int version; ///< 9 for 2.9
    boost::json::object body;

    /// An error as this version writes it: `code` and `details` are of 2.13 and later.
    [[nodiscard]] Answer refused(unsigned status, std::string_view text, std::string_view code,
                                 boost::json::object details = {}) const;
    /// Reads the body, or says why it cannot. An empty one is an empty object if `may_be_empty`.
    std::optional<Answer> read_body(bool may_be_empty = false);
    /// Why whoever asks may not; nothing when he may.
    [[nodiscard]] std::optional<Answer> refusal_of_caller(bool only_administrators) const;
    [[nodiscard]] Answer unknown_client() const;
};

/// Why a client's object is refused.
struct InvalidClient
{
    std::string field;
    std::string text;
};

std::optional<InvalidClient> invalid_pocket_id_client(const boost::json::object& body);

/// What a POST or PUT leaves of a client: whatever is left out is empty or false (037-040, 135-140).
void write_pocket_id_client(ProviderClient& client, const boost::json::object& body, int version);

/// The client's object without its groups.
boost::json::object shown_pocket_id_client(const PocketIdCall& call, ProviderClient& client);

std::vector<std::string> texts_of(const boost::json::object& body, std::string_view name);

boost::json::object shown_group(const ProviderGroup& group, std::size_t users);

/// Whether the claim `groups` of a user names this one.
bool is_member(const ProviderUser& user, const ProviderGroup& group);

Answer without_content(); ///< 204

/// Version, groups, API keys and who is calling; nothing for any other path.
std::optional<Answer> pocket_id_account(const PocketIdCall& call);

/// One page of a list whose elements have names, as the query asks.
Answer pocket_id_list(const Visitor& visitor, boost::json::array all);

/// The secrets of a client, as 2.14 lists them.
boost::json::array listed_secrets(const PocketIdCall& call, ProviderClient& client);

/// `what` is "secret", "secrets" or "secrets/ID"; nothing when this version has no such path. `client` may be
/// missing.
std::optional<Answer> pocket_id_secret(PocketIdCall& call, ProviderClient* client, std::string_view what);

/// The claims that a user's tokens would carry (125-128).
Answer pocket_id_preview(const PocketIdCall& call, const ProviderClient& client, std::string_view user);

} // namespace idpsync::sandbox
