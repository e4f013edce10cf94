#include "reconcile/kept_settings.hpp"

#include "core/time_text.hpp"
#include "json/text.hpp"
#include "netbird/account_settings.hpp"

namespace idpsync::reconcile {

std::string encode_kept_settings(const std::string& account_id, WallTime now, std::string_view settings)
{
    std::string out = "{\"version\":1,\n\"account_id\":";
    append_json_string(out, account_id);
    out += ",\n\"kept_at\":\"" + format_timestamp(now) + "\",\n\"settings\":";
    out += settings;
    return out + "}\n";
}

Result<KeptSettings> decode_kept_settings(std::string_view text)
{
    const auto unusable = [](std::string_view why) {
        return Error{ErrorKind::storage, "the settings that were kept cannot be used: " + std::string(why)};
    };
    const auto document = parse_json(text);
    if (!document)
        return unusable("this is not JSON, or cut short");
    const auto* version = find_member(*document, "version");
    if (version == nullptr || *version != 1)
        return unusable("this is not version 1 of the file");
    const auto* account = find_member(*document, "account_id");
    const auto* settings = find_member(*document, "settings");
    if (account == nullptr || !account->is_string() || settings == nullptr)
        return unusable("\"account_id\" or \"settings\" is missing");
    auto groups = netbird::group_settings_of(*settings);
    if (groups.has_error())
        return unusable(groups.error().text());
    return KeptSettings{std::string(account->get_string()), std::move(*groups)};
}

} // namespace idpsync::reconcile
