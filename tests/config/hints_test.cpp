// What a secret or a token that was read shows of itself. Nothing of it is quoted.

#include "config/hints.hpp"
#include "config/punycode.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

TEST(Hint, NamesWhatIsNoSecret)
{
    const std::pair<std::string, std::string> texts[] = {
        {"${CORP_SECRET}", "placeholder"},
        {"{{ corp_secret }}", "placeholder"},
        {"$CORP_SECRET", "placeholder"},
        {"<secret>", "placeholder"},
        {"ENC[AES256_GCM,data:abc,type:str]", "encrypted with SOPS"},
        {"{\n\t\"data\": \"ENC[AES256_GCM,data:abc]\"\n}", "encrypted with SOPS"},
        {"$ANSIBLE_VAULT;1.1;AES256\n6162", "encrypted with Ansible Vault"},
        {"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl", "encrypted with age"},
        {"\xEF\xBB\xBFhunter2", "byte order mark"},
        {"hunter2\u00a0", "no-break space (U+00A0), as character 8"},
        {"\u201chunter2\u201d", "curly quote"},
        {"\"hunter2\"", "quotes around it"},
        {"'hunter2'", "quotes around it"},
    };
    for (const auto& [text, said] : texts)
    {
        EXPECT_THAT(objection_to_secret(text), HasSubstr(said)) << text;
        EXPECT_THAT(objection_to_secret(text), Not(HasSubstr("hunter2")));
    }
}

TEST(Hint, TakesWhateverMayBeASecret)
{
    for (const auto* text : {"hunter2", "$ecret", "$abcDEF", "a{b}c", "p\u00e4ss w\u00f6rd", "it's", "\"",
                             "a<b>c", "=a,b", "~Q8~abc_DEF.-"})
        EXPECT_THAT(objection_to_secret(text), IsEmpty()) << text;
}

TEST(Hint, RemarksOnWhatIsSentAsItIs)
{
    EXPECT_THAT(remark_on_secret(" hunter2"), HasSubstr("begins with a space"));
    EXPECT_THAT(remark_on_secret("hunter2 "), HasSubstr("ends with a space"));
    EXPECT_THAT(remark_on_secret("hunter2,"), HasSubstr("ends with a comma"));
    EXPECT_THAT(remark_on_secret("hunter 2"), IsEmpty());
    for (const auto* filler : {"changeme", "CHANGE-ME", "Change_Me!", "your-client-secret", "xxxxxxxx"})
        EXPECT_THAT(remark_on_secret(filler), HasSubstr("placeholder that nobody replaced")) << filler;
    for (const auto* secret : {"changeme1", "secret", "changemenow", "7fQx9Lkz"})
        EXPECT_THAT(remark_on_secret(secret), IsEmpty()) << secret;
}

TEST(Hint, NamesWhatIsNoToken)
{
    const std::pair<std::string, std::string> texts[] = {
        {"Bearer nbp_x", "a word in front"},
        {"Token nbp_x", "a word in front"},
        {"Authorization: Token nbp_x", "a word in front"},
        {"NB_TOKEN=nbp_x", "NAME= in front"},
        {"export NB_TOKEN=nbp_x", "NAME= in front"},
        {"8A5B1C2D-0000-4000-8000-123456789ABC", "a setup key"},
        {"eyJhbGciOiJSUzI1NiJ9.e30.x", "the session of a browser"},
        {"nbp_x,", "a space or a comma"},
    };
    for (const auto& [text, said] : texts)
        EXPECT_THAT(objection_to_token(text), AllOf(HasSubstr(said), HasSubstr("a token begins with nbp_")))
            << text;
    for (const auto* text : {"nbp_0123456789abcdef", "token", "anything-else"})
        EXPECT_THAT(objection_to_token(text), IsEmpty()) << text;
}

TEST(AsciiHost, IsWhatDnsKnows)
{
    EXPECT_EQ(ascii_host("id.acme.test"), "id.acme.test");
    EXPECT_EQ(ascii_host("b\u00fccher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(ascii_host("m\u00fcnchen.m\u00fcnchen"), "xn--mnchen-3ya.xn--mnchen-3ya");
    EXPECT_EQ(ascii_host("\u4f8b\u3048.jp"), "xn--r8jz45g.jp");
    EXPECT_EQ(ascii_host("\u0433\u043e\u0441\u0442.\u0440\u0444"), "xn--c1awje.xn--p1ai");
    EXPECT_EQ(ascii_host("\xff"), "");
}

} // namespace
} // namespace idpsync::config
