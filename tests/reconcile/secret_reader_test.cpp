#include "reconcile/secret_reader.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace idpsync::reconcile {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::MemoryFiles;
using testing::Pair;

const SecretSource secret_file{SecretSource::File{"/etc/idp/okta"}};
const SecretSource secret_credential{SecretSource::Credential{"okta"}};
const SecretSource secret_variable{SecretSource::Environment{"OKTA_SECRET"}};

class SecretReaderTest : public testing::Test
{
protected:
    Result<SecretRead> read(const SecretSource& source) { return test::run(io, clock, reader.read(source)); }

    std::string secret(const SecretSource& source)
    {
        const auto result = read(source);
        return result.has_error() ? "error: " + result.error().text() : result->secret.reveal();
    }

    Error error(const SecretSource& source)
    {
        const auto result = read(source);
        return result.has_error() ? result.error() : Error{ErrorKind::stopped, "it was accepted"};
    }

    /// Puts a file that was finished long ago.
    void put(const std::string& text, std::uint32_t mode = 0640) { files.put("/etc/idp/okta", text, mode); }

    /// Puts a file that was modified `age` before now.
    void put_fresh(const std::string& text, std::chrono::milliseconds age = 0ms)
    {
        files.set_now(now() - age);
        files.put("/etc/idp/okta", text);
    }

    std::chrono::sys_time<std::chrono::nanoseconds> now() const
    {
        return clock.wall_now() + (clock.now() - start) % 1s;
    }

    asio::io_context io{1};
    MemoryFiles files;
    test::ManualClock clock;
    net::SteadyTime start = clock.now();
    std::map<std::string, std::string> variables;
    SecretReader reader{files, clock, [this](const std::string& name) {
                            const auto found = variables.find(name);
                            return found == variables.end() ? std::nullopt : std::optional(found->second);
                        }};
};

using ReadSecretFile = SecretReaderTest;
using ReadFreshSecretFile = SecretReaderTest;
using ReadCredential = SecretReaderTest;
using ReadEnvironment = SecretReaderTest;
using ReadPlainSecret = SecretReaderTest;
using ReadSecrets = SecretReaderTest;

TEST_F(ReadSecretFile, StripsOneLineEnd)
{
    for (const auto* text : {"hunter2", "hunter2\n", "hunter2\r\n"})
    {
        put(text);
        EXPECT_EQ(secret(secret_file), "hunter2");
    }
}

TEST_F(ReadSecretFile, KeepsBlanksAndOtherLanguages)
{
    put("  p\u00e4ss w\u00f6rd \u4e2d \n");
    EXPECT_EQ(secret(secret_file), "  p\u00e4ss w\u00f6rd \u4e2d ");
}

TEST_F(ReadSecretFile, RemarksOnASpaceOrCommaAtAnEnd)
{
    for (const auto* text : {" hunter2", "hunter2 \n", "hunter2,\n"})
    {
        put(text);
        const auto result = read(secret_file);
        ASSERT_FALSE(result.has_error()) << result.error().text();
        EXPECT_THAT(result->warning, AllOf(StartsWith("file /etc/idp/okta "), HasSubstr("sent as part"),
                                           Not(HasSubstr("hunter2"))));
    }
}

