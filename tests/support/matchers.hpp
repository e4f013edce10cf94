#pragma once

// The matchers that tests of every room speak in, by their short names.

#include <gmock/gmock.h>

namespace idpsync {

using ::testing::AllOf, ::testing::AnyOf, ::testing::Contains, ::testing::ElementsAre, ::testing::EndsWith,
    ::testing::HasSubstr, ::testing::IsEmpty, ::testing::MatchesRegex, ::testing::Not, ::testing::SizeIs,
    ::testing::StartsWith, ::testing::UnorderedElementsAre;

} // namespace idpsync
