// Every answer that was recorded from NetBird or from a proxy in front of it becomes the value or the kind of
// error that it stands for.

#include "netbird/codec.hpp"
#include "netbird/known_messages.hpp"
#include "netbird/recorded_response.hpp"

#include <boost/json/parse.hpp>
#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace idpsync::netbird {
namespace {

using test::Recording;

const std::array folders{
    "netbird/v0.62.0", "netbird/v0.62.0-embedded-off", "netbird/v0.65.3", "netbird/v0.70.4",
    "netbird/v0.77.1", "netbird/v0.77.1-rate-limit",   "proxies/caddy-2", "proxies/nginx-1.22",
};

/// How an answer ends: nothing for success.
using Outcome = std::optional<ErrorKind>;

struct Expectation
{
    std::optional<Operation> operation; ///< nothing: any
    unsigned status;
    std::string_view body; ///< the beginning of the message, or of a body without one
    Outcome outcome;
};

const std::array expectations{
    Expectation{Operation::list, 200, "<html>dashboard</html>", ErrorKind::bad_response},
    Expectation{{}, 200, "", {}},
    Expectation{{}, 302, "<html>", ErrorKind::bad_response},
    Expectation{Operation::create, 400, "couldn't parse JSON request", ErrorKind::rejected},
    Expectation{{}, 401, "no valid authentication provided", ErrorKind::unauthorized},
    Expectation{{}, 401, "token invalid", ErrorKind::unauthorized},
    Expectation{{}, 403, "permission denied", ErrorKind::forbidden},
    Expectation{{}, 404, "identity provider not found", ErrorKind::rejected},
    Expectation{{}, 404, "404 page not found", ErrorKind::bad_response},
    Expectation{{}, 404, "", ErrorKind::bad_response},
    Expectation{{}, 422, "identity provider ", ErrorKind::rejected},
    Expectation{{}, 422, "unsupported identity provider type", ErrorKind::rejected},
    Expectation{{}, 422, "peer login expiration", ErrorKind::rejected},
    Expectation{{}, 429, "too many requests", ErrorKind::throttled},
    Expectation{{}, 500, "identity provider management requires embedded idp", ErrorKind::rejected},
    Expectation{Operation::update, 500, "failed to update identity provider: ", ErrorKind::rejected},
    Expectation{Operation::create, 502, "", ErrorKind::unknown_outcome},
    Expectation{Operation::list, 502, "", ErrorKind::transport},
    Expectation{Operation::list, 503, "", ErrorKind::transport},
    Expectation{Operation::list, 504, "", ErrorKind::transport},
};

std::string path_of(const Recording& recorded)
{
    return std::string(boost::urls::parse_uri(recorded.url).value().encoded_path());
}

Operation operation_of(const Recording& recorded)
{
    if (path_of(recorded).starts_with("/api/accounts"))
        return recorded.method == "PUT" ? Operation::write_account : Operation::account;
    if (recorded.method == "POST")
        return Operation::create;
    if (recorded.method == "PUT" || recorded.method == "PATCH")
        return Operation::update;
    return recorded.method == "DELETE" ? Operation::remove : Operation::list;
}

const Expectation* expectation_for(const Recording& recorded)
{
    const auto* message = recorded.response_body.is_object()
                              ? recorded.response_body.get_object().if_contains("message")
                              : nullptr;
    const auto text = message == nullptr ? recorded.response_text() : std::string(message->as_string());
    for (const auto& expected : expectations)
        if (expected.operation.value_or(operation_of(recorded)) == operation_of(recorded) &&
            expected.status == recorded.status && text.starts_with(expected.body))
            return &expected;
    return nullptr;
}

template <class T>
Outcome outcome_of(const Result<T>& result)
{
    return result.has_error() ? Outcome(result.error().kind) : Outcome();
}

std::string member(const boost::json::value& entry, std::string_view name)
{
    return std::string(entry.as_object().at(name).as_string());
}

void expect_same(const ObservedProvider& seen, const boost::json::value& recorded)
{
    const auto type = enumerator_of<ProviderType>(member(recorded, "type"));
    ASSERT_TRUE(type);
    EXPECT_EQ(seen.id.value, member(recorded, "id"));
    EXPECT_EQ(seen.values.type, *type);
    EXPECT_EQ(seen.values.name, member(recorded, "name"));
    EXPECT_EQ(seen.values.issuer, has_builtin_issuer(*type) ? "" : member(recorded, "issuer"));
    EXPECT_EQ(seen.values.client_id, member(recorded, "client_id"));
}

Outcome decode_list_of(const Recording& recorded, const net::Response& response)
{
    const auto list = decode_list(response);
    if (list.has_error())
        return list.error().kind;
    const auto& entries = recorded.response_body.as_array();
    EXPECT_EQ(list->providers.size(), entries.size());
    for (std::size_t index = 0; index < std::min(entries.size(), list->providers.size()); ++index)
        expect_same(list->providers[index], entries[index]);
    return {};
}

Outcome decode_account_of(const Recording& recorded, const net::Response& response)
{
    const auto account = decode_account(response);
    if (account.has_error())
        return account.error().kind;
    const auto& entry = recorded.response_body.as_array().front().as_object();
    EXPECT_EQ(account->id, member(recorded.response_body.as_array().front(), "id"));
    const auto& settings = entry.at("settings").as_object();
    const auto flag = [&](const char* name) {
        const auto* found = settings.if_contains(name);
        return found == nullptr ? std::optional<bool>() : std::optional(found->as_bool());
    };
    EXPECT_EQ(account->embedded_idp_enabled, flag("embedded_idp_enabled"));
    EXPECT_EQ(account->local_auth_disabled, flag("local_auth_disabled"));
    return {};
}

Outcome decode_connector_of(const Recording& recorded, const net::Response& response)
{
    const auto connector = decode_connector(response);
    if (connector.has_error())
        return connector.error().kind;
    expect_same(*connector, recorded.response_body);
    return {};
}

/// What the whole way makes of an answer: judged first, then read.
Outcome outcome_of(const Recording& recorded)
{
    const auto response = response_of(recorded);
    const auto operation = operation_of(recorded);
    const auto judged = judge(operation, boost::urls::url(recorded.url), response);
    if (judged.has_error())
        return judged.error().kind;

    const auto path = path_of(recorded);
    if (operation == Operation::remove)
        return outcome_of(decode_removed(response));
    if (path == "/api/accounts")
        return decode_account_of(recorded, response);
    if (path.starts_with("/api/identity-providers/") || operation == Operation::create)
        return path.starts_with("/api/identity-providers") ? decode_connector_of(recorded, response)
                                                           : Outcome();
    if (path.ends_with("/identity-providers"))
        return decode_list_of(recorded, response);
    return {};
}

class RecordedAnswers : public testing::TestWithParam<const char*>
{};

TEST_P(RecordedAnswers, BecomeWhatTheyStandFor)
{
    for (const auto& recorded : test::recordings(GetParam()))
    {
        SCOPED_TRACE(recorded.folder + "/" + recorded.name + ": " + recorded.what);
        if (path_of(recorded).starts_with("/oauth2"))
            continue;
        const auto* expected = expectation_for(recorded);
        ASSERT_NE(expected, nullptr) << "no expectation for " << recorded.status << " "
                                     << recorded.response_text();
        EXPECT_EQ(outcome_of(recorded), expected->outcome);
    }
}

INSTANTIATE_TEST_SUITE_P(EveryVersionAndProxy, RecordedAnswers, testing::ValuesIn(folders),
                         [](const auto& parameter) {
                             std::string name(parameter.param);
                             std::erase_if(name, [](char letter) { return std::isalnum(letter) == 0; });
                             return name;
                         });

TEST_P(RecordedAnswers, ToWritesOfConnectorsHoldOnlyKnownMessages)
{
    for (const auto& recorded : test::recordings(GetParam()))
    {
        const auto operation = operation_of(recorded);
        const bool is_write = operation == Operation::create || operation == Operation::update;
        if (!is_write || !path_of(recorded).starts_with("/api/identity-providers") ||
            !recorded.response_body.is_object())
            continue;
        if (const auto* message = recorded.response_body.get_object().if_contains("message"))
            EXPECT_TRUE(is_known_message(message->as_string())) << recorded.name << ": " << *message;
    }
}

TEST(RecordedDiscovery, IsKnownByItsIssuerAlone)
{
    for (const auto* folder : {"netbird/v0.62.0", "netbird/v0.62.0-embedded-off", "netbird/v0.65.3",
                               "netbird/v0.70.4", "netbird/v0.77.1", "netbird/v0.77.1-login"})
        for (const auto& recorded : test::recordings(folder))
            if (const auto path = path_of(recorded); path.starts_with("/oauth2"))
            {
                SCOPED_TRACE(recorded.folder + "/" + recorded.name);
                EXPECT_EQ(is_discovery(response_of(recorded)),
                          path.ends_with("openid-configuration") && recorded.status == 200);
            }
}

TEST(RecordedRequests, AreWhatEncodeConnectorWrites)
{
    for (const auto& name : {"03-create-oidc", "07-create-pocketid", "11-create-google", "54-create-unicode",
                             "58-create-control", "16-update-rename", "18-update-without-secret-key"})
    {
        SCOPED_TRACE(name);
        const auto body = test::recording("netbird/v0.77.1", name).request_body.as_object();
        const auto* issuer = body.if_contains("issuer");
        const auto* secret = body.if_contains("client_secret");
        const ConnectorValues values{*enumerator_of<ProviderType>(member(body, "type")), member(body, "name"),
                                     issuer == nullptr ? "" : std::string(issuer->as_string()),
                                     member(body, "client_id")};
        const Secret text(secret == nullptr ? "" : std::string(secret->as_string()));
        const auto encoded = encode_connector(values, secret == nullptr ? nullptr : &text);
        EXPECT_EQ(boost::json::parse(encoded.reveal()), boost::json::value(body));
    }
}

TEST(RecordedRefusals, OfAnUnreachableIssuerAreRecognised)
{
    std::size_t recognised = 0;
    for (const auto& recorded : test::recordings("netbird/v0.77.1"))
    {
        const auto judged =
            judge(operation_of(recorded), boost::urls::url(recorded.url), response_of(recorded));
        const bool expected =
            recorded.status == 422 && recorded.response_text().find("is unreachable") != std::string::npos;
        EXPECT_EQ(judged.has_error() && judged.error().cause == ErrorCause::issuer_unreachable, expected)
            << recorded.name;
        recognised += expected ? 1U : 0U;
    }
    EXPECT_EQ(recognised, 7U);
}

TEST(RecordedRefusals, OfAMismatchNameTheIssuerToWrite)
{
    const auto message = [](const char* name) {
        const auto recorded = test::recording("netbird/v0.77.1", name);
        return judge(Operation::create, boost::urls::url(recorded.url), response_of(recorded)).error().text();
    };
    EXPECT_NE(
        message("30-create-issuer-mismatch").find("write exactly issuer: \"https://other.example.com\""),
        std::string::npos);
    EXPECT_NE(message("38-create-issuer-slash-missing")
                  .find("write exactly issuer: \"http://127.0.0.1:9400/slash/\""),
              std::string::npos);
    EXPECT_NE(
        message("39-create-issuer-slash-extra").find("write exactly issuer: \"http://127.0.0.1:9400/ok\""),
        std::string::npos);
    EXPECT_NE(message("36-create-issuer-no-issuer-member").find("states no issuer"), std::string::npos);
}

TEST(RecordedRefusals, OfAnUnknownConnectorSayThatItIsGone)
{
    for (const auto& recorded : test::recordings("netbird/v0.77.1"))
        EXPECT_EQ(says_gone(response_of(recorded)),
                  recorded.name == "28-get-unknown-id" || recorded.name == "29-delete-unknown-id")
            << recorded.name;
}

} // namespace
} // namespace idpsync::netbird
