#include "bootstrap/notes.hpp"

#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"

#include <utility>

namespace idpsync {
namespace {

constexpr std::uint64_t largest_notes = 64U << 10U;
constexpr std::uint32_t owner_only = 0600;
constexpr std::uint32_t directory_mode = 0700;
constexpr int notes_version = 1;

} // namespace

namespace json {

template <>
inline constexpr auto shape<bootstrap::Notes> =
    object("", "", constant("version", notes_version).essential(), member("url", &bootstrap::Notes::url),
           member("owner", &bootstrap::Notes::owner), member("makes_owner", &bootstrap::Notes::makes_owner),
           member("service_user", &bootstrap::Notes::service_user).if_set(),
           member("service_user_id", &bootstrap::Notes::service_user_id).if_set(),
           member("token", &bootstrap::Notes::token).if_set(),
           member("token_id", &bootstrap::Notes::token_id).if_set());

} // namespace json

namespace bootstrap {

NotesStore::NotesStore(Files& files, std::string state_directory)
    : files_(files), directory_(std::move(state_directory)), file_(directory_ + "/bootstrap.json")
{}

Result<void> NotesStore::lock()
{
    if (const auto made = files_.make_directory(directory_, directory_mode); made.has_error())
        return made.error();
    auto lock = files_.try_lock(directory_ + "/bootstrap.lock");
    if (lock.has_error())
        return lock.error();
    if (*lock == nullptr)
        return Error{ErrorKind::conflict,
                     "another bootstrap with the state directory " + escaped(directory_) + " is running"};
    lock_ = std::move(*lock);
    return {};
}

Result<std::optional<Notes>> NotesStore::load()
{
    const auto content = files_.read(file_, largest_notes);
    if (content.has_error() && content.error().missing)
        return std::optional<Notes>();
    if (content.has_error())
        return content.error().error;
    const auto document = parse_json(content->text);
    auto notes = document ? json::read<Notes>(*document, json::exactly) : std::nullopt;
    if (!notes)
        return Error{ErrorKind::storage,
                     escaped(file_) + " cannot be read: it is not what this version writes",
                     "move it away; what it noted of a run that was cut is lost then"};
    return notes;
}

Result<void> NotesStore::save(const Notes& notes)
{
    return files_.replace(file_, json::text_of(notes) + '\n', owner_only);
}

} // namespace bootstrap
} // namespace idpsync
