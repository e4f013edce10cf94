#include "config/tree_builder.hpp"

#include <limits>

namespace idpsync::config {
namespace {

constexpr NodeIndex unfinished = std::numeric_limits<NodeIndex>::max();

} // namespace

Mark to_mark(const YAML::Mark& mark)
{
    return {static_cast<unsigned>(mark.line) + 1, static_cast<unsigned>(mark.column) + 1};
}

TreeBuilder::TreeBuilder(std::size_t text_size)
{
    // A usual file has one node for about 16 bytes; growing in place saves half of the peak.
    tree_.nodes_.reserve(text_size / 16 + 16);
    tree_.children_.reserve(text_size / 16 + 16);
    tree_.scalars_.reserve(text_size);
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark)
{
    if (has_document_)
        throw ParseStopped{{to_mark(mark),
                            "this does not belong to the document before it, and a file holds one "
                            "document; check the indentation, or move what follows --- to a "
                            "file of its own"}};
    last_event_ = mark;
}

void TreeBuilder::OnDocumentEnd()
{
    has_document_ = true;
    tree_.root_ = pending_.front();
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    const auto node = add(NodeKind::null, mark);
    set_anchor(anchor, node);
    pending_.push_back(node);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    last_event_ = mark;
    if (anchors_.at(anchor) == unfinished)
        throw ParseStopped{{to_mark(mark),
                            "this alias stands inside the value that it means; write the value "
                            "out instead"}};
    pending_.push_back(anchors_[anchor]);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value)
{
    refuse_tag(mark, tag);
    const bool is_plain = tag == "?";
    const auto node = add(is_plain ? NodeKind::plain : NodeKind::quoted, mark);
    tree_.nodes_[node].begin = static_cast<std::uint32_t>(tree_.scalars_.size());
    tree_.nodes_[node].size = static_cast<std::uint32_t>(value.size());
    tree_.scalars_ += value;
    last_quoted_ = is_plain ? std::nullopt : std::optional(static_cast<std::size_t>(mark.pos));
    set_anchor(anchor, node);
    pending_.push_back(node);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value /*style*/)
{
    open(NodeKind::sequence, mark, tag, anchor);
}

void TreeBuilder::OnSequenceEnd()
{
    close();
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/)
{
    open(NodeKind::mapping, mark, tag, anchor);
}

void TreeBuilder::OnMapEnd()
{
    close();
}

NodeIndex TreeBuilder::add(NodeKind kind, const YAML::Mark& mark)
{
    last_event_ = mark;
    last_quoted_.reset();
    const auto place = to_mark(mark);
    tree_.nodes_.push_back({place.line, place.column, 0, 0, kind});
    return static_cast<NodeIndex>(tree_.nodes_.size() - 1);
}

void TreeBuilder::open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
{
    if (open_.size() == deepest_level)
        throw ParseStopped{{to_mark(mark), "more than " + std::to_string(deepest_level) +
                                               " levels of nesting; no setting needs so many"}};
    refuse_tag(mark, tag);
    const auto node = add(kind, mark);
    set_anchor(anchor, unfinished);
    open_.push_back({node, pending_.size(), anchor});
}

void TreeBuilder::close()
{
    const auto [node, first_child, anchor] = open_.back();
    open_.pop_back();
    const auto first = pending_.begin() + static_cast<std::ptrdiff_t>(first_child);
    tree_.nodes_[node].begin = static_cast<std::uint32_t>(tree_.children_.size());
    tree_.nodes_[node].size = static_cast<std::uint32_t>(pending_.size() - first_child);
    tree_.children_.insert(tree_.children_.end(), first, pending_.end());
    pending_.erase(first, pending_.end());
    set_anchor(anchor, node);
    pending_.push_back(node);
}

void TreeBuilder::refuse_tag(const YAML::Mark& mark, const std::string& tag)
{
    // "?" and "!" are yaml-cpp's words for no tag, plain and quoted.
    if (tag.empty() || tag == "?" || tag == "!")
        return;
    // The tag itself is not told: it may be a secret that begins with an exclamation mark.
    problems_.push_back({to_mark(mark), "tags (!…) are not supported; remove this one, or write a value that "
                                        "begins with an exclamation mark in quotes"});
}

void TreeBuilder::set_anchor(YAML::anchor_t anchor, NodeIndex node)
{
    if (anchor == YAML::NullAnchor)
        return;
    if (anchors_.size() <= anchor)
        anchors_.resize(anchor + 1, unfinished);
    anchors_[anchor] = node;
}

} // namespace idpsync::config