TEST_F(ReadSecretFile, RefusesWhatShowsThatItIsNoSecret)
{
    for (const auto* text : {"${OKTA_SECRET}\n", "{{ okta_secret }}", "\"hunter2\"\n", "\xEF\xBB\xBFhunter2",
                             "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "ENC[AES256_GCM,data:x]\n"})
    {
        put(text);
        EXPECT_EQ(error(secret_file).kind, ErrorKind::bad_config) << text;
        EXPECT_THAT(error(secret_file).text(),
                    AllOf(StartsWith("file /etc/idp/okta "), Not(HasSubstr("hunter2"))));
    }
}

TEST_F(ReadSecretFile, SaysThatAMountedFileNeverChanges)
{
    files.put_mounted("/etc/idp/okta", "hunter2\n", 0440);
    EXPECT_THAT(read(secret_file)->warning,
                AllOf(HasSubstr("mounted as a single file"), Not(HasSubstr("chmod"))));
}

TEST_F(ReadSecretFile, AdvisesNoChmodWhereNothingCanBeChanged)
{
    files.put_mounted("/etc/idp/okta", "hunter2\n", 0644);
    EXPECT_THAT(read(secret_file)->warning, AllOf(HasSubstr("everybody may read"),
                                                  HasSubstr("defaultMode: 0440"), Not(HasSubstr("chmod"))));
}

TEST_F(ReadSecretFile, RefusesAnEmptyOne)
{
    for (const auto* text : {"", "\n", "\r\n"})
    {
        put(text);
        EXPECT_EQ(error(secret_file).kind, ErrorKind::bad_config);
        EXPECT_THAT(error(secret_file).text(), HasSubstr("file /etc/idp/okta is empty"));
    }
}

TEST_F(ReadSecretFile, RefusesControlCharactersWithoutShowingThem)
{
    for (const auto& text : {std::string("hunter2\n\n"), std::string("hunter2\r"), std::string("hunter2\nx"),
                             std::string("hunter2\t"), std::string("hunter2\0", 8),
                             std::string("hunter2\x7f"), std::string("hunter2\u0085")})
    {
        put(text);
        EXPECT_THAT(error(secret_file).text(),
                    AllOf(HasSubstr("another control character"), Not(HasSubstr("hunter2"))));
    }
}

TEST_F(ReadSecretFile, RefusesWhatIsNotUtf8)
{
    put("hunter2\xff");
    EXPECT_THAT(error(secret_file).text(), AllOf(HasSubstr("not UTF-8"), Not(HasSubstr("hunter2"))));
}

TEST_F(ReadSecretFile, HoldsFourKibibytes)
{
    put(std::string(4096, 'x') + "\r\n");
    EXPECT_EQ(secret(secret_file).size(), 4096U);
    put(std::string(4097, 'x'));
    EXPECT_THAT(error(secret_file).text(), HasSubstr("more than 4096 bytes"));
    put(std::string(1'000'000, 'x'));
    EXPECT_THAT(error(secret_file).text(), HasSubstr("larger than"));
}

TEST_F(ReadSecretFile, SaysHowToMakeAMissingOne)
{
    EXPECT_EQ(error(secret_file).kind, ErrorKind::bad_config);
    EXPECT_THAT(error(secret_file).text(),
                AllOf(StartsWith("file /etc/idp/okta: "), HasSubstr("no such file; create it")));
}

TEST_F(ReadSecretFile, SaysWhoMustBeAbleToReadIt)
{
    files.put_unreadable("/etc/idp/okta");
    EXPECT_THAT(error(secret_file).text(),
                AllOf(HasSubstr("Permission denied"), HasSubstr("root:netbird-idp-sync 0640")));
}

TEST_F(ReadSecretFile, TellsABrokenLinkFromAMissingFile)
{
    files.put_broken_link("/etc/idp/okta");
    EXPECT_THAT(error(secret_file).text(), AllOf(HasSubstr("link"), Not(HasSubstr("create it"))));
}

TEST_F(ReadSecretFile, WarnsWhenEverybodyMayReadIt)
{
    put("hunter2", 0644);
    const auto result = read(secret_file);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->warning, "everybody may read /etc/idp/okta; run: chmod o= /etc/idp/okta");
    put("hunter2", 0660);
    EXPECT_THAT(read(secret_file)->warning, IsEmpty());
}

TEST_F(ReadSecretFile, NeedsNoTimeForAFileThatIsFinished)
{
    put("hunter2");
    EXPECT_EQ(secret(secret_file), "hunter2");
    EXPECT_EQ(clock.now(), start);
    EXPECT_EQ(files.calls.size(), 1U);
}

TEST_F(ReadFreshSecretFile, IsReadAgainAfterAQuarterOfASecond)
{
    put_fresh("hunter2");
    EXPECT_EQ(secret(secret_file), "hunter2");
    EXPECT_EQ(clock.now(), start + 250ms);
    EXPECT_EQ(files.calls.size(), 2U);
}

TEST_F(ReadFreshSecretFile, IsNotTakenForAnEmptyOne)
{
    put_fresh("");
    files.fail = [&, reads = 0](MemoryFiles::Call, const std::string&) mutable -> std::optional<std::string> {
        if (++reads == 2)
            put_fresh("hunter2", 100ms);
        return std::nullopt;
    };
    EXPECT_EQ(secret(secret_file), "hunter2");
}

TEST_F(ReadFreshSecretFile, IsNotTakenForAHalfOne)
{
    put_fresh("hun");
    files.fail = [&, reads = 0](MemoryFiles::Call, const std::string&) mutable -> std::optional<std::string> {
        ++reads;
        if (reads == 2)
            put_fresh("hunte", 10ms);
        if (reads == 3)
            put_fresh("hunter2", 10ms);
        return std::nullopt;
    };
    EXPECT_EQ(secret(secret_file), "hunter2");
    EXPECT_EQ(clock.now(), start + 750ms);
}

TEST_F(ReadFreshSecretFile, IsAnErrorWhenItNeverSettles)
{
    files.fail = [&, reads = 0](MemoryFiles::Call, const std::string&) mutable -> std::optional<std::string> {
        put_fresh("hunter" + std::to_string(++reads));
        return std::nullopt;
    };
    EXPECT_THAT(error(secret_file).text(), AllOf(HasSubstr("again and again"), Not(HasSubstr("hunter"))));
    EXPECT_LE(clock.now(), start + 2s);
}

TEST_F(ReadFreshSecretFile, MayDisappear)
{
    put_fresh("hunter2");
    files.fail = [&, reads = 0](MemoryFiles::Call, const std::string&) mutable -> std::optional<std::string> {
        if (++reads == 2)
            files.remove("/etc/idp/okta");
        return std::nullopt;
    };
    EXPECT_THAT(error(secret_file).text(), HasSubstr("no such file"));
}

TEST_F(ReadFreshSecretFile, IsOldEnoughAfterAQuarterOfASecond)
{
    put_fresh("hunter2", 250ms);
    EXPECT_EQ(secret(secret_file), "hunter2");
    EXPECT_EQ(clock.now(), start);
}

TEST_F(ReadFreshSecretFile, DoesNotHoldUpATimeThatIsFarAhead)
{
    put_fresh("hunter2", -1h);
    EXPECT_EQ(secret(secret_file), "hunter2");
    EXPECT_EQ(clock.now(), start);
}

TEST_F(ReadCredential, LooksIntoTheDirectoryOfTheService)
{
    variables["CREDENTIALS_DIRECTORY"] = "/run/credentials/netbird-idp-sync@berlin.service";
    files.put("/run/credentials/netbird-idp-sync@berlin.service/okta", "hunter2", 0440);
    EXPECT_EQ(secret(secret_credential), "hunter2");
}

TEST_F(ReadCredential, LooksIntoTheRunningServiceFromOutside)
{
    files.put("/run/credentials/netbird-idp-sync.service/okta", "hunter2", 0440);
    EXPECT_EQ(secret(secret_credential), "hunter2");
}

TEST_F(ReadCredential, LooksIntoTheInstanceThatItIsGiven)
{
    files.put("/run/credentials/netbird-idp-sync@berlin.service/okta", "hunter2", 0440);
    SecretReader instance(
        files, clock, [](const std::string&) { return std::nullopt; }, "netbird-idp-sync@berlin.service");
    const auto result = test::run(io, clock, instance.read(secret_credential));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->secret.reveal(), "hunter2");
}

