#include "cli/render/render_login.hpp"

#include "cli/render/paint.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"

namespace idpsync::cli {
namespace {

constexpr std::size_t label_width = 12;

std::string line(std::string_view name, const std::string& text)
{
    return "    " + padded(name, label_width) + text + '\n';
}

std::string shown(const std::string& text)
{
    return text.empty() ? "(none)" : quoted(text);
}

std::string groups(const diagnose::LoginSeen& seen)
{
    if (!seen.groups)
        return "(no claim groups)";
    auto out = joined(*seen.groups, [](const auto& group) { return idpsync::quoted(group); });
    return out.empty() ? "(none)" : out;
}

std::string user(const diagnose::LoginSeen& seen)
{
    auto out = seen.role.empty() ? std::string("its role is not shown") : "role " + quoted(seen.role);
    if (seen.joined)
        out += *seen.joined ? ", in the account of this token" : ", in an account of their own";
    return out;
}

std::string what_netbird_sees(const diagnose::LoginSeen& seen)
{
    return "  What NetBird sees:\n" + line("name", shown(seen.name)) + line("email", shown(seen.email)) +
           line("groups", groups(seen)) + line("user", user(seen)) + line("group sync", seen.group_sync) +
           '\n';
}

/// What is said last.
std::string conclusion(const diagnose::LoginDiagnosis& diagnosis)
{
    if (diagnosis.is_well())
        return "Login: it works.\n";
    for (const auto& finding : diagnosis.findings)
        if (diagnose::is_trouble(finding))
            return "Login: fix first: " + std::string(to_string(finding.id)) + ".\n";
    return "Login: not confirmed: whether it works could not be seen.\n";
}

} // namespace

std::string render_login(const diagnose::LoginDiagnosis& diagnosis, const DoctorStyle& style)
{
    const auto head = "Login through " + escaped(diagnosis.key) + "  " + quoted(diagnosis.name) +
                      "  NetBird " + diagnosis.management_url;
    auto out = render_findings(head, diagnosis.findings, style);
    if (diagnosis.seen)
        out += what_netbird_sees(*diagnosis.seen);
    return out + conclusion(diagnosis);
}

} // namespace idpsync::cli
