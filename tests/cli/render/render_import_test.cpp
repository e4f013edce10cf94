#include "cli/imports.hpp"
#include "core/builders.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;

std::string rendered(const test::World& world)
{
    return render_import(import_of(world), url);
}

TEST(RenderImport, PrintsAFileOfProvidersDir)
{
    test::World world;
    world.list("okta-1", with_name(values("corp"), "ACME: Corp"));
    world.list("google-1", with_name(values("google", google), "Google"));
    EXPECT_EQ(rendered(world),
              "# 2 identity providers in NetBird at https://netbird.example.com\n"
              "# No client_secret is declared: NetBird keeps the one it has. To manage one "
              "too, put it into a file and\n"
              "# uncomment the line; until something shows that it is newer than NetBird's it "
              "is written only with\n"
              "# `allow: [overwrite-secret]`.\n"
              "identity_providers:\n"
              "  acme-corp:\n"
              "    type: okta\n"
              "    name: \"ACME: Corp\"\n"
              "    issuer: https://corp.example\n"
              "    client_id: corp-client\n"
              "    id: okta-1\n"
              "    # client_secret: { file: secrets/acme-corp }\n"
              "  google:\n"
              "    type: google\n"
              "    name: Google\n"
              "    client_id: google-client\n"
              "    id: google-1\n"
              "    # client_secret: { file: secrets/google }\n");
}

TEST(RenderImport, CommentsOutWhatIsRefusedWithTheReason)
{
    test::World world;
    world.list("okta-1", with_name(values("corp"), " Corp "));
    EXPECT_EQ(
        rendered(world),
        "# 1 identity provider in NetBird at https://netbird.example.com\n"
        "# Refused by `check`, so commented out and left unmanaged: corp\n"
        "identity_providers:\n"
        "  # Refused: identity_providers.corp.name: \" Corp \" has white space around it, which would be "
        "taken as it is; remove it\n"
        "  # corp:\n"
        "  #   type: okta\n"
        "  #   name: \" Corp \"\n"
        "  #   issuer: https://corp.example\n"
        "  #   client_id: corp-client\n"
        "  #   id: okta-1\n"
        "  #   # client_secret: { file: secrets/corp }\n");
}

TEST(RenderImport, IsAFileThatLoadsThoughNothingIsInIt)
{
    test::World refused;
    refused.list("okta-1", with_name(values("corp"), " "));
    for (const auto& world : {test::World{}, refused})
    {
        const auto loaded = load_fragments({rendered(world)});
        ASSERT_TRUE(loaded.loaded()) << loaded.all();
        EXPECT_TRUE(loaded.configuration->desired.providers().empty());
    }
}

TEST(RenderImport, NamesWhatIsDeclaredAlready)
{
    auto world = settled_world();
    world.list("okta-2", values("other"));
    EXPECT_THAT(rendered(world),
                AllOf(HasSubstr("# 2 identity providers in NetBird"),
                      HasSubstr("# Declared already, so not here (--all prints them too): corp\n"),
                      HasSubstr("  other:\n"), Not(HasSubstr("  corp:\n"))));
}

TEST(RenderImport, PrintsWhatNeedsAttentionAboveTheProvider)
{
    test::World world;
    world.list("zitadel-1", values("corp"));
    EXPECT_THAT(rendered(world), HasSubstr("  # Attention: its id is that of type zitadel, but NetBird lists "
                                           "okta, which is written here: the type of a connector cannot "
                                           "change\n"
                                           "  corp:\n"));
}

TEST(RenderImport, WarnsThatPruningWouldDeleteWhatIsRefusedAndKnown)
{
    test::World world;
    world.list("okta-1", with_name(values("corp"), " Corp"));
    world.know("corp", created("okta-1", values("corp")));
    EXPECT_THAT(rendered(world), HasSubstr("`reconcile.prune`"));
}

TEST(RenderImport, RefusesATwinOfWhatIsDeclaredWithoutAnId)
{
    auto world = settled_world();
    world.list("okta-2", with_name(values("corp"), "Twin"));
    EXPECT_THAT(rendered(world),
                AllOf(HasSubstr("give each the id of its own connector"), HasSubstr("  # twin:\n")));
}

TEST(RenderImport, CommentsOutAPlainHttpIssuerRatherThanConsentToIt)
{
    test::World world;
    world.list("okta-1", with_issuer(values("corp"), "http://corp.example"));
    EXPECT_THAT(rendered(world), AllOf(HasSubstr("set allow_http: true beside it\n"),
                                       HasSubstr("  # corp:\n"), Not(HasSubstr("\n    allow_http"))));
}

TEST(RenderImport, KeepsCommentsOnOneLineWhateverNetBirdSends)
{
    test::World world;
    world.list("okta-1",
               with_name(with_issuer(values("corp"), "https://a\ninjected: true"), "a\r\nb: c\x1b[2J"));
    const auto text = rendered(world);
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\r")), Not(HasSubstr("\ninjected"))));
    EXPECT_TRUE(load_fragments({text}).loaded());
}

TEST(RenderImport, EscapesTheUrlInItsHead)
{
    EXPECT_THAT(render_import({}, "https://a\nb"), HasSubstr("https://a\\nb\n"));
}

} // namespace
} // namespace idpsync::cli
