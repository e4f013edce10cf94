// Every recorded exchange with a real identity provider that the sandbox plays, against the sandbox.

#include "sandbox/tests/managed_replay.hpp"
#include "sandbox/tests/provider_replay.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;

std::vector<Recording> played()
{
    std::vector<Recording> all;
    for (const auto& folder : provider_folders())
        for (auto& recording : idpsync::test::recordings(folder))
            if (is_played(recording))
                all.push_back(std::move(recording));
    return all;
}

/// Without what a server draws: ids, cookies' values, times.
std::string comparable_text(std::string text)
{
    static const std::vector<std::pair<std::regex, std::string>> replacements{
        {std::regex("interaction/(<uid>|[A-Za-z0-9_-]{40,}|[a-z2-7]{25})"), "interaction/<opaque>"},
        {std::regex("/auth/(<uid>|[A-Za-z0-9_-]{40,}|[a-z2-7]{25})"), "/auth/<opaque>"},
        {std::regex("uid : [A-Za-z0-9_-]+"), "uid : <opaque>"},
        {std::regex("[a-z2-7]{25}"), "<opaque>"},
        {std::regex("[0-9a-f]{48}"), "<opaque>"},
        {std::regex("expires=[A-Za-z0-9,: ]+"), "expires=<time>"}};
    for (const auto& [pattern, by] : replacements)
        text = std::regex_replace(text, pattern, by);
    return text;
}

/// The names and attributes of cookies.
std::vector<std::string> cookies_of(const std::vector<std::string>& headers)
{
    static const std::regex value("^([^=]+)=[^;]*");
    std::vector<std::string> cookies;
    for (const auto& header : headers)
        cookies.push_back(std::regex_replace(comparable_text(header), value, "$1="));
    return cookies;
}

std::vector<std::string> recorded_cookies(const Recording& recorded)
{
    std::vector<std::string> headers;
    const auto* value = recorded.response_headers.if_contains("set-cookie");
    if (value != nullptr && value->is_array())
        for (const auto& one : value->get_array())
            headers.emplace_back(one.as_string());
    else if (value != nullptr)
        headers.emplace_back(value->as_string());
    return headers;
}

std::vector<std::string> sent_cookies(const Answer& answer)
{
    std::vector<std::string> headers;
    for (const auto& [name, value] : answer.headers)
        if (name == "set-cookie")
            headers.push_back(value);
    return headers;
}

/// A key's members, with the values that do not differ from key to key.
std::string shape_of_key(const json::value& key)
{
    std::map<std::string, std::string> members;
    for (const auto& [name, value] : key.as_object())
        members[name] = name == "kty" || name == "use" || name == "alg" ? json::serialize(value) : "";
    std::string text;
    for (const auto& [name, value] : members)
        text += name + value + " ";
    return text;
}

json::value comparable_value(std::string_view name, const json::value& value)
{
    if (name == "public_key" || name == "access_token")
        return value.is_string() && !value.get_string().empty() ? "<made>" : "<missing>";
    if (!value.is_array())
        return value;
    std::multiset<std::string> elements; // of lists whose order no client looks at
    for (const auto& element : value.get_array())
        elements.insert(name == "keys" ? shape_of_key(element) : json::serialize(element));
    json::array sorted;
    for (const auto& element : elements)
        sorted.emplace_back(element);
    return sorted;
}

void expect_same_members(const Recording& recorded, const Answer& answer)
{
    json::error_code error;
    const auto sent = json::parse(answer.body, error);
    ASSERT_TRUE(!error && sent.is_object()) << answer.body;
    for (const auto& [name, value] : recorded.response_body.as_object())
    {
        const auto* mine = sent.get_object().if_contains(name);
        ASSERT_NE(mine, nullptr) << name;
        EXPECT_EQ(comparable_value(name, *mine), comparable_value(name, value)) << name;
    }
    if (!recorded.abridged)
        EXPECT_EQ(sent.get_object().size(), recorded.response_body.as_object().size()) << answer.body;
}

