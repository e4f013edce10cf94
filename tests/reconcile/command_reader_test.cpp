// A secret that a program prints, as SecretReader takes it.

#include "reconcile/secret_reader.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace idpsync::reconcile {
namespace {

/// Prints what a test says, and counts.
class MadeUpPrograms final : public Programs
{
public:
    boost::asio::awaitable<Result<std::string>> output_of(const SecretSource::Command&) override
    {
        ++runs;
        co_return output;
    }

    Result<std::string> output = std::string("hunter2\n");
    int runs = 0;
};

SecretSource sops_of(const std::string& file)
{
    return {SecretSource::Command{.variables = {}, .words = {"/usr/bin/sops", file}, .directory = "/"}};
}

class ReadCommand : public testing::Test
{
protected:
    std::string secret(const SecretSource& source)
    {
        const auto read = test::run(io, clock, reader.read(source));
        return read.has_error() ? "error: " + read.error().text() : read->secret.reveal();
    }

    boost::asio::io_context io{1};
    test::MemoryFiles files;
    test::ManualClock clock;
    MadeUpPrograms programs;
    Environment no_variables = [](const std::string&) { return std::nullopt; };
    SecretReader reader{files, clock, no_variables, "netbird-idp-sync.service", &programs};
};

TEST_F(ReadCommand, StripsOneLineEnd)
{
    for (const auto* text : {"hunter2", "hunter2\n", "hunter2\r\n"})
    {
        programs.output = std::string(text);
        reader.forget_commands();
        EXPECT_EQ(secret(sops_of("a")), "hunter2");
    }
}

TEST_F(ReadCommand, RunsOnceInAReading)
{
    EXPECT_EQ(secret(sops_of("a")), "hunter2");
    EXPECT_EQ(secret(sops_of("a")), "hunter2");
    EXPECT_EQ(programs.runs, 1);
    EXPECT_EQ(secret(sops_of("b")), "hunter2");
    EXPECT_EQ(programs.runs, 2);
    reader.forget_commands();
    programs.output = Error{ErrorKind::bad_config, "it ended with exit code 1", "see why"};
    for (int again = 0; again < 2; ++again)
        EXPECT_EQ(secret(sops_of("a")), "error: command /usr/bin/sops: it ended with exit code 1; see why");
    EXPECT_EQ(programs.runs, 3) << "a failure is not tried again either";
}

TEST_F(ReadCommand, RefusesWhatIsNoSecretAndDoesNotShowIt)
{
    const std::string shown = "not-a-real-secret";
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "it printed nothing; let it print the secret alone"},
        {"\n", "it printed nothing"},
        {shown + "\n" + shown + "\n", "it printed more than one line; let it print the secret alone"},
        {shown + "\n\n", "more than one line"},
        {shown + "\x01", "control character"},
        {shown + "\xff", "not UTF-8"},
        {std::string(4097, 'a'), "more than 4096 bytes"},
        {"ENC[AES256_GCM,data:" + shown + "]", "encrypted with SOPS"}};
    for (const auto& [text, said] : cases)
    {
        programs.output = text;
        reader.forget_commands();
        const auto came_to = secret(sops_of("a"));
        EXPECT_THAT(came_to, AllOf(HasSubstr("error: command /usr/bin/sops"), HasSubstr(said)));
        EXPECT_THAT(came_to, Not(HasSubstr(shown)));
    }
}

TEST_F(ReadCommand, IsRefusedWhereNoneIsRun)
{
    SecretReader without(files, clock, no_variables);
    EXPECT_THAT(test::run(io, clock, without.read(sops_of("a"))).error().text(),
                HasSubstr("command /usr/bin/sops: no command is run here"));
}

} // namespace
} // namespace idpsync::reconcile
