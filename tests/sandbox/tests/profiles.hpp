#pragma once

// Tests that hold for every profile of a provider.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace idpsync::sandbox::test {

inline auto every_profile()
{
    return testing::Values("pocketid-2.9", "pocketid-2.10", "keycloak", "keycloak-hostname", "dex", "dex-dev",
                           "oidc-provider", "authentik-unrecorded");
}

/// The profile as the name of a test.
inline std::string profile_name(const testing::TestParamInfo<std::string>& info)
{
    auto name = info.param;
    std::replace_if(
        name.begin(), name.end(), [](char letter) { return letter == '-' || letter == '.'; }, '_');
    return name;
}

} // namespace idpsync::sandbox::test