void expect_same_body(const Recording& recorded, const Answer& answer)
{
    if (recorded.response_body.is_object())
        expect_same_members(recorded, answer);
    else if (recorded.response_header("content-type").starts_with("text/html") &&
             !visible_text(recorded.response_text()).starts_with("Redirecting to"))
        EXPECT_EQ(comparable_text(visible_text(answer.body)), comparable_text(recorded.visible_text));
    else
        EXPECT_EQ(comparable_text(answer.body), comparable_text(recorded.response_text()));
}

class RecordedProvider : public testing::TestWithParam<Recording>
{};

void expect_same_head(const Recording& recorded, const Answer& answer)
{
    EXPECT_EQ(answer.status, recorded.status) << answer.body;
    for (const auto* name : {"content-type", "location", "cache-control", "pragma", "www-authenticate",
                             "content-security-policy"})
        EXPECT_EQ(comparable_text(std::string(header_of(answer.headers, name))),
                  comparable_text(recorded.response_header(name)))
            << name;
    EXPECT_EQ(cookies_of(sent_cookies(answer)), cookies_of(recorded_cookies(recorded)));
    EXPECT_EQ(answer.dated, recorded.response_headers.contains("date"));
}

TEST_P(RecordedProvider, IsPlayedAsItAnswered)
{
    const auto answer = ProviderReplay(GetParam()).send();
    expect_same_head(GetParam(), answer);
    expect_same_body(GetParam(), answer);
}

INSTANTIATE_TEST_SUITE_P(Exchange, RecordedProvider, testing::ValuesIn(played()),
                         [](const auto& info) { return info.param.test_name(); });

class ManagedProvider : public testing::TestWithParam<std::string>
{};

void expect_same_document(const Recording& recorded, const Answer& answer)
{
    if (!recorded.response_body.is_structured())
        return expect_same_body(recorded, answer);
    json::error_code error;
    const auto sent = json::parse(answer.body, error);
    ASSERT_FALSE(error) << answer.body;
    EXPECT_EQ(comparable_document(recorded.abridged ? kept_part(recorded.response_body, sent) : sent),
              comparable_document(recorded.response_body))
        << answer.body;
}

TEST_P(ManagedProvider, IsPlayedFromTheFirstRequestToTheLast)
{
    ManagedReplay replay(GetParam());
    for (const auto& recorded : idpsync::test::recordings(GetParam()))
    {
        if (!is_managed(recorded))
            continue;
        SCOPED_TRACE(recorded.name + ": " + recorded.what);
        const auto answer = replay.send(recorded);
        expect_same_head(recorded, answer);
        expect_same_document(recorded, answer);
    }
}

INSTANTIATE_TEST_SUITE_P(Session, ManagedProvider, testing::ValuesIn(managed_folders()),
                         [](const auto& info) {
                             auto name = info.param;
                             std::ranges::replace_if(
                                 name, [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
                             return name;
                         });

TEST(RecordedProviders, ArePlayedAloneOrInTheirSession)
{
    std::map<std::string, std::pair<int, int>> counts; // alone, in a session
    for (const auto& folder : provider_folders())
        for (const auto& recording : idpsync::test::recordings(folder))
        {
            EXPECT_TRUE(is_played(recording) || is_managed(recording)) << recording.name;
            ++(is_played(recording) ? counts[folder].first : counts[folder].second);
        }
    using Counts = std::map<std::string, std::pair<int, int>>;
    EXPECT_EQ(counts, (Counts{{"idp/oidc-provider-9.13.3", {66, 0}},
                              {"idp/keycloak-26.7.3", {102, 52}},
                              {"idp/pocket-id-2.9.0", {85, 55}},
                              {"idp/pocket-id-2.9.0-dev-8564d356", {71, 54}},
                              {"idp/dex-2.45.1", {78, 0}},
                              {"idp/dex-2.45.0-330-gab64ed77", {72, 0}}}));
}

} // namespace
} // namespace idpsync::sandbox::test
