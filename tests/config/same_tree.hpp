#pragma once

#include "config/tree.hpp"

namespace idpsync::config::test {

/// Nodes of two trees with the same kinds, texts and places, all the way down.
inline bool same(const Tree& left, NodeIndex in_left, const Tree& right, NodeIndex in_right)
{
    const auto place = [](const Mark& mark) { return std::pair(mark.line, mark.column); };
    const auto below_left = left.children(in_left);
    const auto below_right = right.children(in_right);
    if (left.kind(in_left) != right.kind(in_right) || left.text(in_left) != right.text(in_right) ||
        place(left.mark(in_left)) != place(right.mark(in_right)) || below_left.size() != below_right.size())
        return false;
    for (std::size_t i = 0; i < below_left.size(); ++i)
        if (!same(left, below_left[i], right, below_right[i]))
            return false;
    return true;
}

inline bool same(const Tree& left, const Tree& right)
{
    return same(left, left.root(), right, right.root());
}

} // namespace idpsync::config::test
