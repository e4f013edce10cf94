#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

TEST(Rule02_Create, HappensWhenNothingOfTheKindIsListed)
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("other"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::create, Reason::not_in_netbird));
    EXPECT_EQ(item.secret, SecretFate::written);
    EXPECT_EQ(item.fingerprint, fingerprint("secret"));
    EXPECT_EQ(item.id, std::nullopt);
    EXPECT_EQ(item.entry, std::nullopt);
    EXPECT_TRUE(item.writes());
}

TEST(Rule02_Create, HappensWhenOnlyTheNameIsTakenByOneThatIsKnown)
{
    World world;
    world.declare(desired("corp"))
        .declare(desired("other", with_name(values("other"), "corp")))
        .list("okta-1", with_name(values("other"), "corp"));
    EXPECT_EQ(world.item("corp").action, Action::create);
}

struct Twin
{
    std::string_view name;
    ConnectorValues declared;
    ConnectorValues listed;
};

std::vector<Twin> twins()
{
    const auto corp = values("corp");
    return {
        {"Slash", corp, with_issuer(corp, "https://corp.example/")},
        {"Case", corp, with_issuer(corp, "https://Corp.Example")},
        {"DefaultPort", corp, with_issuer(corp, "https://corp.example:443")},
        {"Scheme", corp, with_issuer(corp, "http://corp.example")},
        {"Blanks", corp, with_issuer(corp, " https://corp.example ")},
        {"ClientWithBlanks", corp, with_client(corp, "corp-client\n")},
        {"ClientInCapitals", corp, with_client(corp, "Corp-Client")},
        {"GoogleClientInCapitals", values("corp", google),
         with_client(values("corp", google), "CORP-CLIENT")},
        {"AnotherTypeAndASlash", corp, with_issuer(values("corp", keycloak), "https://corp.example/")},
    };
}

class Rule02_Twin : public testing::TestWithParam<Twin>
{};

TEST_P(Rule02_Twin, HindersTheCreateAndIsNamed)
{
    World world;
    world.declare(desired("corp", GetParam().declared)).list("twin-1", GetParam().listed);
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::similar_exists));
    EXPECT_THAT(item.why, HasSubstr("\"twin-1\""));
    const auto& listed = GetParam().listed;
    const bool padded = listed.issuer.starts_with(' ') || listed.client_id.ends_with('\n');
    const bool other_issuer = listed.issuer != GetParam().declared.issuer;
    EXPECT_THAT(item.next, HasSubstr(padded         ? "`id: twin-1`"
                                     : other_issuer ? "`issuer: " + listed.issuer + "`"
                                                    : "`client_id: " + listed.client_id + "`"));
    EXPECT_EQ(item.next.find("`netbird-idp-sync doctor corp`") != std::string::npos, other_issuer && !padded);
    EXPECT_THAT(text_of(item), Not(HasSubstr("delete")));
}

TEST_P(Rule02_Twin, HindersTheCreateWhenAnotherKeyClaimsIt)
{
    World world;
    world.declare(desired("corp", GetParam().declared))
        .declare(with_id(desired("owner", GetParam().listed), "twin-1"))
        .list("twin-1", GetParam().listed);
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::similar_exists));
    EXPECT_THAT(item.why, HasSubstr("key owner"));
    EXPECT_THAT(item.next, Not(HasSubstr("`id: ")));
}

TEST_P(Rule02_Twin, IsTakenWhenTheFileNamesItsId)
{
    World world;
    world.declare(with_id(desired("corp", GetParam().declared), "twin-1")).list("twin-1", GetParam().listed);
    EXPECT_EQ(world.item("corp").id, ConnectorId{"twin-1"});
    EXPECT_NE(world.item("corp").reason, Reason::similar_exists);
}

INSTANTIATE_TEST_SUITE_P(Of, Rule02_Twin, testing::ValuesIn(twins()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Rule02_Twins, WithTheSameMatchClaimedByAnotherKeyHindersTheCreate)
{
    World world;
    world.declare(desired("corp"))
        .declare(with_id(desired("owner"), "okta-1"))
        .list("okta-1", values("corp"));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::similar_exists));
    EXPECT_THAT(item.why, HasSubstr("key owner"));
}

TEST(Rule02_Twins, OfARenamedKeyNamesTheFormerKey)
{
    World world;
    world.declare(desired("corp", with_issuer(values("corp"), "https://corp.example/")))
        .list("okta-1", values("corp"))
        .know("former", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::similar_exists));
    EXPECT_THAT(item.why, HasSubstr("key former"));
}

TEST(Rule02_Twins, HinderARecreateToo)
{
    World world;
    world.declare(with_consent(desired("corp"), {Consent::recreate}))
        .list("okta-2", with_issuer(values("corp"), "https://corp.example/"))
        .know("corp", created("okta-1", values("corp")));
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::conflict, Reason::similar_exists));
    EXPECT_EQ(item.entry->id, ConnectorId{"okta-1"});
}

TEST(Rule02_Twins, AmongTheCreatesOfOnePassAreOneCreateAndAConflict)
{
    World world;
    world.declare(desired("a", values("corp")))
        .declare(desired("b", with_issuer(values("corp"), "https://corp.example/")));
    EXPECT_THAT(world.item("a"), Decides(Action::create, Reason::not_in_netbird));
    EXPECT_THAT(world.item("b"), Decides(Action::conflict, Reason::similar_exists));
}

TEST(Rule02_Twins, OfAnotherFamilyHinderNothing)
{
    World world;
    world.declare(desired("corp", microsoft)).list("google-1", values("corp", google));
    EXPECT_EQ(world.item("corp").action, Action::create);
}

TEST(Rule02_Twins, WithAHostileIdAreShownEscaped)
{
    World world;
    world.declare(desired("corp")).list("x\n\u202e", with_issuer(values("corp"), "https://corp.example/"));
    EXPECT_THAT(text_of(world.item("corp")), Not(HasSubstr("\u202e")));
    EXPECT_THAT(world.item("corp").why, HasSubstr("x\\n\\u{202e}"));
}

TEST(Rule13_Create, IsBlockedWithoutASecret)
{
    World world;
    world.declare(desired("corp")).no_secret("corp");
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::block, Reason::secret_missing));
    EXPECT_THAT(item.next, HasSubstr("client_secret"));
}

TEST(Rule13_Create, IsBlockedByAnUnreadableSecret)
{
    World world;
    world.declare(desired("corp")).unreadable_secret("corp");
    const auto item = world.item("corp");
    EXPECT_THAT(item, Decides(Action::block, Reason::secret_unreadable));
    EXPECT_EQ(item.secret, SecretFate::unreadable);
    EXPECT_THAT(item.why, HasSubstr("Permission denied"));
}

} // namespace
} // namespace idpsync::test
