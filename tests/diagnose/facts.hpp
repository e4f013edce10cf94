#pragma once

// A NetBird with which nothing is wrong, to be spoilt by a test.

#include "diagnose/netbird_checks.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace idpsync::test {

template <class T>
netbird::Asked<T> answered(T value)
{
    return {std::move(value), 200};
}

template <class T>
netbird::Asked<T> refused(unsigned status, ErrorKind kind, std::string message = "no",
                          ErrorCause cause = ErrorCause::unspecified)
{
    return {Error{kind, std::move(message), {}, cause}, status};
}

inline ObservedProvider provider(const std::string& id)
{
    return {{id}, {ProviderType::oidc, "Corp", "https://id.example.com", "netbird"}};
}

inline diagnose::NetBirdFacts healthy()
{
    diagnose::NetBirdFacts facts;
    facts.list = answered(ObservedState{{provider("a"), provider("b")}});
    netbird::AccountDetails account;
    account.facts = {"account", true, false};
    account.domain = "netbird.selfhosted";
    account.user_approval = false;
    account.group_sync = false;
    facts.account = answered(account);
    facts.login_service = answered(netbird::LoginDiscovery{.issuer = "https://netbird.example.com/oauth2"});
    facts.version = answered(std::string("0.77.1"));
    const netbird::User owner{.id = "u", .name = "Ada", .email = "ada@example.com", .role = "admin"};
    facts.current_user = answered(owner);
    facts.users = answered(std::vector{owner});
    facts.tokens = answered(std::vector{
        netbird::AccessToken{.id = "id", .name = "sync", .expires = noon + std::chrono::days(100)}});
    facts.clock_ahead = std::chrono::seconds(0);
    return facts;
}

inline diagnose::NetBirdContext context(Mode mode = Mode::enforce)
{
    return {.management = boost::urls::url("https://netbird.example.com"),
            .token_source = "file /etc/netbird-idp-sync/token",
            .mode = mode,
            .now = noon};
}

/// What is not well.
inline std::vector<Finding> wrong(const diagnose::NetBirdFacts& facts, Mode mode = Mode::enforce)
{
    auto findings = diagnose::judge_netbird(facts, context(mode));
    std::erase_if(findings, [](const Finding& finding) { return finding.severity == Severity::ok; });
    return findings;
}

/// The one thing that is not well.
inline Finding only(const diagnose::NetBirdFacts& facts, Mode mode = Mode::enforce)
{
    const auto findings = wrong(facts, mode);
    EXPECT_EQ(findings.size(), 1U);
    for (const auto& finding : findings)
        if (findings.size() > 1)
            ADD_FAILURE() << to_string(finding.id) << ": " << finding.evidence;
    return findings.empty() ? Finding{} : findings.front();
}

} // namespace idpsync::test
