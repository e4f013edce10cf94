// What an operator reads after one mistake: the exact line, with its place. One mistake gives one line.

#include "mistakes.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

constexpr std::string_view needs_quotes =
    "a value that begins with this character must be in quotes; put the value in quotes";

TEST(Message, StandsAtTheKeyOfAnEmptyValue)
{
    constexpr std::array<Mistake, 2> mistakes{{
        {"type: okta\nname:\nissuer: https://corp.okta.com\nclient_id: netbird\n",
         "8:5: identity_providers.corp.name: is empty (null); write a value, in quotes if it begins with # "
         "or is "
         "the word null, or leave the setting out"},
        {"type: okta\nissuer: https://corp.okta.com\nclient_id: netbird\nclient_secret:\n\n\n",
         "10:5: identity_providers.corp.client_secret: must say where the secret is: write {file: PATH}, "
         "{credential: NAME} or {env: NAME}"},
    }};
    expect_in_a_provider(mistakes);
}

TEST(Message, AsksForAUrlAndNotForQuotes)
{
    constexpr std::array<Mistake, 2> in_a_provider{{
        {"type: okta\nissuer: 123\nclient_id: netbird\n",
         "8:13: identity_providers.corp.issuer: must be a whole URL, such as https://host.example.com"},
        {"type: okta\nissuer: yes\nclient_id: netbird\n",
         "8:13: identity_providers.corp.issuer: must be a whole URL, such as https://host.example.com"},
    }};
    expect_in_a_provider(in_a_provider);
    constexpr std::array<Mistake, 1> in_a_file{{
        {"version: 1\nmanagement:\n  url: 443\n  token: { file: token }\n",
         "3:8: management.url: must be a whole URL, such as https://host.example.com"},
    }};
    expect_in_a_file(in_a_file);
}

TEST(Message, NamesTheDashThatIsTooMuch)
{
    constexpr std::array<Mistake, 4> mistakes{{
        {"version: 1\nmanagement:\n  - url: https://nb.test\n    token: { file: token }\n",
         "3:3: management: must be a mapping, not a list: write lines of the form `key: value` without "
         "dashes"},
        {"version: 1\nmanagement:\n  url: https://nb.test\n  - token: { file: token }\n",
         "4:3: this line begins with a dash, and line 3 beside it does not; remove the dash"},
        {"version: 1\nmanagement:\n  - url: https://nb.test\n  token: { file: token }\n",
         "3:3: this line begins with a dash, and line 4 beside it does not; remove the dash"},
        {"version: 1\nmanagement: - url: https://nb.test\n",
         "2:13: a dash begins a list, and a mapping belongs here; write `key: value` on the next line, "
         "indented and without the dash"},
    }};
    expect_in_a_file(mistakes);
}

TEST(Message, NamesTheBlankThatIsMissingAfterAColon)
{
    constexpr std::array<Mistake, 3> mistakes{{
        {"type: okta\nclient_id:netbird\nissuer: https://corp.okta.com\n",
         "8:14: a blank is missing after the colon; write it as `key: value`"},
        {"type: okta\nissuer: https://corp.okta.com\nclient_id:netbird\n",
         "9:14: a blank is missing after the colon; write it as `key: value`"},
        {"client_id:netbird\n",
         "7:5: identity_providers.corp: a blank is missing after the colon; write it as `key: value`"},
    }};
    expect_in_a_provider(mistakes);
}

TEST(Message, AsksForQuotes)
{
    for (const std::string value : {"@corp", "%abc", "*abc", "`abc", ",abc", "& co"})
        expect_one_error(with_provider("type: google\nclient_id: a\nname: " + value + "\n"),
                         "9:11: " + std::string(needs_quotes));
    constexpr std::array<Mistake, 4> mistakes{{
        {"type: google\nname: Login: Pocket ID\nclient_id: a\n",
         "8:11: a value that holds a colon and a blank must be in quotes; put the value in quotes"},
        {"type: google\nname: \"Pocket\" ID\nclient_id: a\n",
         "8:11: something follows the closing quote; put the whole value in one pair of quotes"},
        {"type: google\nname: [Pocket] ID\nclient_id: a\n",
         "8:11: something follows the closing bracket; put the value in quotes, if it is a text"},
        {"type: google\nname: - Pocket ID\nclient_id: a\n",
         "8:11: a value that begins with a dash and a blank must be in quotes; put the value in quotes, or "
         "begin "
         "a list on the next line"},
    }};
    expect_in_a_provider(mistakes);
}

