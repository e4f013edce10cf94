#pragma once

// The handler that turns yaml-cpp's events into a Tree.

#include "config/tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <string>
#include <vector>

namespace idpsync::config {

/// Nesting beyond this is no configuration.
inline constexpr std::size_t deepest_level = 64;

/// Leaves the parser from inside an event: yaml-cpp offers no other way. Caught by parse_tree().
struct ParseStopped
{
    TextProblem problem;
};

/// yaml-cpp counts from 0.
Mark to_mark(const YAML::Mark& mark);

class TreeBuilder final : public YAML::EventHandler
{
public:
    explicit TreeBuilder(std::size_t text_size);

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override;
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override;
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override;

    /// Where the parser stood at its last event.
    [[nodiscard]] const YAML::Mark& last_event() const { return last_event_; }

    /// Byte offset of the last scalar (or what precedes it: its anchor), if that one was quoted.
    [[nodiscard]] std::optional<std::size_t> last_quoted() const { return last_quoted_; }

    /// Where the innermost collection in brackets begins that is still open.
    [[nodiscard]] std::optional<Mark> open_bracket() const;

    [[nodiscard]] bool has_document() const { return has_document_; }
    [[nodiscard]] const std::vector<TextProblem>& problems() const { return problems_; }
    Tree take() { return std::move(tree_); }

private:
    struct Open
    {
        NodeIndex node;
        std::size_t first_child; ///< in pending_
        YAML::anchor_t anchor;
        bool in_brackets;
    };

    NodeIndex add(NodeKind kind, const YAML::Mark& mark);
    void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              YAML::EmitterStyle::value style);
    void close();
    [[nodiscard]] bool follows_a_key() const;
    [[nodiscard]] bool is_value_of_a_key() const;
    void refuse_more_documents() const;
    void refuse_tag(const YAML::Mark& mark, const std::string& tag);
    void set_anchor(YAML::anchor_t anchor, NodeIndex node);

    Tree tree_;
    std::vector<Open> open_;
    std::vector<NodeIndex> pending_; ///< children of the open nodes, innermost last
    std::vector<NodeIndex> anchors_; ///< by yaml-cpp's numbers, which count from 1
    std::vector<TextProblem> problems_;
    YAML::Mark last_event_;
    std::optional<std::size_t> last_quoted_;
    bool has_document_ = false;
    int second_position_ = 0;
    std::optional<Mark> second_; ///< where a second document begins, as long as nothing is in it
};

} // namespace idpsync::config
