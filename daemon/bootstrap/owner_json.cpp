#include "bootstrap/owner_json.hpp"

#include "json/edit.hpp"
#include "json/text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace idpsync::bootstrap {
namespace {

namespace bj = boost::json;

constexpr std::string_view owner_place = "EmbeddedIdP.Owner";

std::string text_at(const bj::value& document, const std::string& member)
{
    const auto* found = find_at(document, std::string(owner_place) + "." + member);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

Result<bj::value> management_json(const std::string& text)
{
    const auto document = parse_json(text);
    if (!document || !document->is_object())
        return Error{ErrorKind::rejected, "it is no JSON object",
                     "name NetBird's management.json or config.yaml"};
    const auto* enabled = find_at(*document, "EmbeddedIdP.Enabled");
    if (enabled == nullptr || !enabled->is_bool() || !enabled->get_bool())
        return Error{ErrorKind::rejected,
                     "this NetBird runs without its embedded login service (EmbeddedIdP.Enabled is not true)",
                     "sign in at its provider: whoever comes first becomes the owner"};
    return *document;
}

} // namespace

Result<std::optional<DeclaredOwner>> owner_in_json(const std::string& text)
{
    const auto document = management_json(text);
    if (document.has_error())
        return document.error();
    const auto* owner = find_at(*document, owner_place);
    if (owner == nullptr || owner->is_null())
        return std::optional<DeclaredOwner>();
    return std::optional(DeclaredOwner{.email = text_at(*document, "Email"),
                                       .hash = text_at(*document, "Hash"),
                                       .name = text_at(*document, "Username")});
}

Result<std::string> with_owner_in_json(const std::string& text, const DeclaredOwner& owner)
{
    const auto document = management_json(text);
    if (document.has_error())
        return document.error();
    if (owner.email.find("{{") != std::string::npos || owner.name.find("{{") != std::string::npos)
        return Error{ErrorKind::rejected,
                     "NetBird would read {{ in the owner's address or name as a variable"};
    const bj::object member{{"Email", owner.email}, {"Hash", owner.hash}, {"Username", owner.name}};
    return with_value_at(text, owner_place, bj::serialize(member));
}

} // namespace idpsync::bootstrap
