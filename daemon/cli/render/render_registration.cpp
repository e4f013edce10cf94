#include "cli/render/render_registration.hpp"

#include "cli/render/paint.hpp"
#include "core/text.hpp"
#include "json/write.hpp"

#include <cstddef>
#include <string_view>

namespace idpsync::cli {
namespace {

using registrar::Act;
using registrar::Step;

constexpr std::string_view step_indent = "     ";

std::string value_line(const std::string& value)
{
    return '\n' + std::string(step_indent) + "  " + escaped(value);
}

/// "Advanced > PKCE (optional)".
std::string name_of(const Step& step, const Painter& paint)
{
    const auto path = step.where.empty() ? std::string() : escaped(step.where) + " > ";
    return path + paint(Colour::bold, step.field) + (step.optional ? " (optional)" : "");
}

std::string what_to_do(const Step& step, const Painter& paint)
{
    switch (step.act)
    {
    case Act::go: return paint(Colour::bold, escaped(step.where));
    case Act::enter: return name_of(step, paint) + ": enter" + value_line(step.value);
    case Act::choose: return name_of(step, paint) + ": " + escaped(step.value);
    case Act::copy:
        return step.value.empty()
                   ? name_of(step, paint) + ": copy it to " + escaped(step.to)
                   : name_of(step, paint) + ": compare it with " + escaped(step.to) + value_line(step.value);
    case Act::know: break;
    }
    return {};
}

/// Numbers what there is to do; what is only good to know is a paragraph.
std::string render_steps(const std::vector<Step>& steps, const Painter& paint)
{
    std::string out;
    std::size_t number = 0;
    for (const auto& step : steps)
    {
        if (step.act == Act::know)
        {
            out += "\n  " + step.why + '\n';
            continue;
        }
        const auto counted = std::to_string(++number);
        out += (number == 1 ? "\n" : "") + std::string(counted.size() < 2 ? 2 : 1, ' ') + counted + ". " +
               what_to_do(step, paint) + '\n';
        if (!step.why.empty())
            out += std::string(step_indent) + step.why + '\n';
    }
    return out;
}

std::string render_client(const ClientRegistration& client, const Painter& paint)
{
    const auto& sheet = client.sheet;
    const auto name = client.key.empty() ? "type " + std::string(to_string(sheet.type)) : client.key;
    auto out = paint(Colour::bold, name) + "  at " + sheet.product;
    if (!client.declared_at.empty())
        out += "  declared in " + escaped(client.declared_at);
    out += "\n" + render_steps(sheet.steps, paint);
    if (!sheet.groups.empty())
        out +=
            "\nGroups, only where NetBird uses those of the provider:\n" + render_steps(sheet.groups, paint);
    return out + "\nBoth sides, step by step: " + sheet.page + '\n';
}

} // namespace

std::string render_registrations(const Registrations& shown, bool colour)
{
    const Painter paint(colour);
    std::string out;
    for (const auto& client : shown.clients)
        out += (out.empty() ? "" : "\n") + render_client(client, paint);
    return out;
}

std::string registrations_json(const Registrations& shown)
{
    return json::text_of(shown);
}

} // namespace idpsync::cli
