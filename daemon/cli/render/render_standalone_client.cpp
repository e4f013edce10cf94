#include "cli/render/render_standalone_client.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/render_client.hpp"
#include "core/text.hpp"
#include "json/write.hpp"

namespace idpsync::cli {

namespace {

/// One client, as a visit left it: the one of logins, or the manager's.
std::string render_visited(const std::string& head, const auto& visited, const std::string& write,
                           const Painter& paint)
{
    auto out = head + '\n' + render_client(visited.item, false, paint);
    for (const auto& unseen : visited.unseen)
        out += "      " + paint(Colour::yellow, "not seen: ") + unseen + '\n';
    if (visited.failed)
        return out + paint(Colour::red, "not written: ") + visited.failed->text() + '\n';
    if (visited.written)
        return out + "written, and read back as NetBird needs it\n";
    if (visited.item.writes())
        return out + "nothing was written; " + write + " does it\n";
    return out;
}

} // namespace

std::string render_standalone_client(const StandaloneClientDocument& document, const std::string& write,
                                     bool colour)
{
    const Painter paint(colour);
    const auto& client = document.client;
    const auto of_issuer = " of " + escaped(document.issuer);
    auto out = render_visited("client " + quoted(client.item.client_id) + of_issuer, client, write, paint);
    if (client.manager)
        out += render_visited("client " + quoted(client.manager->item.client_id) + of_issuer +
                                  ", for NetBird's manager of users",
                              *client.manager, write, paint);
    return out;
}

std::string standalone_client_json(const StandaloneClientDocument& document)
{
    return json::text_of(document);
}

} // namespace idpsync::cli
