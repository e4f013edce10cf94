#include "config/tree_builder.hpp"

#include "config/yaml_hints.hpp"

#include <limits>

namespace idpsync::config {
namespace {

constexpr NodeIndex not_built = std::numeric_limits<NodeIndex>::max();

TextProblem without_colon(std::string_view key, const Mark& mark)
{
    const auto hint = missing_blank(key);
    if (hint.empty())
        return {mark, "a key without a colon; is the file complete?"};
    return {{mark.line, mark.column + static_cast<unsigned>(key.find(':'))}, std::string(hint)};
}

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
    if (!has_document_)
    {
        last_event_ = mark;
        return;
    }
    // yaml-cpp takes a stray comma or closing bracket for the begin of a document, again and again.
    if (second_ && mark.pos == second_position_)
        refuse_more_documents();
    second_ = to_mark(mark);
    second_position_ = mark.pos;
}

void TreeBuilder::OnDocumentEnd()
{
    has_document_ = true;
    tree_.root_ = pending_.front();
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    // A last --- with nothing behind it.
    if (second_ && open_.empty())
        return;
    if (mark.pos == last_event_.pos && follows_a_key())
        problems_.push_back(without_colon(tree_.text(pending_.back()), to_mark(mark)));
    const auto node = add(NodeKind::null, mark);
    if (is_value_of_a_key())
    {
        // yaml-cpp says where the next thing begins, which may be lines below.
        tree_.nodes_[node].line = tree_.nodes_[pending_.back()].line;
        tree_.nodes_[node].column = tree_.nodes_[pending_.back()].column;
    }
    set_anchor(anchor, node);
    pending_.push_back(node);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    refuse_more_documents();
    last_event_ = mark;
    if (anchors_.at(anchor) == not_built)
        throw ParseStopped{
            {to_mark(mark), "this alias is inside the value that it refers to; write the value out instead"}};
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
                                  YAML::EmitterStyle::value style)
{
    open(NodeKind::sequence, mark, tag, anchor, style);
}

void TreeBuilder::OnSequenceEnd()
{
    close();
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style)
{
    open(NodeKind::mapping, mark, tag, anchor, style);
}

void TreeBuilder::OnMapEnd()
{
    close();
}

NodeIndex TreeBuilder::add(NodeKind kind, const YAML::Mark& mark)
{
    refuse_more_documents();
    last_event_ = mark;
    last_quoted_.reset();
    const auto place = to_mark(mark);
    tree_.nodes_.push_back({place.line, place.column, 0, 0, kind});
    return static_cast<NodeIndex>(tree_.nodes_.size() - 1);
}

void TreeBuilder::open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style)
{
    if (open_.size() == deepest_level)
        throw ParseStopped{{to_mark(mark), "more than " + std::to_string(deepest_level) +
                                               " levels of nesting; no setting needs so many"}};
    refuse_tag(mark, tag);
    const auto node = add(kind, mark);
    set_anchor(anchor, not_built);
    open_.push_back({node, pending_.size(), anchor, style == YAML::EmitterStyle::Flow});
}

void TreeBuilder::close()
{
    const auto [node, first_child, anchor, in_brackets] = open_.back();
    open_.pop_back();
    const auto first = pending_.begin() + static_cast<std::ptrdiff_t>(first_child);
    tree_.nodes_[node].begin = static_cast<std::uint32_t>(tree_.children_.size());
    tree_.nodes_[node].size = static_cast<std::uint32_t>(pending_.size() - first_child);
    tree_.children_.insert(tree_.children_.end(), first, pending_.end());
    pending_.erase(first, pending_.end());
    set_anchor(anchor, node);
    pending_.push_back(node);
}

std::optional<Mark> TreeBuilder::open_bracket() const
{
    if (open_.empty() || !open_.back().in_brackets)
        return std::nullopt;
    return tree_.mark(open_.back().node);
}

/// yaml-cpp takes a last line that is no more than a word for a key, and gives its value the key's own place.
bool TreeBuilder::follows_a_key() const
{
    return is_value_of_a_key() && tree_.kind(pending_.back()) != NodeKind::null;
}

bool TreeBuilder::is_value_of_a_key() const
{
    return !open_.empty() && tree_.kind(open_.back().node) == NodeKind::mapping &&
           (pending_.size() - open_.back().first_child) % 2 == 1;
}

void TreeBuilder::refuse_more_documents() const
{
    if (second_)
        throw ParseStopped{{*second_, "this does not belong to the document before it, and a file holds one "
                                      "document; check the indentation, or move what follows --- to a "
                                      "file of its own"}};
}

void TreeBuilder::refuse_tag(const YAML::Mark& mark, const std::string& tag)
{
    // "?" and "!" are yaml-cpp's words for no tag, plain and quoted.
    if (tag.empty() || tag == "?" || tag == "!")
        return;
    if (tag == "!vault")
    {
        problems_.push_back({to_mark(mark),
                             "this value is encrypted with Ansible Vault; decrypt it first, or write "
                             "the secret into a file of its own with Ansible"});
        return;
    }
    // The tag itself is not named: it may be a secret that begins with an exclamation mark.
    problems_.push_back({to_mark(mark), "tags (!…) are not supported; remove this one, or write a value that "
                                        "begins with an exclamation mark in quotes"});
}

void TreeBuilder::set_anchor(YAML::anchor_t anchor, NodeIndex node)
{
    if (anchor == YAML::NullAnchor)
        return;
    if (anchors_.size() <= anchor)
        anchors_.resize(anchor + 1, not_built);
    anchors_[anchor] = node;
}

} // namespace idpsync::config
