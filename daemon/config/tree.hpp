#pragma once

// A YAML document as a compact tree: raw scalars with their places, nothing interpreted. Built from
// yaml-cpp's events, because its own nodes cost about 1 KiB each, convert scalars by rules of their own, and
// accept duplicate keys silently.

#include "config/diagnostic.hpp"
#include "config/source_text.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config {

using NodeIndex = std::uint32_t;

enum class NodeKind : std::uint8_t
{
    null,   ///< nothing, ~ or null, written plain; as a value it stands where its key does
    plain,  ///< a scalar without quotes
    quoted, ///< a scalar in quotes, or a block scalar
    sequence,
    mapping
};

/// One document. Nodes that several aliases mean are shared. The scalars' memory is wiped at the end: one of
/// them may be a secret.
class Tree
{
public:
    Tree() = default;
    Tree(Tree&&) noexcept = default;
    Tree& operator=(Tree&&) noexcept = default;
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    ~Tree();

    [[nodiscard]] NodeIndex root() const { return root_; }
    [[nodiscard]] NodeKind kind(NodeIndex node) const { return nodes_[node].kind; }
    [[nodiscard]] Mark mark(NodeIndex node) const { return {nodes_[node].line, nodes_[node].column}; }

    /// The characters of a scalar; empty for everything else.
    [[nodiscard]] std::string_view text(NodeIndex node) const;

    /// The items of a sequence; key, value, key, value … of a mapping; empty for a scalar.
    [[nodiscard]] std::span<const NodeIndex> children(NodeIndex node) const;

private:
    friend class TreeBuilder;

    struct Node
    {
        std::uint32_t line;
        std::uint32_t column;
        std::uint32_t begin; ///< in scalars_ or children_
        std::uint32_t size;
        NodeKind kind;
    };

    std::vector<Node> nodes_;
    std::vector<NodeIndex> children_;
    std::string scalars_;
    NodeIndex root_ = 0;
};

/// The one document of `text`, or nothing, with the reason added to `errors`. Refused beside what is not
/// YAML: an empty text, several documents (a last --- with nothing behind it begins none), more than 64
/// levels, tags, an alias inside the node that it means, a quote that is never closed and a last line without
/// its colon (yaml-cpp 0.7 takes both: half a file would pass), and more than 256 KiB in one bracket at the
/// very top, comments aside (yaml-cpp keeps all of it in memory as tokens).
std::optional<Tree> parse_tree(std::string_view text, const std::string& file,
                               std::vector<Diagnostic>& errors);

} // namespace idpsync::config
