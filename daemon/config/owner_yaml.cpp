#include "config/owner_yaml.hpp"

#include "config/tree.hpp"
#include "config/write.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <vector>

namespace idpsync::config {
namespace {

constexpr std::string_view owner_path = ".server.auth.owner.";
constexpr std::size_t most_values = 100'000; // aliases of aliases may stand for far more

Error unusable(const std::string& why)
{
    return {ErrorKind::rejected, "it is not the config.yaml of NetBird's combined server: " + why,
            "name that file, or `--netbird-config -` to see what to paste"};
}

/// The value of a member; nothing: it is not there, or `node` is no mapping.
std::optional<NodeIndex> member_of(const Tree& tree, NodeIndex node, std::string_view key)
{
    const auto members =
        tree.kind(node) == NodeKind::mapping ? tree.children(node) : std::span<const NodeIndex>();
    for (std::size_t i = 0; i + 1 < members.size(); i += 2)
        if (tree.text(members[i]) == key)
            return members[i + 1];
    return std::nullopt;
}

std::string text_in(const Tree& tree, NodeIndex node, std::string_view key)
{
    const auto value = member_of(tree, node, key);
    return value ? std::string(tree.text(*value)) : std::string();
}

struct OpenedConfig
{
    Tree tree;
    NodeIndex auth;
};

Result<OpenedConfig> opened_config(std::string_view text)
{
    std::vector<Diagnostic> errors;
    auto tree = parse_tree(text, {}, errors);
    if (!tree)
        return unusable(errors.empty() ? "it is no YAML" : to_string(errors.front()));
    const auto server = member_of(*tree, tree->root(), "server");
    const auto auth = server ? member_of(*tree, *server, "auth") : std::nullopt;
    if (!auth || tree->kind(*auth) != NodeKind::mapping)
        return unusable("it has no server.auth");
    return OpenedConfig{std::move(*tree), *auth};
}

/// Every scalar with its path, to hold two documents against each other; nothing: too many.
class Values
{
public:
    explicit Values(const Tree& tree) : tree_(tree) { add(tree.root(), {}); }

    [[nodiscard]] std::optional<std::vector<std::string>> sorted() &&
    {
        if (all_.size() > most_values)
            return std::nullopt;
        std::ranges::sort(all_);
        return std::move(all_);
    }

private:
    void add(NodeIndex node, const std::string& path)
    {
        if (all_.size() > most_values)
            return;
        const auto children = tree_.children(node);
        if (children.empty())
            all_.push_back(path + "=" + std::string(tree_.text(node)));
        if (tree_.kind(node) == NodeKind::mapping)
            for (std::size_t i = 0; i + 1 < children.size(); i += 2)
                add(children[i + 1], path + "." + std::string(tree_.text(children[i])));
        else
            for (std::size_t i = 0; i < children.size(); ++i)
                add(children[i], path + "[" + std::to_string(i) + "]");
    }

    const Tree& tree_;
    std::vector<std::string> all_;
};

/// Whether `after` is `before` with this owner, and nothing else.
bool adds_only_the_owner(const Tree& before, const Tree& after, const DeclaredOwner& owner)
{
    auto expected = Values(before).sorted();
    const auto seen = Values(after).sorted();
    if (!expected || !seen)
        return false;
    const std::string path(owner_path);
    expected->push_back(path + "email=" + owner.email);
    expected->push_back(path + "password=" + owner.hash);
    std::ranges::sort(*expected);
    return *expected == *seen;
}

/// Where the line with that number begins, or the end.
std::size_t begin_of_line(std::string_view text, unsigned line)
{
    std::size_t begin = 0;
    for (unsigned passed = 1; passed < line; ++passed)
    {
        const auto end = text.find('\n', begin);
        if (end == std::string_view::npos)
            return text.size();
        begin = end + 1;
    }
    return begin;
}

/// Blanks before the first member of `auth`; nothing: something else stands on its line before it.
std::optional<std::string> indentation_at(std::string_view text, const Mark& first)
{
    const auto before = text.substr(begin_of_line(text, first.line), first.column - 1);
    if (before.size() + 1 != first.column || before.find_first_not_of(' ') != std::string_view::npos)
        return std::nullopt;
    return std::string(before);
}

} // namespace

Result<std::optional<DeclaredOwner>> owner_in_yaml(std::string_view text)
{
    const auto file = opened_config(text);
    if (file.has_error())
        return file.error();
    const auto owner = member_of(file->tree, file->auth, "owner");
    if (!owner || file->tree.kind(*owner) == NodeKind::null)
        return std::optional<DeclaredOwner>();
    return std::optional(DeclaredOwner{.email = text_in(file->tree, *owner, "email"),
                                       .hash = text_in(file->tree, *owner, "password")});
}

Result<std::string> with_owner_in_yaml(std::string_view text, const DeclaredOwner& owner)
{
    const auto file = opened_config(text);
    if (file.has_error())
        return file.error();
    const Error no_place{ErrorKind::rejected, "server.auth is written in a way that no owner can be put into",
                         "run it with `--netbird-config -`, and paste what it prints"};
    const auto members = file->tree.children(file->auth);
    if (members.empty() || member_of(file->tree, file->auth, "owner"))
        return no_place;
    const auto first = file->tree.mark(members.front());
    const auto indentation = indentation_at(text, first);
    if (!indentation)
        return no_place;
    std::string edited(text);
    edited.insert(begin_of_line(text, first.line), owner_lines(owner, *indentation));
    const auto after = opened_config(edited);
    if (after.has_error() || !adds_only_the_owner(file->tree, after->tree, owner))
        return no_place;
    return edited;
}

std::string owner_lines(const DeclaredOwner& owner, std::string_view indentation)
{
    const std::string margin(indentation);
    return margin + "owner:\n" + margin + "  email: " + yaml_scalar(owner.email) + "\n" + margin +
           "  password: \"" + owner.hash + "\" # its hash by bcrypt\n";
}

} // namespace idpsync::config
