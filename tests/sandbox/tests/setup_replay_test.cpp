// The recorded first steps of real NetBird servers, from before anybody was there, against the sandbox.

#include "sandbox/json.hpp"
#include "sandbox/tests/replay.hpp"
#include "sandbox/users.hpp"
#include "support/manual_clock.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;
using idpsync::test::recordings;

/// What a server draws: ids, states and codes, tokens.
const std::regex& drawn()
{
    static const std::regex pattern(
        "Ci[QR][0-9A-Za-z]{50,}|dc[0-9a-v]{18}|nbp_[0-9A-Za-z]+"
        "|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        "|[a-z2-7]{25}|<jwt>|eyJ[-_0-9A-Za-z]+\\.[-_0-9A-Za-z]+\\.[-_0-9A-Za-z]+");
    return pattern;
}

std::vector<std::string> drawn_in(const std::string& text)
{
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), drawn()), end; at != end; ++at)
        found.push_back(at->str());
    return found;
}

bool is_newest(const std::string& folder)
{
    return folder.find("v0.77") != std::string::npos;
}

Options setup_options(const std::string& folder)
{
    const auto url = recordings(folder).front().url;
    Options options;
    options.fresh = true;
    options.generation = parse_generation(folder.substr(folder.find('/') + 1).substr(0, 5)).value();
    options.url = url.substr(0, url.find('/', url.find("://") + 3));
    options.setup_token = folder.ends_with("-pat");
    if (folder.ends_with("-address"))
        options.account_domain = "127.0.0.1";
    if (folder.ends_with("-owner"))
        options.local_users = {{"owner@example.com", "not-a-real-password"}};
    return options;
}

/// A sandbox in the place of the recorded server.
class SetupReplay
{
public:
    explicit SetupReplay(const std::string& folder) : sandbox_(clock_, setup_options(folder)) {}

    Answer send(const Recording& recorded)
    {
        Request request{.method = recorded.method,
                        .target = translated(recorded.url.substr(sandbox_.url().size())),
                        .headers = {},
                        .body = translated(recorded.request_text())};
        if (const auto* header = recorded.request_headers.if_contains("Authorization"))
            request.headers.emplace_back("Authorization", translated(std::string(header->as_string())));
        auto answer = idpsync::test::run(io_, clock_, sandbox_.handle(std::move(request)));
        learn(recorded.response_header("location"), std::string(header_of(answer.headers, "location")));
        learn(recorded.response_text(), answer.body);
        return answer;
    }

private:
    /// What the recorded server drew is what the sandbox drew in the same place.
    void learn(const std::string& theirs, const std::string& mine)
    {
        const auto from = drawn_in(theirs);
        const auto to = drawn_in(mine);
        for (std::size_t i = 0; from.size() == to.size() && i < from.size(); ++i)
            names_.emplace(from[i], to[i]);
    }

    [[nodiscard]] std::string translated(const std::string& text) const
    {
        std::string result;
        auto from = text.begin();
        for (std::sregex_iterator at(text.begin(), text.end(), drawn()), end; at != end; ++at)
        {
            result.append(from, (*at)[0].first);
            const auto known = names_.find(at->str());
            result += known == names_.end() ? at->str() : known->second;
            from = (*at)[0].second;
        }
        return result.append(from, text.end());
    }

    boost::asio::io_context io_;
    idpsync::test::ManualClock clock_;
    Sandbox sandbox_;
    std::map<std::string, std::string> names_;
};

/// Users come in any order; what somebody may do was recorded of the newest server alone.
void put_in_order(json::value& body, bool with_permissions)
{
    if (auto* object = body.if_object(); object != nullptr && !with_permissions)
        object->stable_erase("permissions");
    auto* list = body.if_array();
    if (list == nullptr || list->empty() || !list->front().as_object().contains("is_service_user"))
        return;
    std::sort(list->begin(), list->end(), [](const json::value& left, const json::value& right) {
        return left.at("name").as_string() < right.at("name").as_string();
    });
}

std::string setup_text(const std::string& text, bool with_permissions)
{
    static const std::regex hash("pat: [0-9a-z+/]{43}= |hmac=[-_0-9A-Za-z]{43}");
    static const std::regex range("100\\.[0-9]+\\.0\\.0/16|fd[0-9a-f:]+/64");
    json::error_code error;
    auto value = json::parse(text, error);
    if (!error)
        put_in_order(value, with_permissions);
    const auto plain = comparable(error ? text : json::serialize(value));
    const auto without_hash = std::regex_replace(plain, hash, "HASH");
    return std::regex_replace(std::regex_replace(without_hash, range, "RANGE"), drawn(), "DRAWN");
}

class RecordedSetup : public testing::TestWithParam<std::string>
{};

TEST_P(RecordedSetup, IsAnsweredAsByTheRealServer)
{
    SetupReplay replay(GetParam());
    for (const auto& recorded : recordings(GetParam()))
    {
        SCOPED_TRACE(recorded.name);
        const auto answer = replay.send(recorded);
        const auto text = recorded.response_text();
        const auto with_permissions = text.find("\"permissions\"") != text.npos && is_newest(GetParam());
        EXPECT_EQ(answer.status, recorded.status);
        EXPECT_EQ(setup_text(answer.body, with_permissions), setup_text(text, with_permissions));
        for (const auto* name : {"content-type", "location", "set-cookie"})
            EXPECT_EQ(setup_text(std::string(header_of(answer.headers, name)), false),
                      setup_text(recorded.response_header(name), false))
                << name;
        EXPECT_EQ(header_of(answer.headers, "cache-control") == "no-store",
                  recorded.response_header("cache-control") == "no-store");
    }
}

INSTANTIATE_TEST_SUITE_P(Session, RecordedSetup,
                         testing::Values("netbird/v0.62.0-setup", "netbird/v0.65.3-setup",
                                         "netbird/v0.65.3-setup-address", "netbird/v0.70.4-setup",
                                         "netbird/v0.77.1-setup", "netbird/v0.77.1-setup-mfa",
                                         "netbird/v0.77.1-setup-owner", "netbird/v0.77.1-setup-pat"),
                         [](const auto& info) {
                             auto name = info.param.substr(8);
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
                             return name;
                         });

} // namespace
} // namespace idpsync::sandbox::test
