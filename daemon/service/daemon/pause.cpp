#include "service/daemon/pause.hpp"

#include "core/text.hpp"
#include "core/time_text.hpp"
#include "json/text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace idpsync::service {

namespace json = boost::json;

namespace {

constexpr std::uint64_t largest_file = 4096;
constexpr int format_version = 1;

std::optional<WallTime> time_in(const json::value& record, std::string_view name)
{
    const auto* value = find_member(record, name);
    return value != nullptr && value->is_string() ? parse_timestamp(value->get_string()) : std::nullopt;
}

} // namespace

std::string encode_pause(const std::optional<PauseRecord>& record)
{
    json::object out{{"version", format_version}, {"pause", nullptr}};
    if (record)
        out["pause"] = json::object{{"since", format_timestamp(record->since)},
                                    {"until", format_timestamp(record->until)}};
    return json::serialize(out) + '\n';
}

Result<std::optional<PauseRecord>> decode_pause(std::string_view text)
{
    Error unreadable{ErrorKind::storage, "it is not what `pause` wrote"};
    const auto document = parse_json(text);
    const auto* version = document ? find_member(*document, "version") : nullptr;
    const auto* pause = document ? find_member(*document, "pause") : nullptr;
    if (version == nullptr || *version != format_version || pause == nullptr)
        return unreadable;
    if (pause->is_null())
        return std::optional<PauseRecord>();
    const auto since = time_in(*pause, "since");
    const auto until = time_in(*pause, "until");
    if (!since || !until)
        return unreadable;
    return std::optional(PauseRecord{*since, *until});
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
