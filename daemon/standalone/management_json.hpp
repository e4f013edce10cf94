#pragma once

// What decides logins in artifacts/management.json, beside what it shall be. The rest of the file belongs to
// others and stays byte for byte. Pure.

#include "standalone/compare.hpp"
#include "standalone/configured.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

/// The places whose values differ, in the order of login_places(); a member that is missing counts as Go's
/// zero value. Of the manager's extra settings, each member by itself. `why` names the setting of the
/// declaration that a variable of `configured` comes from. `present` must be one JSON object.
std::vector<Change> compare_management(const std::string& present, const Variables& configured,
                                       const std::function<std::string(std::string_view variable)>& why);

/// The same of what the running server hands out: its two flows alone, and nothing of a flow that is off on
/// both sides. A client secret is no part of it.
std::vector<Change> compare_handed_out(const std::string& handed_out, const Variables& configured,
                                       const std::function<std::string(std::string_view variable)>& why);

/// `present` with what decides logins as `configured` has it.
std::string managed_as(const std::string& present, const Variables& configured);

} // namespace idpsync::standalone