TEST(Message, NamesTheLineToIndentLike)
{
    constexpr std::array<Mistake, 4> mistakes{{
        {"type: okta\n  issuer: https://corp.okta.com\nclient_id: a\n",
         "8:7: this line begins with 6 blanks, and no line that it could belong to does; indent it like line "
         "7, "
         "with 4 blanks"},
        {"type: okta\nname: x\n   # a remark\n  issuer: \"https://corp.okta.com\"\n",
         "10:7: this line begins with 6 blanks, and no line that it could belong to does; indent it like "
         "line 8, "
         "with 4 blanks"},
    }};
    expect_in_a_provider(std::span(mistakes).first(2));
    constexpr std::array<Mistake, 2> files{{
        {"version: 1\nmanagement:\n  url: https://netbird.acme.test\n token: {file: token}\n",
         "4:2: this line begins with 1 blank, and no line that it could belong to does; indent it like line "
         "3, "
         "with 2 blanks"},
        {"version: 1\nmanagement:\n\turl: https://netbird.acme.test\n",
         "3:5: not valid YAML: illegal map value; this line is indented with a tab: indent with spaces"},
    }};
    expect_in_a_file(files);
}

TEST(Message, NamesTheLineThatLacksItsColon)
{
    constexpr std::array<Mistake, 3> mistakes{{
        {"version 1\nmanagement:\n  url: https://netbird.acme.test\n",
         "1:1: this line lacks its colon; write it as `key: value`"},
        {"version: 1\nidentity_providers\n  corp:\n    type: google\n",
         "2:1: this line lacks its colon; write it as `key: value`"},
        {"version: 1\nidentity_providers:\n  corp\n    type: google\n",
         "3:3: this line lacks its colon; write it as `key: value`"},
    }};
    expect_in_a_file(mistakes);
}

TEST(Message, NamesABracketThatIsNotClosed)
{
    expect_one_error(with_provider("type: google\nclient_secret: {file: s\nclient_id: a\n"),
                     "8:20: the bracket that opens here is not closed, or a comma is missing in it");
    expect_one_error(
        with_provider("type: google\nclient_id: a\nclient_secret: {file:s}\n"),
        "9:21: identity_providers.corp.client_secret: a blank is missing after the colon; write {file: "
        "PATH}, {credential: NAME} or {env: NAME}");
}

TEST(Message, NamesAMergeConflict)
{
    expect_one_error(minimal + "<<<<<<< HEAD\nlog: {level: info}\n=======\n>>>>>>> theirs\n",
                     "5:1: a merge conflict is left in this file; solve it");
}

TEST(Message, SaysWhereAProviderIsDeclared)
{
    expect_one_error(
        with("identity_providers:\ncorp:\n  type: google\n  client_id: a\n"),
        "6:1: corp: unknown setting; to declare a provider, indent it below identity_providers:");
    expect_one_error(
        with("identity_providers:\n  - corp:\n      type: google\n"),
        "6:3: identity_providers: must be a mapping, not a list: write lines of the form `key: value` "
        "without dashes");
}

TEST(Message, TellsSettingsThatAreNotIndentedInOneError)
{
    expect_one_error(
        with("identity_providers:\n  corp:\n  type: google\n  client_id: a\n  name: x\n"),
        "7:3: identity_providers.type: belongs to corp above; indent this line and those that belong "
        "to it by two more blanks");
}

TEST(Message, NamesTheSectionThatDeclaresProviders)
{
    expect_one_error(with("providers:\n  corp:\n    type: google\n    client_id: a\n"),
                     "6:3: providers: is about how providers are reached; to declare providers, write "
                     "identity_providers: instead");
}

TEST(Message, SaysThatAFileIsEncrypted)
{
    const std::string encrypted = "version: 1\nmanagement:\n  url: ENC[AES256_GCM,data:x,type:str]\n"
                                  "sops:\n  mac: ENC[AES256_GCM,data:x,type:str]\n  version: 3.8.1\n";
    const auto outcome = load_text(encrypted);
    EXPECT_THAT(outcome.errors,
                ElementsAre("/etc/idp/config.yaml: is encrypted with SOPS; decrypt it first: sops "
                            "--decrypt /etc/idp/config.yaml"));
    constexpr std::array<Mistake, 3> values{{
        {"type: google\nclient_id: ENC[AES256_GCM,data:x]\n",
         "8:16: identity_providers.corp.client_id: is encrypted with SOPS; decrypt it first: sops --decrypt"},
        {"type: google\nclient_id: a\nclient_secret: ENC[AES256_GCM,data:x]\n",
         "9:20: identity_providers.corp.client_secret: is encrypted with SOPS; decrypt it first: sops "
         "--decrypt"},
        {"type: google\nclient_id: a\nclient_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
         "9:20: this value is encrypted with Ansible Vault; decrypt it first, or write the secret into a "
         "file of "
         "its own with Ansible"},
    }};
    expect_in_a_provider(values);
}

} // namespace
} // namespace idpsync::config
