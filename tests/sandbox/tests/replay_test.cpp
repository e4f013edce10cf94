// Every recorded exchange with a real NetBird server, against the sandbox.

#include "sandbox/tests/replay.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;

const std::vector<std::string>& folders()
{
    static const std::vector<std::string> all{
        "netbird/v0.62.0", "netbird/v0.62.0-embedded-off", "netbird/v0.65.3",           "netbird/v0.70.4",
        "netbird/v0.77.1", "netbird/v0.77.1-login",        "netbird/v0.77.1-rate-limit"};
    return all;
}

std::vector<Recording> every_recording()
{
    std::vector<Recording> all;
    for (const auto& folder : folders())
        for (auto& recording : idpsync::test::recordings(folder))
            all.push_back(std::move(recording));
    return all;
}

/// What changes one setting and what changes the next are logged side by side, in whatever order: neighbours
/// that concern the account are sorted.
void sort_neighbours(json::array& events)
{
    const auto concerns_account = [](const json::value& event) {
        return std::string_view(event.at("activity_code").as_string()).starts_with("account.");
    };
    const auto text = [](const json::value& event) { return comparable(json::serialize(event)); };
    for (auto from = events.begin(); from != events.end(); ++from)
    {
        const auto to = std::find_if_not(from, events.end(), concerns_account);
        std::sort(from, to, [&](const auto& left, const auto& right) { return text(left) < text(right); });
        from = std::max(from, to == events.end() ? to - 1 : to);
    }
}

/// JSON in the order in which it was written; anything else as it is.
std::string canonical(const std::string& body)
{
    json::error_code error;
    auto value = json::parse(body, error);
    if (error)
        return comparable(body);
    if (value.is_array() && !value.get_array().empty() && value.get_array().front().is_object() &&
        value.get_array().front().get_object().contains("activity_code"))
    {
        for (auto& event : value.get_array())
            event.as_object().erase("id"); // numbers, given in the order of arrival
        sort_neighbours(value.get_array());
    }
    return comparable(json::serialize(value));
}

/// In these two the address of the server's resolver was replaced by a shorter one, after the length was
/// written down.
bool is_length_as_it_was(const Recording& recorded)
{
    return recorded.name != "13-create-google-with-issuer" && recorded.name != "32-create-issuer-dns";
}

void expect_same(const Recording& recorded, const Replayed& replayed)
{
    const auto& answer = replayed.answer;
    EXPECT_EQ(answer.status, recorded.status) << answer.body;
    EXPECT_EQ(canonical(answer.body), canonical(recorded.response_text()));
    for (const auto* name : {"content-type", "location"})
    {
        const auto* header = recorded.response_headers.if_contains(name);
        const auto expected = header == nullptr ? std::string() : std::string(header->as_string());
        EXPECT_EQ(comparable(std::string(header_of(answer.headers, name))), comparable(expected)) << name;
    }
    EXPECT_EQ(replayed.took.count(), static_cast<long>(recorded.milliseconds) / 1000);

    const auto* length = recorded.response_headers.if_contains("content-length");
    const auto holds_times = answer.body.find("created_at") != std::string::npos;
    if (length != nullptr && !holds_times && is_length_as_it_was(recorded))
        EXPECT_EQ(std::to_string(answer.body.size()), std::string(length->as_string()));
}

class Recorded : public testing::TestWithParam<Recording>
{};

TEST_P(Recorded, IsAnsweredAsByTheRealServer)
{
    const auto& wanted = GetParam();
    Replay replay(wanted.folder);
    for (const auto& step : session(wanted.folder))
    {
        const auto replayed = replay.send(step);
        if (step.expected.folder != wanted.folder || step.expected.name != wanted.name)
            continue;
        expect_same(wanted, replayed);
        return;
    }
    FAIL() << "the session of " << wanted.folder << " has no step " << wanted.name;
}

INSTANTIATE_TEST_SUITE_P(Exchange, Recorded, testing::ValuesIn(every_recording()),
                         [](const auto& info) { return info.param.test_name(); });

/// An older server's folder holds what differs, so that everything else must be as on v0.77.1.
class OlderServer : public testing::TestWithParam<std::string>
{};

TEST_P(OlderServer, AnswersEverythingElseLikeTheNewestOne)
{
    Replay replay(GetParam());
    for (const auto& step : session(GetParam()))
    {
        const auto answer = replay.send(step).answer;
        SCOPED_TRACE(step.asked.name);
        EXPECT_EQ(answer.status, step.expected.status) << answer.body;
        if (answer.status >= 400)
            EXPECT_EQ(canonical(answer.body), canonical(step.expected.response_text()));
    }
}

INSTANTIATE_TEST_SUITE_P(Session, OlderServer,
                         testing::Values("netbird/v0.62.0", "netbird/v0.65.3", "netbird/v0.70.4"),
                         [](const auto& info) {
                             auto name = info.param.substr(8);
                             std::replace(name.begin(), name.end(), '.', '_');
                             return name;
                         });

} // namespace
} // namespace idpsync::sandbox::test
