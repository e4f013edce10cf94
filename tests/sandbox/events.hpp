#pragma once

#include "core/policy.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// Who did something.
struct Initiator
{
    std::string id;
    std::string name;
    std::string email;
};

/// The audit log.
class Events
{
public:
    /// `code` is one of NetBird's activity codes that the sandbox knows.
    void record(WallTime now, std::string_view code, const Initiator& initiator, std::string_view target,
                boost::json::object meta);

    /// A log that is long already: `count` events before all others, a second apart, one in a hundred an
    /// update of the connector `target`.
    void put_before(WallTime now, std::size_t count, std::string_view target, const Initiator& initiator);

    [[nodiscard]] boost::json::array newest_first() const;

private:
    boost::json::object event(WallTime when, std::string_view code, const Initiator& initiator,
                              std::string_view target, boost::json::object meta);

    std::size_t kept_ = 10'000;              ///< a simulation of months must not grow without bounds
    std::deque<boost::json::object> events_; ///< oldest first
    std::size_t recorded_ = 0;
};

} // namespace idpsync::sandbox
