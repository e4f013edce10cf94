#pragma once

// Moments as texts, all of UTC: RFC 3339 in our own files and JSON, as Go writes it in NetBird's API and
// audit log, and the dates of HTTP. Pure. (Certificates have ASN.1's, which OpenSSL reads: net/certificate.)

#include "core/policy.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync {

/// "2026-11-21T10:00:00Z". For the years 0 to 9999.
std::string format_timestamp(WallTime time);

/// "20261121T100000Z": the same for the name of a file.
std::string format_compact_timestamp(WallTime time);

/// Exactly the form of format_timestamp(), and a time that exists; else nothing.
std::optional<WallTime> parse_timestamp(std::string_view text);

/// RFC 3339 as Go writes it, "2026-12-21T23:17:50.959077756Z" or with an offset instead of Z; fractions of a
/// second are dropped. Nothing for anything else, and for Go's year 1, which stands for "never".
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// The value of a Date header in its one modern form (RFC 9110 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<WallTime> parse_http_date(std::string_view text);

/// A moment of NetBird's clock, to the nanosecond.
struct AuditTime
{
    std::int64_t seconds = 0; ///< since 1970, UTC
    std::uint32_t nanoseconds = 0;

    auto operator<=>(const AuditTime&) const = default;
};

/// "2026-11-21T23:17:50.960125799Z", without the zeros at its end, as Go writes it and NetBird has it.
std::string to_string(const AuditTime& time);
std::optional<AuditTime> parse_audit_time(std::string_view text);

} // namespace idpsync
