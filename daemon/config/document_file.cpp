#include "config/document_file.hpp"

#include "config/load.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <tuple>

namespace idpsync::config {
namespace {

/// SOPS leaves the keys as they are, and adds its own.
bool is_encrypted(const Value& top)
{
    const auto nodes = top.children();
    for (std::size_t i = 0; i + 1 < nodes.size() && top.kind() == NodeKind::mapping; i += 2)
        if (top.part(nodes[i]).raw() == "sops" && top.part(nodes[i + 1]).kind() == NodeKind::mapping)
            return true;
    return false;
}

/// `failure` without the path, which is said in front of it, where there is no such file.
std::string why_unread(const Files::ReadFailure& failure, bool is_configuration)
{
    if (!failure.missing)
        return failure.error.message;
    return is_configuration ? "there is no such file; create it, or name another one with -c or --instance"
                            : "there is no such file";
}

} // namespace

void read_document(Files& files, const DocumentFile& file, Diagnostics& found, const UseDocument& use)
{
    const SourceLocation whole{file.name, 0, 0};
    auto content = files.read(file.path, largest_file);
    if (content.has_error())
    {
        found.errors.push_back({whole, {}, why_unread(content.error(), file.is_configuration)});
        return;
    }
    const auto tree = parse_tree(content->text, file.name, found.errors);
    wipe(content->text); // a plain secret may be in it
    content->text.shrink_to_fit();
    if (!tree)
        return;
    if (content->status.mounted)
        found.warnings.push_back({whole,
                                  {},
                                  "is mounted as a single file, so a new version of it never arrives here: "
                                  "mount its directory (Kubernetes: without subPath)"});
    const Document document{*tree, file.name, file.directory, content->status.mode, found, &files};
    const Value top(document, tree->root(), {});
    if (top.kind() == NodeKind::null)
        top.error("the file is empty");
    else if (is_encrypted(top))
        found.errors.push_back(
            {whole, {}, "is encrypted with SOPS; decrypt it first: sops --decrypt " + escaped(file.name)});
    else
        use(top);
}

std::optional<Value> key_at_top(const Value& top, std::string_view name)
{
    const auto nodes = top.children();
    for (std::size_t i = 0; i + 1 < nodes.size() && top.kind() == NodeKind::mapping; i += 2)
        if (top.part(nodes[i]).raw() == name)
            return top.child(nodes[i], name);
    return std::nullopt;
}

std::string directory_of(const std::string& file)
{
    const auto slash = file.rfind('/');
    return slash == std::string::npos ? "." : file.substr(0, slash);
}

void sort_by_place(std::vector<Diagnostic>& diagnostics)
{
    const auto place = [](const Diagnostic& one) {
        return std::tie(one.where.file, one.where.line, one.where.column, one.path, one.message);
    };
    std::sort(diagnostics.begin(), diagnostics.end(),
              [&](const Diagnostic& left, const Diagnostic& right) { return place(left) < place(right); });
}

} // namespace idpsync::config
