// Which requests change a client at Pocket ID, in which order, and what is told when one fails.

#include "core/redaction.hpp"
#include "registrar/scripted.hpp"

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;

constexpr const char* recorded_answers = "idp/pocket-id-2.9.0";
const std::string netbird_path = "/api/oidc/clients/netbird";
const std::string groups_path = "/api/user-groups?pagination%5Bpage%5D=1&pagination%5Blimit%5D=100";

class PocketIdChanges : public Scripted
{
protected:
    PocketIdChanges() : Scripted(ProviderType::pocketid, "https://id.example.com") {}

    static std::string client(const std::string& members = {})
    {
        return R"({"id":"netbird","name":"NetBird","callbackURLs":[],"isPublic":false,"pkceEnabled":false,)"
               R"("isGroupRestricted":)" +
               (members.empty() ? "false" : members) + '}';
    }
    static std::string admitting(const std::string& group)
    {
        return client(R"(true,"allowedUserGroups":[{"id":"7","name":")" + group + R"("}])");
    }
    void answer_groups(const std::string& names = R"({"id":"7","name":"netbird-users"})", int page = 1,
                       int pages = 1)
    {
        http.answer(200, R"({"data":[)" + names + R"(],"pagination":{"totalPages":)" + std::to_string(pages) +
                             R"(,"totalItems":1,"currentPage":)" + std::to_string(page) + "}}");
    }
    void answer_missing() { answer(recorded_answers, "028-admin-get-404"); }
};

TEST_F(PocketIdChanges, MakeAClientThatNobodyMayUseBeforeItsGroupsAreThere)
{
    answer_missing();
    answer_groups();
    http.answer(201, client("true")).answer(200, client("true")).answer(200, admitting("netbird-users"));
    ASSERT_TRUE(create());
    EXPECT_THAT(asked(), ElementsAre("GET " + netbird_path, "GET " + groups_path, "POST /api/oidc/clients",
                                     "PUT " + netbird_path + "/allowed-user-groups", "GET " + netbird_path));
    const auto& post = http.requests().at(2);
    EXPECT_THAT(post.body.value(), HasSubstr(R"("isGroupRestricted":true)"));
    EXPECT_EQ(post.content_type, "application/json");
    EXPECT_EQ(post.authorization, "not-a-real-api-key");
    EXPECT_EQ(http.requests().at(3).body, R"({"userGroupIds":["7"]})");
}

TEST_F(PocketIdChanges, MakeAClientForEverybodyWhereNobodyIsNamed)
{
    auto needs = some_needs;
    needs.allowed_groups.reset();
    answer_missing();
    http.answer(201, client());
    ASSERT_TRUE(create(needs));
    EXPECT_THAT(http.requests().at(1).body.value(), HasSubstr(R"("isGroupRestricted":false)"));
}

TEST_F(PocketIdChanges, GoOutOnConnectionsOfTheirOwn)
{
    auto needs = some_needs;
    needs.allowed_groups.reset();
    answer_missing();
    http.answer(201, client());
    ASSERT_TRUE(create(needs));
    EXPECT_EQ(http.requests().at(0).kept_since, net::SteadyTime::min());
    EXPECT_EQ(http.requests().at(1).kept_since, net::SteadyTime::max());
}

TEST_F(PocketIdChanges, MakeNothingWhereThatClientIs)
{
    http.answer(200, client());
    EXPECT_EQ(create().error().kind, ErrorKind::conflict);
    EXPECT_THAT(asked(), SizeIs(1));
}

TEST_F(PocketIdChanges, MakeNothingForGroupsThatAreNotThere)
{
    auto needs = some_needs;
    needs.allowed_groups = GroupNames{"netbird-admins", "netbird-users", "typo\n"};
    answer_missing();
    answer_groups();
    const auto error = create(needs).error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.message, HasSubstr(R"(has no group named "netbird-admins", "typo\n")"));
    EXPECT_EQ(error.next, "make them in Pocket ID, or correct registration.allowed_groups");
    EXPECT_THAT(asked(), SizeIs(2));
}

TEST_F(PocketIdChanges, LookForGroupsOnEveryPage)
{
    http.answer(200, client("true"));
    answer_groups(R"({"id":"1","name":"netbird-users-of-old"})", 1, 2);
    answer_groups(R"({"id":"7","name":"netbird-users"})", 2, 2);
    http.answer(200, client("true")).answer(200, admitting("netbird-users"));
    ASSERT_TRUE(put_right({ClientTrait::admission}));
    EXPECT_THAT(asked().at(2), HasSubstr("%5Bpage%5D=2"));
    EXPECT_THAT(asked(), SizeIs(5)) << "and one that is restricted already is not written";
}

TEST_F(PocketIdChanges, DoNotTakeTheSamePageTwice)
{
    http.answer(200, client("true"));
    answer_groups(R"({"id":"1","name":"others"})", 1, 2);
    answer_groups(R"({"id":"1","name":"others"})", 1, 2);
    EXPECT_EQ(put_right({ClientTrait::admission}).error().kind, ErrorKind::bad_response);
}

TEST_F(PocketIdChanges, NameTheGroupsBeforeTheyShutOthersOut)
{
    http.answer(200, client());
    answer_groups();
    http.answer(200, client()).answer(200, client("true")).answer(200, admitting("netbird-users"));
    ASSERT_TRUE(put_right({ClientTrait::admission}));
    EXPECT_THAT(asked(), ElementsAre("GET " + netbird_path, "GET " + groups_path,
                                     "PUT " + netbird_path + "/allowed-user-groups", "PUT " + netbird_path,
                                     "GET " + netbird_path));
}

