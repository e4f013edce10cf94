#pragma once

// Reads JSON objects of ours strictly: what is missing, of another type or unknown makes the whole text
// unusable, because saving it again would lose something.

#include "core/policy.hpp"
#include "core/secret.hpp"
#include "core/text.hpp"
#include "crypto/digest.hpp"
#include "reconcile/timestamp.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::reconcile {

/// The first thing that is wrong. Decoding goes on with defaults after it, and its result is thrown away.
class Problem
{
public:
    void report(const std::string& where, std::string_view what)
    {
        if (text_.empty())
            text_ = where + " " + std::string(what);
    }

    [[nodiscard]] bool found() const { return !text_.empty(); }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// Reads one object, each member once; at the end every member must have been asked for.
class ObjectReader
{
public:
    ObjectReader(const boost::json::value& value, std::string where, Problem& problem)
        : object_(value.if_object()), where_(std::move(where)), problem_(problem)
    {
        if (object_ == nullptr)
            report("is not an object");
    }

    void report(std::string_view what) const { problem_.report(where_, what); }
    [[nodiscard]] const std::string& where() const { return where_; }

    const boost::json::value* optional(std::string_view name)
    {
        known_.push_back(name);
        return object_ == nullptr ? nullptr : object_->if_contains(name);
    }

    const boost::json::value* required(std::string_view name)
    {
        const auto* value = optional(name);
        if (value == nullptr)
            report("has no " + quoted(name));
        return value;
    }

    std::string text(std::string_view name) { return text_of(name, required(name)); }

    std::optional<std::string> optional_text(std::string_view name)
    {
        const auto* value = optional(name);
        return value == nullptr ? std::nullopt : std::optional(text_of(name, value));
    }

    /// A text that must not be empty, such as an id.
    std::string named(std::string_view name)
    {
        auto value = text(name);
        if (value.empty())
            report("has an empty " + quoted(name));
        return value;
    }

    std::optional<Fingerprint> fingerprint(std::string_view name)
    {
        auto value = optional_text(name);
        if (!value)
            return std::nullopt;
        if (!crypto::digest_from_hex(*value))
            report("has a " + quoted(name) + " that is not a fingerprint");
        return Fingerprint{std::move(*value)};
    }

    std::optional<WallTime> time(std::string_view name)
    {
        const auto value = optional_text(name);
        if (!value)
            return std::nullopt;
        const auto parsed = parse_timestamp(*value);
        if (!parsed)
            report("has a " + quoted(name) + " that is not a time like 2026-11-21T10:00:00Z");
        return parsed;
    }

    bool flag(std::string_view name)
    {
        const auto* value = required(name);
        if (value != nullptr && !value->is_bool())
            report("has a " + quoted(name) + " that is neither true nor false");
        return value != nullptr && value->is_bool() && value->get_bool();
    }

    /// A list of texts, any of which may be empty; nothing when the member is missing.
    std::optional<std::vector<std::string>> texts(std::string_view name)
    {
        const auto* value = optional(name);
        if (value == nullptr)
            return std::nullopt;
        std::vector<std::string> texts;
        const auto* list = value->if_array();
        if (list == nullptr)
        {
            report("has a " + quoted(name) + " that is not a list");
            return texts;
        }
        for (const auto& one : *list)
        {
            const auto* text = one.if_string();
            if (text == nullptr)
                report("has a " + quoted(name) + " with something that is not a string");
            else
                texts.emplace_back(*text);
        }
        return texts;
    }

    unsigned count(std::string_view name)
    {
        const auto* value = optional(name);
        if (value == nullptr)
            return 0;
        boost::json::error_code failed;
        const auto number = value->to_number<unsigned>(failed);
        if (failed || value->is_double())
            report("has a " + quoted(name) + " that is not a count");
        return failed ? 0 : number;
    }

    /// The value among `all` that goes by the member's text; the first when there is none.
    template <class Values>
    auto one_of(std::string_view name, const Values& all)
    {
        const auto value = text(name);
        for (const auto candidate : all)
            if (to_string(candidate) == value)
                return candidate;
        report("has an unknown " + quoted(name) + ": " + quoted(value, 60));
        return all.front();
    }

    void finish() const
    {
        if (object_ == nullptr)
            return;
        for (const auto& member : *object_)
            if (std::find(known_.begin(), known_.end(), member.key()) == known_.end())
                report("has an unknown member " + quoted(member.key()));
    }

private:
    std::string text_of(std::string_view name, const boost::json::value* value) const
    {
        const auto* text = value == nullptr ? nullptr : value->if_string();
        if (value != nullptr && text == nullptr)
            report("has a " + quoted(name) + " that is not a string");
        return text == nullptr ? std::string() : std::string(*text);
    }

    const boost::json::object* object_;
    std::string where_;
    Problem& problem_;
    std::vector<std::string_view> known_;
};

} // namespace idpsync::reconcile
