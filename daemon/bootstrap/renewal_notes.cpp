#include "bootstrap/renewal_notes.hpp"

#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"

#include <utility>

namespace idpsync {
namespace {

constexpr std::uint64_t largest_renewal_notes = 64U << 10U;
constexpr std::uint32_t renewal_notes_mode = 0600;
constexpr std::uint32_t renewal_directory_mode = 0700;
constexpr int renewal_notes_version = 1;

} // namespace

namespace json {

template <>
inline constexpr auto shape<bootstrap::RenewalNotes> =
    object("", "", constant("version", renewal_notes_version).essential(),
           member("url", &bootstrap::RenewalNotes::url),
           member("token", &bootstrap::RenewalNotes::token).if_set(),
           member("successor", &bootstrap::RenewalNotes::successor).if_set());

} // namespace json

namespace bootstrap {

RenewalNotesStore::RenewalNotesStore(Files& files, std::string state_directory)
    : files_(files), directory_(std::move(state_directory)), file_(directory_ + "/token-renewal.json")
{}

Result<std::unique_ptr<FileLock>> RenewalNotesStore::lock()
{
    if (const auto made = files_.make_directory(directory_, renewal_directory_mode); made.has_error())
        return made.error();
    auto lock = files_.try_lock(directory_ + "/token-renewal.lock");
    if (lock.has_value() && *lock == nullptr)
        return Error{ErrorKind::conflict,
                     "the daemon or another `token renew` is renewing the token right now",
                     "try again in a minute"};
    return lock;
}

Result<std::optional<RenewalNotes>> RenewalNotesStore::load()
{
    const auto content = files_.read(file_, largest_renewal_notes);
    if (content.has_error() && content.error().missing)
        return std::optional<RenewalNotes>();
    if (content.has_error())
        return content.error().error;
    const auto document = parse_json(content->text);
    auto notes = document ? json::read<RenewalNotes>(*document, json::exactly) : std::nullopt;
    if (!notes)
        return Error{ErrorKind::storage,
                     escaped(file_) + " cannot be read: it is not what this version writes",
                     "move it away; what it noted of a renewal that was cut is lost then"};
    return notes;
}

Result<void> RenewalNotesStore::save(const RenewalNotes& notes)
{
    return files_.replace(file_, json::text_of(notes) + '\n', renewal_notes_mode);
}

} // namespace bootstrap
} // namespace idpsync