TEST_F(ReadCredential, SaysThatItCannotBeReadFromOutside)
{
    EXPECT_THAT(error(secret_credential).text(),
                AllOf(StartsWith("credential okta: this is not the service"),
                      HasSubstr("/run/credentials/netbird-idp-sync.service/okta"), HasSubstr("as root")));
    files.put_unreadable("/run/credentials/netbird-idp-sync.service/okta");
    EXPECT_THAT(error(secret_credential).text(),
                AllOf(HasSubstr("this is not the service"), HasSubstr("Permission denied")));
}

TEST_F(ReadCredential, SaysThatTheServiceHasNone)
{
    variables["CREDENTIALS_DIRECTORY"] = "/run/credentials/x";
    EXPECT_THAT(error(secret_credential).text(), HasSubstr("add LoadCredential=okta:PATH"));
}

TEST_F(ReadCredential, RefusesWhatIsNoSecret)
{
    variables["CREDENTIALS_DIRECTORY"] = "/run/credentials/x";
    files.put("/run/credentials/x/okta", "\n", 0440);
    EXPECT_THAT(error(secret_credential).text(), HasSubstr("credential okta is empty"));
}

TEST_F(ReadEnvironment, GivesTheValue)
{
    variables["OKTA_SECRET"] = "hunter2";
    EXPECT_EQ(secret(secret_variable), "hunter2");
}

