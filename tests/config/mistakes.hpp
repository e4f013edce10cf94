#pragma once

// Tables of mistakes, each of which gives one line.

#include "loading.hpp"

#include <span>
#include <string>
#include <string_view>

namespace idpsync::config::test {

/// Lines of a provider `corp`, which begins on line 6 of /etc/idp/config.yaml, and what is said of them.
struct Mistake
{
    std::string_view lines;
    std::string_view said; ///< without "/etc/idp/config.yaml:"
};

inline void expect_in_a_provider(std::span<const Mistake> mistakes)
{
    for (const auto& [lines, said] : mistakes)
        expect_one_error(with_provider(lines), said);
}

/// The same for whole files.
inline void expect_in_a_file(std::span<const Mistake> mistakes)
{
    for (const auto& [text, said] : mistakes)
        expect_one_error(std::string(text), said);
}

} // namespace idpsync::config::test
