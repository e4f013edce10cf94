#include "service/daemon/pause.hpp"

#include "core/text.hpp"
#include "json/leaf.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

constexpr std::uint64_t largest_file = 4096;

} // namespace

BOOST_DESCRIBE_STRUCT(PauseRecord, (), (since, until))

/// pause.json.
struct PauseFile
{
    std::optional<PauseRecord> pause; ///< nothing: no pause
};

} // namespace idpsync::service

namespace idpsync::json {

template <>
inline constexpr auto shape<service::PauseFile> =
    object("", "", constant("version", 1).essential(), member("pause", &service::PauseFile::pause).or_null());

} // namespace idpsync::json

namespace idpsync::service {

std::string encode_pause(const std::optional<PauseRecord>& record)
{
    return json::text_of(PauseFile{record}) + '\n';
}

Result<std::optional<PauseRecord>> decode_pause(std::string_view text)
{
    const auto document = parse_json(text);
    const auto file = document ? json::read<PauseFile>(*document, {.unknown_members = true}) : std::nullopt;
    if (!file)
        return Error{ErrorKind::storage, "it is not what `pause` wrote"};
    return file->pause;
}

std::chrono::seconds remaining(const PauseRecord& record, WallTime now)
{
    const std::chrono::seconds longest = longest_pause;
    return std::min({record.until - now, record.until - record.since, longest});
}

Pause::Pause(Files& files, net::Clock& clock, std::string state_directory)
    : files_(files), clock_(clock), path_(std::move(state_directory) + "/pause.json")
{}

Result<void> Pause::load()
{
    const auto content = files_.read(path_, largest_file);
    if (content.has_error() && content.error().missing)
        return {};
    const auto record = content.has_value() ? decode_pause(content->text)
                                            : Result<std::optional<PauseRecord>>(content.error().error);
    if (record.has_error())
    {
        until_ = clock_.now() + default_pause;
        return record.error().with_context("cannot tell from " + escaped(path_) + " whether this is paused");
    }
    if (!*record)
        return {};
    const auto rest = remaining(**record, clock_.wall_now());
    if (rest > std::chrono::seconds::zero())
        until_ = clock_.now() + rest;
    return {};
}

Result<void> Pause::begin(std::chrono::seconds duration)
{
    const auto now = clock_.wall_now();
    until_ = clock_.now() + duration;
    return save(PauseRecord{now, now + duration});
}

Result<void> Pause::end()
{
    until_.reset();
    return save(std::nullopt);
}

Result<void> Pause::save(const std::optional<PauseRecord>& record)
{
    return files_.replace(path_, encode_pause(record), 0600);
}

} // namespace idpsync::service
