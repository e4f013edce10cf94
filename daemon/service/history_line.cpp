#include "service/history_line.hpp"

#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"
#include "service/history_shape.hpp"

namespace idpsync::service {

std::string subject_of(const HistoryEntry& entry)
{
    return entry.provider ? entry.provider->str() : std::string(settings_name);
}

std::string history_document(const History::Kept& kept)
{
    return json::text_of(kept);
}

std::string to_json(const HistoryEntry& entry)
{
    return visible_json(json::text_of(ChangeLine{record_of(entry)}));
}

std::optional<HistoryEntry> history_entry_from(std::string_view line)
{
    const auto document = parse_json(line);
    if (!document)
        return std::nullopt;
    return json::read<ChangeLine>(*document, json::leniently);
}

} // namespace idpsync::service
