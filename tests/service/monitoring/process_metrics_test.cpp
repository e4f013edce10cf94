#include "service/monitoring/process_metrics.hpp"
#include "service/system/this_process.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <string>

namespace idpsync::service {
namespace {

// As Linux 6.1 writes it.
constexpr std::string_view stat_of_a_shell = "4711 (sh) S 1 4711 4711 0 -1 4194560 120 0 0 0 7 5 0 0 20 0 1 "
                                             "0 903 2715648 221 18446744073709551615 1 1 0 0 0 "
                                             "0 0 4096 2 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

TEST(ProcessStat, IsReadFromTheKernelsLine)
{
    const ProcessStat expected{
        .processor_ticks = 12, .start_ticks = 903, .virtual_bytes = 2715648, .resident_pages = 221};
    EXPECT_EQ(process_stat(stat_of_a_shell), expected);
}

TEST(ProcessStat, IsReadWhateverTheProgramIsCalled)
{
    std::string line(stat_of_a_shell);
    line.replace(line.find("(sh)"), 4, "(a b) S 1 (2)");
    EXPECT_EQ(process_stat(line), process_stat(stat_of_a_shell));
}

TEST(ProcessStat, IsNotReadFromAnythingElse)
{
    std::string negative(stat_of_a_shell);
    negative.replace(negative.find(" 903 "), 5, " -903 ");
    for (const std::string_view line :
         {std::string_view(), std::string_view("4711 (sh"), std::string_view("4711 (sh) S 1 2 3"),
          stat_of_a_shell.substr(0, stat_of_a_shell.find(" 221")), std::string_view(negative)})
        EXPECT_EQ(process_stat(line), std::nullopt) << line;
}

TEST(ProcessMetrics, HaveTheNamesThatDashboardsKnow)
{
    const auto text = process_metrics({.processor_seconds = 0.5,
                                       .started = 1'900'000'000,
                                       .virtual_bytes = 2'715'648,
                                       .resident_bytes = 905'216,
                                       .open_files = 9,
                                       .most_open_files = 1024});
    EXPECT_THAT(text,
                AllOf(HasSubstr("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 0.5\n"),
                      HasSubstr("\nprocess_start_time_seconds 1900000000\n"),
                      HasSubstr("\nprocess_virtual_memory_bytes 2715648\n"),
                      HasSubstr("# TYPE process_resident_memory_bytes gauge\n"),
                      HasSubstr("\nprocess_resident_memory_bytes 905216\n"),
                      HasSubstr("\nprocess_open_fds 9\n"), HasSubstr("\nprocess_max_fds 1024\n")));
}

TEST(ProcessMetrics, SayNothingOfFilesThatNobodyCouldCount)
{
    EXPECT_THAT(process_metrics({}), Not(HasSubstr("_fds")));
}

TEST(ThisProcess, SeesItself)
{
    ThisProcess process;
    const auto first = process.look();
    ASSERT_TRUE(first.has_value());
    EXPECT_GT(first->started, 1'000'000'000.0);
    EXPECT_GT(first->resident_bytes, 100'000U);
    EXPECT_GE(first->virtual_bytes, first->resident_bytes);

    const int one_more = ::dup(STDERR_FILENO);
    const auto second = process.look();
    ::close(one_more);
    ASSERT_TRUE(second && first->open_files && second->open_files);
    EXPECT_EQ(*second->open_files, *first->open_files + 1);
    EXPECT_EQ(second->started, first->started);
    EXPECT_GE(second->processor_seconds, first->processor_seconds);
}

} // namespace
} // namespace idpsync::service
