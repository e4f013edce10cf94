#pragma once

// NetBird's audit log as it comes: one JSON array, the newest event first, of any length. Only what is about
// connectors and new is kept. Pure.

#include "core/attribution.hpp"
#include "core/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::netbird {

class AuditReader
{
public:
    /// Reads down to `since`; nothing: down to 30 days before the newest event.
    explicit AuditReader(std::optional<AuditCursor> since) : since_(std::move(since)) {}

    /// Takes the next piece of the body. False: the rest does not matter.
    bool take(std::string_view piece);

    /// What was read, once the body has ended or enough of it was taken. Error (bad_response): it is not a
    /// list of events.
    Result<AuditReading> finish();

private:
    enum class Place
    {
        before, ///< the list
        list,   ///< between its events
        event,
        behind, ///< the list
        enough,
        wrong ///< not what NetBird writes
    };

    void take(char c);
    void take_of_event(char c);
    void take_event();
    void note_newest(const AuditTime& at, const std::string& id);
    [[nodiscard]] bool is_known(const AuditTime& at, const std::string& id);

    std::optional<AuditCursor> since_;
    AuditReading reading_;
    Place place_ = Place::before;
    std::string event_; ///< the text of the one that is being read
    std::size_t taken_ = 0;
    unsigned depth_ = 0;
    bool in_string_ = false;
    bool escaped_ = false;
    bool met_cursor_ = false;
    bool past_cursor_ = false;
};

} // namespace idpsync::netbird
