#pragma once

// Writes JSON objects of ours, as reconcile/object_reader.hpp reads them.

#include "core/policy.hpp"
#include "core/secret.hpp"
#include "netbird/json.hpp"
#include "reconcile/timestamp.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace idpsync::reconcile {

/// Writes one object on one line.
class ObjectWriter
{
public:
    explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
    ~ObjectWriter() { out_ += '}'; }
    ObjectWriter(const ObjectWriter&) = delete;
    ObjectWriter& operator=(const ObjectWriter&) = delete;

    /// The place for the value of a member; its name needs no escape.
    std::string& member(std::string_view name)
    {
        if (!std::exchange(first_, false))
            out_ += ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
        return out_;
    }

    void text(std::string_view name, std::string_view value)
    {
        netbird::append_json_string(member(name), value);
    }

    void text(std::string_view name, const std::optional<Fingerprint>& value)
    {
        if (value)
            text(name, value->hex);
    }

    /// Left out when 0.
    void count(std::string_view name, std::uint64_t value)
    {
        if (value != 0)
            member(name) += std::to_string(value);
    }

    /// Left out when false.
    void flag(std::string_view name, bool value)
    {
        if (value)
            member(name) += "true";
    }

    void time(std::string_view name, const std::optional<WallTime>& value)
    {
        if (value)
            text(name, format_timestamp(*value));
    }

private:
    std::string& out_;
    bool first_ = true;
};

} // namespace idpsync::reconcile
