#include "cli/render/render_standalone_client.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/render_client.hpp"
#include "core/text.hpp"
#include "json/write.hpp"

namespace idpsync::cli {

std::string render_standalone_client(const StandaloneClientDocument& document, const std::string& write,
                                     bool colour)
{
    const Painter paint(colour);
    const auto& client = document.client;
    auto out = "client " + quoted(client.item.client_id) + " of " + escaped(document.issuer) + '\n' +
               render_client(client.item, false, paint);
    for (const auto& unseen : client.unseen)
        out += "      " + paint(Colour::yellow, "not seen: ") + unseen + '\n';
    if (client.failed)
        return out + paint(Colour::red, "not written: ") + client.failed->text() + '\n';
    if (client.written)
        return out + "written, and read back as NetBird needs it\n";
    if (client.item.writes())
        return out + "nothing was written; " + write + " does it\n";
    return out;
}

std::string standalone_client_json(const StandaloneClientDocument& document)
{
    return json::text_of(document);
}

} // namespace idpsync::cli
