#include "service/standalone_directory.hpp"

#include "core/redaction.hpp"
#include "standalone/keys.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace idpsync::service {
namespace {

namespace names = standalone::file_names;

constexpr std::uint64_t largest = 4U << 20U;
constexpr std::uint32_t for_its_owner = 0600;
constexpr std::string_view backup_ending = ".bkp.";

std::string path_in(const std::string& directory, std::string_view name)
{
    return directory + "/" + std::string(name);
}

/// Reads what is there of one directory.
class DirectoryReader
{
public:
    DirectoryReader(Files& files, const std::string& directory) : files_(files), directory_(directory) {}

    Result<std::optional<std::string>> read(std::string_view name)
    {
        auto content = files_.read(path_in(directory_, name), largest);
        if (content.has_error() && content.error().missing)
            return std::optional<std::string>();
        if (content.has_error())
            return content.error().error;
        found.modes.emplace(name, content->status.mode);
        return std::optional<std::string>(std::move(content->text));
    }

    Result<void> read_into(std::optional<std::string>& into, std::string_view name)
    {
        auto text = read(name);
        if (text.has_error())
            return text.error();
        into = std::move(*text);
        return {};
    }

    Result<void> read_backups();

    standalone::DirectoryFiles found;

private:
    Files& files_;
    const std::string& directory_;
};

/// Those of artifacts/management.json; one that cannot be read may hold anything.
Result<void> DirectoryReader::read_backups()
{
    const auto listed = files_.list(path_in(directory_, "artifacts"));
    if (listed.has_error())
        return {}; // there are none yet
    for (const auto& name : *listed)
    {
        if (!name.starts_with("management.json" + std::string(backup_ending)))
            continue;
        const auto text = read("artifacts/" + name);
        const bool readable = text.has_value() && text->has_value();
        found.backups.emplace(name, readable ? **text : std::string());
    }
    return {};
}

struct Owner
{
    uid_t user;
    gid_t group;
};

/// Whose a file shall be; nothing: whoever writes it.
std::optional<Owner> owner_for(const std::string& path, const std::string& directory)
{
    struct stat found = {};
    if (::geteuid() != 0 || (::stat(path.c_str(), &found) != 0 && ::stat(directory.c_str(), &found) != 0))
        return std::nullopt;
    return Owner{found.st_uid, found.st_gid};
}

Result<void> give(const std::string& path, const std::optional<Owner>& owner)
{
    if (!owner || ::chown(path.c_str(), owner->user, owner->group) == 0)
        return {};
    return Error{ErrorKind::storage,
                 "cannot give " + path + " its owner: " + std::generic_category().message(errno)};
}

/// A copy beside the file, under a name that nothing has. Gives its path.
Result<std::string> back_up(PosixFiles& files, const std::string& path, const std::string& text,
                            const std::optional<Owner>& owner, WallTime now)
{
    constexpr int most_of_one_second = 100;
    const auto seconds = now.time_since_epoch().count();
    for (int i = 0; i < most_of_one_second; ++i)
    {
        auto backup = path + std::string(backup_ending) + std::to_string(seconds + i);
        const auto made = files.create(backup, text, for_its_owner);
        if (made.has_error())
            return made.error();
        if (!*made)
            continue;
        if (const auto given = give(backup, owner); given.has_error())
            return given.error();
        return backup;
    }
    return Error{ErrorKind::storage, "too many backups of " + path + " were made within a second"};
}

/// Beside the file first, so that nobody ever sees it half, or without its owner.
Result<void> put(PosixFiles& files, const std::string& path, const std::string& text,
                 const std::optional<Owner>& owner)
{
    const auto fresh = path + ".new";
    if (const auto gone = files.remove_file(fresh); gone.has_error())
        return gone;
    const auto made = files.create(fresh, text, for_its_owner);
    if (made.has_error())
        return made.error();
    if (!*made)
        return Error{ErrorKind::storage, "somebody else writes " + path + " now; try again"};
    if (const auto given = give(fresh, owner); given.has_error())
        return given;
    return files.rename(fresh, path);
}

/// What is there now; nothing: there is no such file. Error (conflict): it is not what was rendered from.
Result<std::optional<std::string>> present_text(PosixFiles& files, const std::string& path,
                                                const standalone::RenderedFile& rendered)
{
    auto present = files.read(path, largest);
    const bool missing = present.has_error() && present.error().missing;
    if (present.has_error() && !missing)
        return present.error().error;
    if (missing == rendered.exists || (!missing && present->text != rendered.before))
        return Error{ErrorKind::conflict, path + " was changed meanwhile", "run this again"};
    return missing ? std::optional<std::string>() : std::optional<std::string>(std::move(present->text));
}

Result<WrittenFile> write_one(PosixFiles& files, const std::string& directory,
                              const standalone::RenderedFile& file, WallTime now)
{
    WrittenFile written{.path = path_in(directory, file.name), .backup = {}};
    const auto owner = owner_for(written.path, directory);
    const auto present = present_text(files, written.path, file);
    if (present.has_error())
        return present.error();
    if (*present)
    {
        auto backup = back_up(files, written.path, **present, owner, now);
        if (backup.has_error())
            return backup.error();
        written.backup = std::move(*backup);
    }
    if (const auto done = put(files, written.path, file.text, owner); done.has_error())
        return done.error();
    return written;
}

} // namespace

Result<standalone::DirectoryFiles> read_standalone_directory(Files& files, const std::string& directory)
{
    if (const auto there = files.list(directory); there.has_error())
    {
        auto error = there.error().with_context("standalone.directory");
        error.next =
            "write there the directory that holds NetBird's setup.env and configure.sh, and let this "
            "program read it";
        return error;
    }
    DirectoryReader reader(files, directory);
    auto& found = reader.found;
    for (const auto& [into, name] :
         {std::pair(&found.setup_env, names::setup_env), std::pair(&found.server_json, names::server_json),
          std::pair(&found.script_json, names::script_json),
          std::pair(&found.environment, names::environment)})
        if (const auto read = reader.read_into(*into, name); read.has_error())
            return read.error();
    if (const auto read = reader.read_backups(); read.has_error())
        return read.error();
    return std::move(found);
}

void learn_secrets_of(const standalone::DirectoryFiles& files)
{
    auto& redactor = living_secrets();
    const auto setup = standalone::parse_setup_env(files.setup_env.value_or(std::string()));
    for (const auto& one : setup.assignments)
        if (one.value && standalone::may_be_secret(one.key))
            redactor.learn(*one.value);
    for (const auto* text : {&files.server_json, &files.script_json})
        if (const auto carried = *text ? standalone::carried_in(**text) : std::nullopt)
            for (const auto* secret :
                 {&carried->data_store_key, &carried->turn_password, &carried->relay_secret})
                redactor.learn(*secret);
}

Result<std::vector<WrittenFile>> write_standalone_files(PosixFiles& files, const std::string& directory,
                                                        const std::vector<standalone::RenderedFile>& rendered,
                                                        WallTime now)
{
    std::vector<WrittenFile> all;
    for (const auto& file : rendered)
    {
        auto written = write_one(files, directory, file, now);
        if (written.has_error())
            return written.error();
        all.push_back(std::move(*written));
    }
    return all;
}

} // namespace idpsync::service
