// NetBird's own metrics, for one question.

#include "netbird/client_fixture.hpp"
#include "netbird/server_metrics.hpp"
#include "support/matchers.hpp"

namespace idpsync::netbird {
namespace {

const std::string text = "# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.\n"
                         "# TYPE process_cpu_seconds_total counter\n"
                         "process_cpu_seconds_total 12.34\n"
                         "process_resident_memory_bytes 5.1e+07\n"
                         "# TYPE process_start_time_seconds gauge\n"
                         "process_start_time_seconds 1.76401234567e+09\n";

TEST(DecodeMetrics, FindsStartTimeAndCpu)
{
    EXPECT_EQ(*decode_metrics(text), (ServerRun{1.76401234567e+09, 12.34}));
    EXPECT_EQ(*decode_metrics("process_cpu_seconds_total\t1 1700000000000\nprocess_start_time_seconds 2"),
              (ServerRun{2, 1}));
}

TEST(DecodeMetrics, TakesNothingElseForThem)
{
    for (const auto* other : {"", "<html>process_start_time_seconds 1\nprocess_cpu_seconds_total 2\n",
                              "process_start_time_seconds 1\nprocess_cpu_seconds_total_more 2\n",
                              "process_start_time_seconds{a=\"b\"} 1\nprocess_cpu_seconds_total 2\n",
                              "process_start_time_seconds NaN\nprocess_cpu_seconds_total 2\n",
                              "process_start_time_seconds +Inf\nprocess_cpu_seconds_total 2\n",
                              "process_start_time_seconds \nprocess_cpu_seconds_total 2\n"})
    {
        const auto run = decode_metrics(other);
        ASSERT_TRUE(run.has_error()) << other;
        EXPECT_EQ(run.error().kind, ErrorKind::bad_response);
    }
}

class ServerMetricsTest : public ClientTest
{
protected:
    ServerMetrics metrics{http, clock, boost::urls::url("http://127.0.0.1:9090/metrics")};
};

TEST_F(ServerMetricsTest, AreReadWithoutAToken)
{
    http.answer(200, text);
    EXPECT_EQ(run(metrics.read())->cpu, 12.34);
    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.url, "http://127.0.0.1:9090/metrics");
    EXPECT_FALSE(sent.authorization);
    EXPECT_EQ(sent.deadline - sent.at, 5s);
}

TEST_F(ServerMetricsTest, SayWhatIsWrongWithTheAddress)
{
    http.answer(404, "nothing").answer(200, "# no process here\n").fail(ErrorKind::transport, "refused");
    EXPECT_THAT(
        run(metrics.read()).error().text(),
        AllOf(HasSubstr("management.metrics_url: GET http://127.0.0.1:9090/metrics: the answer is 404"),
              HasSubstr("check the port")));
    EXPECT_THAT(run(metrics.read()).error().text(), HasSubstr("no process_start_time_seconds"));
    EXPECT_EQ(run(metrics.read()).error().kind, ErrorKind::transport);
}

} // namespace
} // namespace idpsync::netbird
