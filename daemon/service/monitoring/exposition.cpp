#include "service/monitoring/exposition.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace idpsync::service {
namespace {

std::string number(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    // A timestamp in whole digits, not 1.7e+09.
    if (std::abs(value) < 1e15 && value == std::trunc(value))
        return std::to_string(static_cast<std::int64_t>(value));
    // As few digits as read back the same. std::to_chars knows them at once, from tables of 100 KiB.
    std::array<char, 32> text{};
    for (const int digits : {15, 16, 17})
    {
        std::snprintf(text.data(), text.size(), "%.*g", digits, value);
        if (std::strtod(text.data(), nullptr) == value)
            break;
    }
    return text.data();
}

/// With backslashes and line breaks escaped; in label values, quotes too.
std::string escaped_for_scraper(std::string_view text, bool quotes)
{
    std::string out;
    for (const char c : text)
    {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\' || (quotes && c == '"'))
            out += {'\\', c};
        else
            out += c;
    }
    return out;
}

void write_head(std::string& out, const std::string& name, const std::string& help, std::string_view type)
{
    out += "# HELP " + name + " " + escaped_for_scraper(help, false) + "\n# TYPE " + name + " ";
    out.append(type).append("\n");
}

} // namespace

Family::Family(Kind kind, std::string name, std::string help, std::vector<std::string> labels)
    : kind_(kind), name_(std::move(name)), help_(std::move(help)), labels_(std::move(labels))
{}

void Family::set(const LabelValues& labels, double value)
{
    values_[labels] = value;
}

void Family::add(const LabelValues& labels, double more)
{
    values_[labels] += more;
}

void Family::keep(const std::function<bool(const LabelValues&)>& pleases)
{
    std::erase_if(values_, [&](const auto& one) { return !pleases(one.first); });
}

void Family::write(std::string& out) const
{
    if (values_.empty())
        return;
    write_head(out, name_, help_, kind_ == Kind::counter ? "counter" : "gauge");
    for (const auto& [labels, value] : values_)
    {
        out += name_;
        for (std::size_t i = 0; i < labels_.size(); ++i)
            out += (i == 0 ? "{" : ",") + labels_[i] + "=\"" + escaped_for_scraper(labels[i], true) + "\"";
        out += labels_.empty() ? " " : "} ";
        out += number(value) + "\n";
    }
}

Histogram::Histogram(std::string name, std::string help, std::span<const double> bounds)
    : name_(std::move(name)),
      help_(std::move(help)),
      bounds_(bounds.begin(), bounds.end()),
      counts_(bounds.size() + 1)
{}

void Histogram::observe(double value)
{
    const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
    ++counts_[static_cast<std::size_t>(bound - bounds_.begin())];
    sum_ += value;
}

void Histogram::write(std::string& out) const
{
    const auto count = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
    if (count == 0)
        return;
    write_head(out, name_, help_, "histogram");
    std::uint64_t up_to = 0;
    for (std::size_t i = 0; i < bounds_.size(); ++i)
    {
        up_to += counts_[i];
        out += name_ + "_bucket{le=\"" + number(bounds_[i]) + "\"} " + std::to_string(up_to) + "\n";
    }
    out += name_ + "_bucket{le=\"+Inf\"} " + std::to_string(count) + "\n";
    out += name_ + "_sum " + number(sum_) + "\n";
    out += name_ + "_count " + std::to_string(count) + "\n";
}

} // namespace idpsync::service
