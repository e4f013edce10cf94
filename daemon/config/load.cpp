#include "config/load.hpp"

#include "config/document_file.hpp"
#include "config/group_sync.hpp"
#include "config/providers.hpp"
#include "config/settings_table.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace idpsync::config {
namespace {

/// a.YAML, a.yml, a directory a.yaml/: what somebody may think is read.
bool reads_like_yaml(std::string_view name)
{
    if (name.ends_with('/'))
        name.remove_suffix(1);
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower.ends_with(".yaml") || lower.ends_with(".yml");
}

/// Collects what all files of one load hold.
class Loader
{
public:
    Loader(Files& files, std::string file, const PlaceNames& names)
        : files_(files), file_(std::move(file)), directory_(directory_of(file_)), names_(names)
    {}

    boost::system::result<Configuration, LoadFailure> load();

private:
    void read_file(const std::string& file, const UseDocument& use);
    void read_config(const Value& top);
    void read_fragment(const Value& top);
    void read_directory();
    std::optional<std::string> directory_to_read();
    bool wants(const std::string& directory, const std::string& name);
    [[nodiscard]] std::string name_of(const std::string& file) const { return names_ ? names_(file) : file; }
    void warn(const std::string& file, std::string message);
    void report(const SourceLocation& where, std::string path, std::string message);

    Files& files_;
    std::string file_;
    std::string directory_;
    const PlaceNames& names_;
    Diagnostics found_;
    Settings settings_;
    SourceLocation providers_dir_; ///< where the setting stands; no line: it is the default
    std::vector<DesiredProvider> providers_;
    std::optional<GroupSyncSection> group_sync_;
};

boost::system::result<Configuration, LoadFailure> Loader::load()
{
    providers_dir_.file = name_of(file_);
    read_file(file_, [this](const Value& top) { read_config(top); });
    read_directory();
    check_providers(providers_, found_);
    if (group_sync_)
        check_group_sync(*group_sync_, providers_, found_);
    if (found_.errors.empty())
    {
        auto group_sync = group_sync_ ? std::optional(std::move(group_sync_->desired)) : std::nullopt;
        auto desired = DesiredState::make(std::move(providers_), std::move(group_sync));
        sort_by_place(found_.warnings);
        sort_by_place(found_.leftovers);
        keep_the_first(found_.warnings, most_of_one_file, "warnings");
        if (!desired.has_error())
            return Configuration{std::move(settings_), std::move(*desired), std::move(found_.warnings),
                                 std::move(found_.leftovers), std::move(found_.places)};
        report({name_of(file_), 0, 0}, {}, desired.error().text());
    }
    sort_by_place(found_.errors);
    keep_the_first(found_.errors, most_of_one_file, "errors");
    sort_by_place(found_.warnings);
    keep_the_first(found_.warnings, most_of_one_file, "warnings");
    return LoadFailure{std::move(found_.errors), std::move(found_.warnings), std::move(found_.secrets),
                       std::move(found_.places)};
}

void Loader::read_file(const std::string& file, const UseDocument& use)
{
    read_document(files_, {file, name_of(file), directory_, file == file_}, found_, use);
}

void Loader::read_config(const Value& top)
{
    if (const auto standalone = key_at_top(top, "standalone"))
        return standalone->error("declares a standalone NetBird, whose only login is the provider itself: it "
                                 "has no identity_providers to reconcile; its files come from "
                                 "`netbird-idp-sync standalone render`");
    const auto mapping = Mapping::open(top, settings_table().names);
    if (!mapping)
        return;
    settings_ = read_settings(*mapping);
    settings_.config_file = file_;
    if (const auto* directory = mapping->find("providers_dir"))
        providers_dir_ = directory->where();
    if (const auto* providers = mapping->find("identity_providers"))
        read_providers(*providers, providers_);
    if (const auto* group_sync = mapping->find("group_sync"))
        group_sync_ = read_group_sync(*group_sync);
}

void Loader::read_fragment(const Value& top)
{
    const auto mapping = Mapping::open(top, fragment_keys);
    if (!mapping)
        return;
    if (const auto* version = mapping->find("version"))
        check_version(*version);
    if (const auto* providers = mapping->require(
            "identity_providers", "a file of providers_dir holds identity_providers: and nothing "
                                  "else"))
        read_providers(*providers, providers_);
}

void Loader::read_directory()
{
    const auto directory = directory_to_read();
    if (!directory)
        return;
    auto names = files_.list(*directory);
    if (names.has_error())
    {
        report(providers_dir_, "providers_dir",
               names.error().text() + "; make it readable, or write another directory");
        return;
    }
    std::sort(names->begin(), names->end());
    for (const auto& name : *names)
        if (wants(*directory, name))
            read_file(*directory + "/" + name, [this](const Value& top) { read_fragment(top); });
}

/// Nothing when there is none to read: a default that is missing, or one that was reported already.
std::optional<std::string> Loader::directory_to_read()
{
    if (providers_dir_.line != 0)
        return settings_.providers_dir;
    auto directory = directory_ + "/providers.d";
    const auto probe = files_.read(directory, 0);
    if (probe.has_error() && probe.error().missing)
        return std::nullopt;
    return directory;
}

bool Loader::wants(const std::string& directory, const std::string& name)
{
    if (name.starts_with('.'))
        return false;
    if (name.ends_with(".yaml"))
        return true;
    if (reads_like_yaml(name))
        warn(directory + "/" + name,
             name.ends_with('/')
                 ? "is a directory and not read; put its files beside it"
                 : "is not read: only files that end in .yaml are; rename it if it should be read");
    return false;
}

void Loader::warn(const std::string& file, std::string message)
{
    found_.warnings.push_back({{name_of(file), 0, 0}, {}, std::move(message)});
}

void Loader::report(const SourceLocation& where, std::string path, std::string message)
{
    found_.errors.push_back({where, std::move(path), std::move(message)});
}

} // namespace

boost::system::result<Configuration, LoadFailure> load(Files& files, const std::string& file,
                                                       const PlaceNames& names)
{
    return Loader(files, file, names).load();
}

void throw_exception_from_error(const LoadFailure& failure, const boost::source_location& location)
{
    throw std::logic_error(std::string(location.file_name()) + ":" + std::to_string(location.line()) +
                           ": unchecked configuration error: " +
                           (failure.errors.empty() ? std::string() : to_string(failure.errors.front())));
}

} // namespace idpsync::config
