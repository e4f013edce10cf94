#include "crypto/base64.hpp"
#include "service/web/web_password.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

class WebPasswordTest : public testing::Test
{
protected:
    Admittance admits(const std::string& authorization)
    {
        return password.admits({.path = "/", .host = "page.example.com", .authorization = authorization},
                               now);
    }
    Admittance admits_as(const std::string& user_and_password)
    {
        return admits("Basic " + crypto::encode_base64(user_and_password));
    }

    test::MemoryFiles files;
    WebPassword password;
    net::SteadyTime now{1h};
};

TEST_F(WebPasswordTest, AdmitsWhoeverHasIt)
{
    files.put("/p", "not-a-real-pass:word\n");
    password.use("/p", files);
    EXPECT_EQ(admits_as("anybody:not-a-real-pass:word"), Admittance::admitted);
    EXPECT_EQ(admits("bAsIc " + crypto::encode_base64(":not-a-real-pass:word")), Admittance::admitted);
}

TEST_F(WebPasswordTest, AsksEverybodyElse)
{
    files.put("/p", "not-a-real-password");
    password.use("/p", files);
    for (const auto* wrong : {"", "Basic", "Basic ", "Basic %%%", "Bearer not-a-real-password"})
        EXPECT_EQ(admits(wrong), Admittance::asked) << wrong;
    for (const auto* wrong : {"x:not-a-real-passwor", "x:not-a-real-password2", "x:", "not-a-real-password",
                              "x:NOT-A-REAL-PASSWORD"})
        EXPECT_EQ(admits_as(wrong), Admittance::asked) << wrong;
}

TEST_F(WebPasswordTest, AdmitsNobodyByAFileThatIsNoGood)
{
    password.use("/missing", files);
    EXPECT_THAT(password.problem(), HasSubstr("/missing"));
    EXPECT_EQ(admits_as("x:"), Admittance::asked);
    files.put("/p", "\n");
    password.use("/p", files);
    EXPECT_THAT(password.problem(), HasSubstr("is empty"));
    EXPECT_EQ(admits_as("x:"), Admittance::asked);
}

TEST_F(WebPasswordTest, TakesAHandfulOfWrongOnesAMinute)
{
    files.put("/p", "not-a-real-password");
    password.use("/p", files);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(admits_as("x:wrong"), Admittance::asked);
    EXPECT_EQ(admits_as("x:not-a-real-password"), Admittance::too_often);
    now += 1min;
    EXPECT_EQ(admits_as("x:not-a-real-password"), Admittance::admitted);
}

TEST_F(WebPasswordTest, CountsNobodyWhoSendsNone)
{
    files.put("/p", "not-a-real-password");
    password.use("/p", files);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(admits(""), Admittance::asked);
    EXPECT_EQ(admits_as("x:not-a-real-password"), Admittance::admitted);
}

TEST_F(WebPasswordTest, KeepsPagesOfOtherSitesOutWhereThereIsNone)
{
    password.use(std::nullopt, files);
    const auto from = [&](const std::string& host) {
        return password.admits({.path = "/", .host = host}, now);
    };
    for (const auto* own : {"127.0.0.1:9465", "localhost", "localhost:9465", "[::1]:9465", "192.0.2.7"})
        EXPECT_EQ(from(own), Admittance::admitted) << own;
    for (const auto* other : {"", "rebound.example.com:9465", "127.0.0.1.example.com", "[evil]", "["})
        EXPECT_EQ(from(other), Admittance::elsewhere) << other;
}

} // namespace
} // namespace idpsync::service