TEST_F(ReadEnvironment, SaysThatAVariableIsNotSetOrEmpty)
{
    EXPECT_EQ(error(secret_variable).kind, ErrorKind::bad_config);
    EXPECT_THAT(error(secret_variable).text(),
                AllOf(StartsWith("environment variable OKTA_SECRET: "), HasSubstr("EnvironmentFile=")));
    variables["OKTA_SECRET"] = "";
    EXPECT_THAT(error(secret_variable).text(), HasSubstr("environment variable OKTA_SECRET is empty"));
}

TEST_F(ReadPlainSecret, GivesTheText)
{
    const SecretSource plain{SecretSource::Plain{std::make_shared<const Secret>("hunter2")}};
    EXPECT_EQ(secret(plain), "hunter2");
    EXPECT_EQ(secret(plain), "hunter2");
}

DesiredProvider provider(const std::string& key, std::optional<SecretSource> source,
                         State state = State::present)
{
    DesiredProvider declared{.key = *ProviderKey::parse(key)};
    declared.state = state;
    declared.values = ConnectorValues{ProviderType::okta, key, "https://" + key, "c"};
    declared.client_secret = std::move(source);
    return declared;
}

TEST_F(ReadSecrets, ReadsEachOnceAndGoesOnAfterAFailure)
{
    put("hunter2", 0644);
    std::vector<DesiredProvider> declared;
    declared.push_back(provider("read", secret_file));
    declared.push_back(provider("unreadable", secret_variable));
    declared.push_back(provider("without", std::nullopt));
    declared.push_back(provider("gone", secret_file, State::absent));
    const auto desired = DesiredState::make(std::move(declared));
    ASSERT_TRUE(desired.has_value());
    const crypto::Fingerprinter fingerprint({});

    const auto secrets = test::run(io, clock, read_secrets(reader, *desired, fingerprint));
    EXPECT_EQ(secrets.fingerprint_key, fingerprint.id());
    ASSERT_EQ(secrets.states.size(), 2U);
    const auto& read = secrets.states.at(*ProviderKey::parse("read"));
    EXPECT_EQ(read.kind, SecretState::Kind::read);
    EXPECT_EQ(read.fingerprint, fingerprint(Secret("hunter2")));
    const auto& unreadable = secrets.states.at(*ProviderKey::parse("unreadable"));
    EXPECT_EQ(unreadable.kind, SecretState::Kind::unreadable);
    EXPECT_THAT(unreadable.problem, HasSubstr("OKTA_SECRET"));

    ASSERT_EQ(secrets.values.size(), 1U);
    EXPECT_EQ(secrets.values.begin()->second.reveal(), "hunter2");
    EXPECT_THAT(secrets.warnings,
                ElementsAre(Pair(*ProviderKey::parse("read"), HasSubstr("chmod o= /etc/idp/okta"))));
    EXPECT_EQ(files.calls.size(), 1U);
}

} // namespace
} // namespace idpsync::reconcile
