#pragma once

// What the recorded versions of Pocket ID have in common.

#include "sandbox/provider/site.hpp"

#include <boost/json/object.hpp>

namespace idpsync::sandbox {

Answer pocket_id_json(unsigned status, const boost::json::object& body);
Answer pocket_id_json(const boost::json::array& body); ///< 200

/// The page of the single-page application: nothing in it is visible without its script.
Answer pocket_id_page();

/// What the versions do each in its own way.
struct PocketIdWays
{
    Answer (*token)(Site& site, const Visitor& visitor);
    Answer (*authorize)(Site& site, const Visitor& visitor);
};

/// Discovery, keys, UserInfo, token, authorization, logout, health and the administrator API; nothing for any
/// other path.
std::optional<Answer> pocket_id_common(Site& site, const Visitor& visitor, const PocketIdWays& ways);

/// The administrator API; nothing for what is not its.
std::optional<Answer> pocket_id_admin(Site& site, const Visitor& visitor);

/// A redirect as Go's net/http writes it, with Pocket ID's headers. The location goes out as it is, blanks
/// and quotes included.
Answer pocket_id_redirect(unsigned status, const std::string& location);

} // namespace idpsync::sandbox
