#include "config/corrections.hpp"
#include "config/hints.hpp"
#include "config/reader.hpp"
#include "config/yaml_hints.hpp"

#include <algorithm>
#include <unordered_map>

namespace idpsync::config {
namespace {

/// Reports a key that cannot be one, and says so.
bool is_key(const Value& key, std::string_view name)
{
    if (key.kind() != NodeKind::plain && key.kind() != NodeKind::quoted)
        key.error("a key must be a text, not null, a list or a mapping");
    else if (key.kind() == NodeKind::plain && name == "<<")
        key.error("merge keys (<<) are not supported; write the settings out");
    else
        return true;
    return false;
}

void report_no_mapping(const Value& value)
{
    if (value.kind() == NodeKind::sequence)
    {
        value.error("must be a mapping, not a list: write lines of the form `key: value` without dashes");
        return;
    }
    const auto hint = value.kind() == NodeKind::plain ? missing_blank(value.raw()) : std::string_view();
    if (hint.empty())
        value.error("must be a mapping: lines of the form `key: value`, indented below it");
    else
        value.error(std::string(hint));
}

/// Finds the entry of a name. Most mappings are so small that looking at each is fastest.
class Names
{
public:
    const Entry* find(std::string_view name, const std::vector<Entry>& entries)
    {
        constexpr std::size_t few = 16;
        if (entries.size() <= few)
        {
            const auto found = std::ranges::find(entries, name, &Entry::name);
            return found == entries.end() ? nullptr : &*found;
        }
        for (; indexed_ < entries.size(); ++indexed_)
            index_.emplace(entries[indexed_].name, indexed_);
        const auto found = index_.find(name);
        return found == index_.end() ? nullptr : &entries[found->second];
    }

private:
    std::unordered_map<std::string_view, std::size_t> index_;
    std::size_t indexed_ = 0;
};

} // namespace

std::optional<std::vector<Entry>> entries_of(const Value& value, MappingRules rules)
{
    if (value.kind() == NodeKind::null && rules.may_be_null)
        return std::vector<Entry>();
    if (value.kind() != NodeKind::mapping)
    {
        report_no_mapping(value);
        return std::nullopt;
    }
    if (value.is_placeholder())
    {
        value.error(std::string(placeholder_left));
        return std::nullopt;
    }
    const auto children = value.children();
    const auto& tree = value.document().tree;
    std::vector<Entry> entries;
    Names seen;
    entries.reserve(children.size() / 2);
    for (std::size_t i = 0; i + 1 < children.size(); i += 2)
    {
        const auto name = tree.text(children[i]);
        auto key = rules.names == Shown::yes ? value.child(children[i], name) : value.part(children[i]);
        if (!is_key(key, name))
            continue;
        if (const auto* first = seen.find(name, entries))
            key.error("this key appears twice; the first is at " + to_string(first->key.where()));
        else
        {
            auto item = key.part(children[i + 1]);
            entries.push_back({std::move(key), std::move(item), name});
        }
    }
    return entries;
}

std::optional<Mapping> Mapping::open(const Value& value, std::span<const std::string_view> known,
                                     MappingRules rules)
{
    auto entries = entries_of(value, rules);
    if (!entries)
        return std::nullopt;
    Mapping mapping(value, std::move(*entries));
    for (const auto& entry : mapping.entries_)
    {
        if (std::find(known.begin(), known.end(), entry.name) != known.end())
            continue;
        const auto correction = correct_setting(entry.name, known);
        const bool may_be_provider =
            !correction.known && entry.value.kind() == NodeKind::mapping &&
            std::find(known.begin(), known.end(), "identity_providers") != known.end();
        entry.key.error("unknown setting; " +
                        (may_be_provider ? "to declare a provider, indent it below identity_providers:"
                                         : correction.advice));
        if (!correction.meant.empty())
            mapping.meant_.push_back(correction.meant);
    }
    return mapping;
}

const Value* Mapping::find(std::string_view name) const
{
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.name == name; });
    return found == entries_.end() ? nullptr : &found->value;
}

bool Mapping::has(std::string_view name) const
{
    return find(name) != nullptr || std::find(meant_.begin(), meant_.end(), name) != meant_.end();
}

const Value* Mapping::require(std::string_view name, std::string_view advice) const
{
    const auto* found = find(name);
    if (found == nullptr && !has(name))
        self_.error(std::string(name) + " is missing; " + std::string(advice));
    return found;
}

} // namespace idpsync::config
