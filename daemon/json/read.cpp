#include "json/read.hpp"

#include <algorithm>

namespace idpsync::json {

std::string Path::str() const
{
    if (outer_ == nullptr)
        return std::string(name_);
    const auto before = outer_->prefix();
    if (index_)
        return before + '[' + std::to_string(*index_) + ']';
    return before.empty() ? escaped(name_) : before + '.' + escaped(name_);
}

std::string Path::prefix() const
{
    return outer_ == nullptr ? std::string() : str();
}

void Problem::report(const Path& where, std::string_view what)
{
    if (text_.empty())
        text_ = where.str() + ' ' + std::string(what);
}

const boost::json::value* Reader::find(const boost::json::object& object, std::string_view name,
                                       const Expectation& expected, const Path& where) const
{
    const auto* value = object.if_contains(name);
    const bool nothing = value == nullptr || (value->is_null() && expected.presence == Presence::or_null);
    const bool absent = value == nullptr && !expected.may_miss && !how_.missing_members;
    if (nothing && (expected.vital || absent))
        missing(name, where);
    return nothing ? nullptr : value;
}

void Reader::refuse_unknown(const boost::json::object& object, std::span<const std::string_view> known,
                            const Path& where) const
{
    for (const auto& member : object)
        if (std::ranges::find(known, std::string_view(member.key())) == known.end())
            problem_.report(where, "has an unknown member " + quoted(member.key(), 60));
}

void Reader::missing(std::string_view name, const Path& where) const
{
    problem_.report(where, "has no " + quoted(name));
}

void Reader::not_expected(std::string_view name, std::string_view expected, const Path& where) const
{
    problem_.report(where, "has a " + quoted(name) + " that is not " + std::string(expected));
}

void Reader::not_known(std::string_view name, const boost::json::value& value, const Path& where) const
{
    const auto* text = value.if_string();
    problem_.report(where, text == nullptr ? "has a " + quoted(name) + " that is not a string"
                                           : "has an unknown " + quoted(name) + ": " + quoted(*text, 60));
}

} // namespace idpsync::json
