// Prometheus' text format.

#include "service/monitoring/exposition.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace idpsync::service {
namespace {

template <class Metric>
std::string written(const Metric& metric)
{
    std::string out;
    metric.write(out);
    return out;
}

TEST(Family, IsNothingBeforeItsFirstValue)
{
    EXPECT_EQ(written(Family(Family::Kind::gauge, "a", "A.")), "");
}

TEST(Family, HasHelpTypeAndAValue)
{
    Family family(Family::Kind::gauge, "a_b", "How much.");
    family.set(1.5);
    EXPECT_EQ(written(family), "# HELP a_b How much.\n# TYPE a_b gauge\na_b 1.5\n");
}

TEST(Family, HasALineForEachCombinationOfLabels)
{
    Family family(Family::Kind::counter, "n_total", "N.", {"verb", "result"});
    family.add({"update", "ok"});
    family.add({"create", "ok"}, 2);
    family.add({"update", "ok"});
    EXPECT_EQ(written(family), "# HELP n_total N.\n# TYPE n_total counter\n"
                               "n_total{verb=\"create\",result=\"ok\"} 2\n"
                               "n_total{verb=\"update\",result=\"ok\"} 2\n");
}

TEST(Family, KeepsTheValuesThatPlease)
{
    Family family(Family::Kind::gauge, "a", "A.", {"key"});
    family.set({"x"}, 1);
    family.set({"y"}, 2);
    family.keep([](const LabelValues& labels) { return labels[0] == "y"; });
    EXPECT_EQ(written(family), "# HELP a A.\n# TYPE a gauge\na{key=\"y\"} 2\n");
}

TEST(Family, EscapesWhatWouldForgeALine)
{
    Family family(Family::Kind::gauge, "a", "A \\ and\na \"line\".", {"key"});
    family.set({"x\"} 1\nb\\"}, 1);
    EXPECT_EQ(written(family),
              "# HELP a A \\\\ and\\na \"line\".\n# TYPE a gauge\na{key=\"x\\\"} 1\\nb\\\\\"} 1\n");
}

TEST(Family, WritesTimesInDigits)
{
    Family family(Family::Kind::gauge, "a", "A.", {"n"});
    family.set({"1"}, 1'893'456'000.0);
    family.set({"2"}, 0.1);
    family.set({"3"}, -3);
    family.set({"4"}, std::numeric_limits<double>::infinity());
    family.set({"5"}, std::numeric_limits<double>::quiet_NaN());
    EXPECT_EQ(written(family), "# HELP a A.\n# TYPE a gauge\na{n=\"1\"} 1893456000\na{n=\"2\"} 0.1\n"
                               "a{n=\"3\"} -3\na{n=\"4\"} +Inf\na{n=\"5\"} NaN\n");
}

TEST(Histogram, CountsUpToEachBound)
{
    constexpr std::array bounds{0.5, 1.0};
    Histogram histogram("t_seconds", "T.", bounds);
    EXPECT_EQ(written(histogram), "");
    for (const double value : {0.25, 0.5, 0.75, 2.0})
        histogram.observe(value);
    EXPECT_EQ(
        written(histogram),
        "# HELP t_seconds T.\n# TYPE t_seconds histogram\n"
        "t_seconds_bucket{le=\"0.5\"} 2\nt_seconds_bucket{le=\"1\"} 3\nt_seconds_bucket{le=\"+Inf\"} 4\n"
        "t_seconds_sum 3.5\nt_seconds_count 4\n");
}

} // namespace
} // namespace idpsync::service
