#pragma once

// Metrics as a scraper reads them: Prometheus' text format, version 0.0.4. Pure.

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// The Content-Type of what is written here.
inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

/// One value of each label of a family, in the order of the labels.
using LabelValues = std::vector<std::string>;

/// A counter or gauge under one name, with a value for each combination of its labels that there is.
class Family
{
public:
    enum class Kind
    {
        counter,
        gauge
    };

    Family(Kind kind, std::string name, std::string help, std::vector<std::string> labels = {});

    void set(double value) { set({}, value); }
    void set(const LabelValues& labels, double value);
    void add(const LabelValues& labels, double more = 1);

    /// Drops every value.
    void clear() { values_.clear(); }

    /// Drops every value whose labels do not please.
    void keep(const std::function<bool(const LabelValues&)>& pleases);

    /// Appends help, type and values; nothing while there are no values.
    void write(std::string& out) const;

private:
    Kind kind_;
    std::string name_;
    std::string help_;
    std::vector<std::string> labels_;
    std::map<LabelValues, double> values_;
};

/// How long things took, counted by upper bounds.
class Histogram
{
public:
    /// `bounds` ascend.
    Histogram(std::string name, std::string help, std::span<const double> bounds);

    void observe(double value);

    /// As Family's.
    void write(std::string& out) const;

private:
    std::string name_;
    std::string help_;
    std::vector<double> bounds_;
    std::vector<std::uint64_t> counts_; ///< between one bound and the next; the last: over all bounds
    double sum_ = 0;
};

} // namespace idpsync::service
