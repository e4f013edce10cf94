#pragma once

// The one account and its settings.

#include "core/policy.hpp"
#include "sandbox/events.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/options.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

class Account
{
public:
    Account(const Options& options, Ids& ids);

    /// False: it comes with the first login.
    [[nodiscard]] bool exists() const { return !created_by_.empty(); }
    void create(WallTime now, const Initiator& owner, std::string domain);

    [[nodiscard]] const std::string& id() const { return id_; }

    /// As one element of GET /api/accounts.
    [[nodiscard]] boost::json::object shown() const;
    [[nodiscard]] const boost::json::object& settings() const { return settings_; }
    [[nodiscard]] bool local_auth_disabled() const;
    [[nodiscard]] bool local_mfa_enabled() const;

    /// The message of the refusal of a PUT with these settings, or nothing.
    static std::optional<std::string> objection(const boost::json::object& sent);

    /// Replaces every setting by `sent` or by nothing at all, writes the audit events, and returns the body
    /// of the answer to the PUT, which is not what a later GET shows.
    boost::json::object replace(const boost::json::object& sent, Events& events, WallTime now,
                                const Initiator& by);

    void set(std::string_view name, boost::json::value value) { settings_[name] = std::move(value); }

private:
    [[nodiscard]] boost::json::object around(boost::json::object settings) const;
    void record_changes(const boost::json::object& before, const boost::json::object& sent, Events& events,
                        WallTime now, const Initiator& by);

    Generation generation_;
    std::string id_;
    std::string created_at_;
    std::string created_by_;
    std::string domain_;
    boost::json::object settings_;
    std::string set_range_v6_; ///< empty until somebody sends one: the range that is shown was not set
};

} // namespace idpsync::sandbox
