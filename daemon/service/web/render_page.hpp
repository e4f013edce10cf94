#pragma once

// The page for people: whether others can sign in, why not, and what to do. Pure.

#include "service/control/status.hpp"
#include "service/history.hpp"
#include "service/web/login_days.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

struct PageView
{
    const control::StatusDocument& status;
    const std::vector<HistoryEntry>& changes; ///< the newest last
    const LoginDays& days;
};

/// A whole HTML document. Holds no secret, and nothing from elsewhere.
std::string render_page(const PageView& view);

/// What a browser may do with it: Content-Security-Policy, which allows the page's own style and script
/// alone.
std::string page_policy();

} // namespace idpsync::service
