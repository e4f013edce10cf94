#pragma once

// Tests that hold for every profile of a provider.

#include "sandbox/provider/setup.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace idpsync::sandbox::test {

inline auto every_profile()
{
    return testing::ValuesIn(profile_names());
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
