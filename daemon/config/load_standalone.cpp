#include "config/load_standalone.hpp"

#include "config/document_file.hpp"
#include "config/settings_table.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::config {
namespace {

constexpr std::string_view either =
    "a NetBird has either identity_providers, in its embedded login service, or, standalone, one provider "
    "that is its login";

/// The names of both kinds of files, so that one at the wrong place is told from one that nobody knows.
std::vector<std::string_view> all_names()
{
    std::vector<std::string_view> names(standalone_file_table().names.begin(),
                                        standalone_file_table().names.end());
    for (const auto name : settings_table().names)
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
    return names;
}

bool belongs(std::string_view name)
{
    return std::ranges::find(standalone_file_table().names, name) != standalone_file_table().names.end();
}

void refuse_what_does_not_belong(const Mapping& top)
{
    for (const auto& entry : top.entries())
        if (entry.name == "identity_providers")
            entry.key.error("stands beside standalone; " + std::string(either) +
                            ": keep one, and put the other into a configuration of another instance");
        else if (std::ranges::find(settings_table().names, entry.name) != settings_table().names.end() &&
                 !belongs(entry.name))
            entry.key.error("has no effect beside standalone: nothing is reconciled there; take it out");
}

/// Files that declare identity providers would be read with a configuration of the other kind.
void refuse_providers_beside(Files& files, const std::string& file, Diagnostics& found)
{
    const auto directory = directory_of(file) + "/providers.d";
    const auto names = files.list(directory);
    if (names.has_error())
        return;
    for (const auto& name : *names)
        if (name.ends_with(".yaml") && !name.starts_with('.'))
            found.errors.push_back({{directory + "/" + name, 0, 0},
                                    {},
                                    "declares identity providers beside standalone; " + std::string(either) +
                                        ": move this file, or take standalone out of " + escaped(file)});
}

Settings daemon_settings(const Standalone& declared, const std::optional<Management>& management,
                         Settings read)
{
    read.interval = declared.interval;
    read.policy.mode = declared.apply ? Mode::enforce : Mode::observe;
    if (management)
        read.management = *management;
    return read;
}

std::optional<StandaloneFile> read_top(const Value& top)
{
    if (top.kind() == NodeKind::mapping && !key_at_top(top, "standalone"))
    {
        top.error("declares no standalone; " + std::string(either) +
                  ": `standalone render` is for the second kind, so write standalone: here, or name another "
                  "configuration with -c or --instance");
        return std::nullopt;
    }
    const auto mapping = Mapping::open(top, all_names());
    if (!mapping)
        return std::nullopt;
    refuse_what_does_not_belong(*mapping);
    return read_standalone_file(*mapping);
}

} // namespace

bool declares_standalone(Files& files, const std::string& file)
{
    bool declares = false;
    Diagnostics ignored;
    read_document(files, {file, file, directory_of(file), true}, ignored,
                  [&](const Value& top) { declares = key_at_top(top, "standalone").has_value(); });
    return declares;
}

boost::system::result<StandaloneConfiguration, LoadFailure> load_standalone(Files& files,
                                                                            const std::string& file)
{
    Diagnostics found;
    std::optional<StandaloneFile> read;
    read_document(files, {file, file, directory_of(file), true}, found,
                  [&](const Value& top) { read = read_top(top); });
    if (read)
        refuse_providers_beside(files, file, found);
    sort_by_place(found.warnings);
    sort_by_place(found.leftovers);
    sort_by_place(found.errors);
    if (read && found.errors.empty())
    {
        auto management = read->asks_netbird ? std::optional(std::move(read->management)) : std::nullopt;
        auto declared = finished(std::move(read->standalone));
        auto daemon = daemon_settings(declared, management, std::move(read->daemon));
        return StandaloneConfiguration{std::move(declared),        std::move(management),
                                       std::move(read->providers), std::move(daemon),
                                       std::move(found.warnings),  std::move(found.leftovers),
                                       std::move(found.places)};
    }
    keep_the_first(found.errors, most_of_one_file, "errors");
    return LoadFailure{std::move(found.errors), std::move(found.warnings), std::move(found.secrets),
                       std::move(found.places)};
}

} // namespace idpsync::config
