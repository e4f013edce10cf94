#include "cli/render/render_bootstrap.hpp"

#include "config/owner_yaml.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "json/model.hpp"
#include "json/write.hpp"

namespace idpsync::json {

using bootstrap::Report;

template <>
inline constexpr auto shape<DeclaredOwner> =
    object("", "", member("email", &DeclaredOwner::email), member("name", &DeclaredOwner::name),
           member("password_hash", &DeclaredOwner::hash));

template <>
inline constexpr auto shape<Report> = object(
    "", "", member("url", &Report::url), member("changed", [](auto& report) { return report.changed(); }),
    member("owner", &Report::owner).or_null(), member("owner_made", &Report::owner_made),
    member("domain", &Report::domain).or_null(),
    member("user_approval_required", &Report::user_approval).or_null(),
    member("service_user", &Report::service_user).or_null(),
    member("service_user_made", &Report::service_user_made), member("token_file", &Report::token_file),
    member("token_made", &Report::token_made), member("token_expires", &Report::token_expires).or_null(),
    member("tokens_revoked", &Report::tokens_revoked), member("config_file", &Report::config_file),
    member("configuration", &Report::configuration),
    member("netbird_config", &Report::netbird_config).or_null(),
    member("restart_needed", &Report::restart_needed), member("answered", &Report::answered),
    member("to_paste", &Report::to_paste).or_null());

} // namespace idpsync::json

namespace idpsync::cli {
namespace {

using bootstrap::Configuration;
using bootstrap::Report;

/// One line of a table; nothing for what is not known.
std::string row(std::string_view name, const std::string& value, std::string_view remark = {})
{
    if (value.empty())
        return {};
    std::string line = "  ";
    line += name;
    line.append(name.size() < 16 ? 16 - name.size() : 1, ' ');
    line += escaped(value);
    if (!remark.empty())
        line += ", " + std::string(remark);
    return line + "\n";
}

std::string_view made_or_there(bool made)
{
    return made ? "made now" : "was there";
}

std::string token_remark(const Report& report)
{
    std::string remark(made_or_there(report.token_made));
    if (report.token_expires)
        remark += ", expires " + format_timestamp(*report.token_expires).substr(0, 10);
    return remark;
}

std::string_view configuration_remark(Configuration configuration)
{
    switch (configuration)
    {
    case Configuration::kept: return "was there";
    case Configuration::made: return "made now";
    case Configuration::changed: return "management.url set";
    }
    return "";
}

std::string table(const Report& report)
{
    return row("owner", report.owner, made_or_there(report.owner_made)) +
           row("account domain", report.domain, "SSO users join it") +
           row("service user", report.service_user, made_or_there(report.service_user_made)) +
           row("token", report.token_file, token_remark(report)) +
           row("configuration", report.config_file, configuration_remark(report.configuration));
}

std::string remarks(const Report& report)
{
    std::string text;
    if (report.tokens_revoked != 0)
        text += "Revoked " + std::to_string(report.tokens_revoked) +
                (report.tokens_revoked == 1 ? " token" : " tokens") +
                " of an earlier run that no file holds.\n";
    if (report.user_approval.value_or(false))
        text += "New users are blocked until somebody approves them in NetBird's dashboard "
                "(user_approval_required is on).\n";
    return text;
}

/// Of a run that ends with the owner in NetBird's configuration.
std::string declared_owner(const Report& report)
{
    if (report.to_paste)
        return "Put this below server: auth: of NetBird's config.yaml:\n\n" +
               config::owner_lines(*report.to_paste, "    ") +
               "\nOr into management.json, as Owner of EmbeddedIdP: Email, Hash and Username.\n";
    return "The owner " + escaped(report.owner) + (report.owner_made ? " is now in " : " was already in ") +
           escaped(report.netbird_config) + "\n";
}

} // namespace

std::string render_bootstrap(const Report& report, const std::string& options)
{
    if (report.restart_needed)
        return declared_owner(report) +
               (report.answered ? "\nNext: restart NetBird, "
                                : "\nNetBird " + escaped(report.url) + " does not answer. Next: start it, ") +
               "and run the same command again. It signs in and makes the token.\n";
    const auto head = "NetBird " + escaped(report.url) +
                      (report.changed() ? " is ready for the daemon\n" : ": everything is there already\n");
    const auto next = "Next: declare providers in " + escaped(report.config_file) +
                      " or providers.d, and run netbird-idp-sync plan" +
                      (options.empty() ? "" : " " + options) + "\n";
    const auto more = remarks(report) + (report.changed() ? next : "");
    return head + table(report) + (more.empty() ? "" : "\n") + more;
}

std::string bootstrap_json(const Report& report)
{
    return json::text_of(report);
}

} // namespace idpsync::cli
