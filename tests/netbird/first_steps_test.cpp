// What NetBird answers to those who set it up.

#include "netbird/client_fixture.hpp"
#include "netbird/first_steps.hpp"
#include "netbird/recorded_response.hpp"
#include "support/matchers.hpp"

namespace idpsync::netbird {
namespace {

const std::string newest = "netbird/v0.77.1-setup";

class FirstStepsTest : public ClientTest
{
protected:
    Result<void> set_up()
    {
        return run(steps.set_up({"owner@example.com", "Owner", Secret("a \"long\" one")}));
    }

    void answer(const std::string& name)
    {
        const auto recorded = test::recording(newest, name);
        http.answer(recorded.status, recorded.response_text());
    }

    FirstSteps steps{http, clock, boost::urls::url("https://netbird.example.com/"), 30s};
};

TEST_F(FirstStepsTest, TellWhetherSomebodyIsThere)
{
    answer("01-instance");
    answer("11-instance-after");
    EXPECT_TRUE(run(steps.setup_required()).value());
    EXPECT_FALSE(run(steps.setup_required()).value());
    EXPECT_EQ(http.requests().at(0).url, "https://netbird.example.com/api/instance");
    EXPECT_FALSE(http.requests().at(0).authorization);
}

TEST_F(FirstStepsTest, DoNotTakeAPageForAnAnswer)
{
    http.answer(200, "<html>").answer(404, "404 page not found");
    EXPECT_EQ(run(steps.setup_required()).error().kind, ErrorKind::bad_response);
    EXPECT_THAT(run(steps.setup_required()).error().text(), HasSubstr("before v0.62.0"));
}

TEST_F(FirstStepsTest, MakeTheOwnerWithoutAToken)
{
    answer("10-setup");
    EXPECT_TRUE(set_up().has_value());
    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.method, net::Method::post);
    EXPECT_EQ(sent.url, "https://netbird.example.com/api/setup");
    EXPECT_EQ(sent.body, R"({"email":"owner@example.com","name":"Owner","password":"a \"long\" one"})");
}

TEST_F(FirstStepsTest, TellASetupThatIsOverFromARefusal)
{
    answer("12-setup-again");
    answer("07-setup-short-password");
    EXPECT_EQ(set_up().error().kind, ErrorKind::conflict);
    const auto refused = set_up();
    EXPECT_EQ(refused.error().kind, ErrorKind::rejected);
    EXPECT_THAT(refused.error().text(), HasSubstr("password must be at least 8 characters"));
}

TEST_F(FirstStepsTest, ShowNoWordsThatCouldRepeatThePassword)
{
    http.answer(422, R"({"message":"bad password a long one","code":422})")
        .answer(500, R"({"message":"a long one failed","code":500})");
    EXPECT_THAT(set_up().error().text(), Not(HasSubstr("long one")));
    const auto failed = set_up();
    EXPECT_EQ(failed.error().kind, ErrorKind::unknown_outcome);
    EXPECT_THAT(failed.error().text(), AllOf(Not(HasSubstr("long one")), HasSubstr("run the command again")));
}

TEST_F(FirstStepsTest, KnowNetBirdThatTellsNoVersion)
{
    const auto oldest = test::recording("netbird/v0.62.0-setup", "02-version-without-token");
    http.answer(oldest.status, oldest.response_text());
    EXPECT_FALSE(run(steps.has_version_endpoint()).value());
    answer("02-version-without-token");
    EXPECT_TRUE(run(steps.has_version_endpoint()).value());
}

} // namespace
} // namespace idpsync::netbird