TEST_F(PocketIdChanges, AreReadBackForPocketIdDropsGroupsWithoutAWord)
{
    http.answer(200, client("true"));
    answer_groups();
    http.answer(200, client("true")).answer(200, client("true"));
    const auto error = put_right({ClientTrait::admission}).error();
    EXPECT_EQ(error.kind, ErrorKind::conflict);
    EXPECT_THAT(error.message, HasSubstr("\"netbird-users\""));
}

TEST_F(PocketIdChanges, LetNobodyInOfWhomNothingIsDeclared)
{
    auto needs = some_needs;
    needs.allowed_groups.reset();
    http.answer(200, client("true"));
    const auto error = put_right({ClientTrait::admission, ClientTrait::redirect_uri}, needs).error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_EQ(error.next, "write registration.allowed_groups");
    EXPECT_THAT(asked(), SizeIs(1));
}

TEST_F(PocketIdChanges, WriteNothingThatIsRightAlready)
{
    http.answer(200, admitting("netbird-users"));
    EXPECT_TRUE(put_right({ClientTrait::admission, ClientTrait::confidential}));
    EXPECT_THAT(asked(), SizeIs(1));
}

TEST_F(PocketIdChanges, EndWhereTheClientIsGone)
{
    for (int times = 0; times < 3; ++times)
        answer_missing();
    EXPECT_EQ(put_right(all_traits()).error().kind, ErrorKind::conflict);
    EXPECT_EQ(secrets().error().kind, ErrorKind::conflict);
}

TEST_F(PocketIdChanges, SayWhatPocketIdRefuses)
{
    http.answer(200, client());
    answer(recorded_answers, "041-admin-put-400-no-name");
    const auto error = put_right({ClientTrait::redirect_uri}).error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.message,
                HasSubstr("Pocket ID at https://id.example.com answers 400 (\"Name is required\")"));
}

TEST_F(PocketIdChanges, SayWhichRightIsMissing)
{
    http.answer(200, client()).answer(403, R"({"error":"You don't have permission"})");
    const auto error = put_right({ClientTrait::redirect_uri}).error();
    EXPECT_EQ(error.kind, ErrorKind::forbidden);
    EXPECT_THAT(error.message, HasSubstr("does not let this token change clients"));
    EXPECT_EQ(error.next, "check the token, and use an API key of an administrator");
}

TEST_F(PocketIdChanges, TellWhatBecameOfThemByTheAnswer)
{
    struct Row
    {
        unsigned status;
        std::string body;
        ErrorKind kind;
    };
    const std::vector<Row> rows{{401, "{}", ErrorKind::unauthorized},
                                {404, R"({"error":"Record not found"})", ErrorKind::conflict},
                                {404, "<html>", ErrorKind::bad_response},
                                {409, R"({"error":"in use"})", ErrorKind::conflict},
                                {422, "{}", ErrorKind::rejected},
                                {429, "{}", ErrorKind::throttled},
                                {302, "", ErrorKind::bad_response},
                                {200, "<html>", ErrorKind::bad_response},
                                {502, "<html>", ErrorKind::unknown_outcome}};
    for (const auto& row : rows)
    {
        http.answer(200, client()).answer(row.status, row.body);
        EXPECT_EQ(put_right({ClientTrait::redirect_uri}).error().kind, row.kind) << row.status;
    }
    http.answer(200, client()).fail(ErrorKind::unknown_outcome, "no answer");
    EXPECT_EQ(put_right({ClientTrait::redirect_uri}).error().kind, ErrorKind::unknown_outcome);
}

TEST_F(PocketIdChanges, MakeTheOnlySecretUpTo213)
{
    http.answer(404, R"({"error":"API endpoint not found"})").answer(200, client());
    answer(recorded_answers, "048-admin-secret-create");
    const auto made = make_secret();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->secret.reveal(), "GENERATED-SECRET-1");
    EXPECT_THAT(asked(), ElementsAre("GET " + netbird_path + "/secrets", "GET " + netbird_path,
                                     "POST " + netbird_path + "/secret"));
    EXPECT_EQ(http.requests().at(2).body, R"({"secret":"not-a-real-chosen-secret"})");
}

TEST_F(PocketIdChanges, AddASecretFrom214On)
{
    http.answer(200, "[]").answer(201, R"({"id":"s1","secret":"not-a-real-made-secret-0001"})");
    const auto made = make_secret(WallTime(1h));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->id, "s1");
    EXPECT_EQ(http.requests().at(1).body,
              R"({"secret":"not-a-real-chosen-secret","expiresAt":"1970-01-01T01:00:00Z"})");
    EXPECT_THAT(redacted("it is not-a-real-made-secret-0001"), Not(HasSubstr("made-secret")));
}

TEST_F(PocketIdChanges, RemoveASecretThatMayBeGone)
{
    http.answer(204).answer(404, R"({"error":"Client secret not found"})").answer(403, "{}");
    EXPECT_TRUE(remove_secret("s/1"));
    EXPECT_TRUE(remove_secret("s/1"));
    EXPECT_EQ(remove_secret("s/1").error().kind, ErrorKind::forbidden);
    EXPECT_EQ(asked().at(0), "DELETE " + netbird_path + "/secrets/s%2F1");
}

} // namespace
} // namespace idpsync::registrar
