// A secret that a program prints, in the commands that read it.

#include "cli/installation.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace idpsync::test {
namespace {

class SecretOfACommand : public testing::Test
{
protected:
    SecretOfACommand()
    {
        host.declare("corp");
        host.declare("other");
        host.set_secret_source("{ command: [NAME=secrets/corp, " + host.path("program") + "] }");
        does("cat \"$NAME\"");
    }

    void does(const std::string& text) const
    {
        host.write_file("program", "#!/bin/sh\necho >>runs\n" + text + "\n");
        std::filesystem::permissions(host.path("program"), std::filesystem::perms(0700));
    }

    [[nodiscard]] long runs() const
    {
        const auto text = host.has_file("runs") ? host.read_file("runs") : std::string();
        return std::count(text.begin(), text.end(), '\n');
    }

    Installation host;
};

TEST_F(SecretOfACommand, IsReadByEveryCommandWithOneRun)
{
    EXPECT_EQ(host.run({"check"}).exit, 0);
    EXPECT_EQ(runs(), 1) << "both providers declare the same command";
    EXPECT_EQ(host.run({"plan"}).exit, 2);
    EXPECT_EQ(runs(), 2);
    EXPECT_EQ(host.run({"apply", "--yes"}).exit, 0);
    EXPECT_EQ(runs(), 3);
    const auto connectors = host.connectors();
    ASSERT_EQ(connectors.size(), 2U);
    for (const auto& connector : connectors)
        EXPECT_EQ(connector.client_secret, canary_secret);
}

TEST_F(SecretOfACommand, IsAnErrorThatShowsNothingOfIt)
{
    does("cat \"$NAME\"; cat \"$NAME\" >&2; exit 3");
    const auto checked = host.run({"check"});
    EXPECT_EQ(checked.exit, 78);
    EXPECT_THAT(checked.err,
                AllOf(HasSubstr("identity_providers.corp.client_secret: command " + host.path("program") +
                                ": it ended with exit code 3; run the same command by hand"),
                      HasSubstr("identity_providers.other.client_secret: command")));
    EXPECT_THAT(checked.err, Not(HasSubstr(std::string(canary_secret))));
    EXPECT_EQ(runs(), 1);
    const auto planned = host.run({"plan"});
    EXPECT_EQ(planned.exit, 1);
    EXPECT_THAT(planned.out,
                AllOf(HasSubstr("it ended with exit code 3"), Not(HasSubstr(std::string(canary_secret)))));
}

TEST_F(SecretOfACommand, IsNotReadWhereThatIsOff)
{
    const auto checked = host.run({"check"}, {{"IDPSYNC_COMMANDS", "off"}});
    EXPECT_EQ(checked.exit, 78);
    EXPECT_THAT(checked.err,
                HasSubstr("this service may not run programs (IDPSYNC_COMMANDS=off); allow it with"));
    EXPECT_EQ(host.run({"check", "--no-secrets"}).exit, 0);
    EXPECT_EQ(runs(), 0);
}

} // namespace
} // namespace idpsync::test
