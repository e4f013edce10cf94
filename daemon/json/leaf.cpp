#include "json/leaf.hpp"

#include "core/text.hpp"
#include "crypto/digest.hpp"
#include "json/text.hpp"

#include <boost/json/serialize.hpp>

namespace idpsync::json {

void append_text(std::string& out, std::string_view text)
{
    if (is_utf8(text))
        append_json_string(out, text);
    else
        append_json_string(out, escaped(text));
}

void append_number(std::string& out, double number)
{
    out += boost::json::serialize(boost::json::value(number));
}

std::optional<ConnectorId> Text<ConnectorId>::from(std::string_view text)
{
    return text.empty() ? std::nullopt : std::optional(ConnectorId{std::string(text)});
}

std::optional<Fingerprint> Text<Fingerprint>::from(std::string_view text)
{
    return crypto::digest_from_hex(text) ? std::optional(Fingerprint{std::string(text)}) : std::nullopt;
}

} // namespace idpsync::json
