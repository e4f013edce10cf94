#pragma once

#include "core/provider.hpp"

#include <string_view>

namespace idpsync::test {

inline ProviderKey key(std::string_view text)
{
    return ProviderKey::parse(text).value();
}

} // namespace idpsync::test
