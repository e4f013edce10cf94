#include "service/control/logins.hpp"

#include "service/plan_json.hpp"

namespace idpsync::service::control {

namespace json = boost::json;

json::value login_json(const LoginStatuses& logins, const ProviderKey& key)
{
    const auto found = logins.find(key);
    if (found == logins.end())
        return nullptr;
    const auto& login = found->second;
    json::object out{{"state", to_string(login.state)},
                     {"since", time_or_null(login.since)},
                     {"finding", nullptr},
                     {"evidence", nullptr},
                     {"next", nullptr},
                     {"unseen", text_or_null(login.unseen)},
                     {"beyond", text_or_null(login.beyond)},
                     {"looked_at", time_or_null(login.looked_at)},
                     {"next_look", time_or_null(login.next_look)},
                     {"issuer_up", nullptr},
                     {"certificate_expires", time_or_null(login.certificate_expires)},
                     {"client_secret_expires", time_or_null(login.client_secret_expires)}};
    if (login.finding)
    {
        out["finding"] = to_string(login.finding->id);
        out["evidence"] = text_or_null(login.finding->evidence);
        out["next"] = text_or_null(login.finding->next);
    }
    if (login.issuer_up)
        out["issuer_up"] = *login.issuer_up;
    return out;
}

std::optional<LoginStatus> login_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    LoginStatus login{.state = members.named("state", LoginHealth::State::unknown),
                      .since = members.time("since"),
                      .unseen = members.text("unseen"),
                      .beyond = members.text("beyond"),
                      .looked_at = members.time("looked_at"),
                      .next_look = members.time("next_look"),
                      .certificate_expires = members.time("certificate_expires"),
                      .client_secret_expires = members.time("client_secret_expires")};
    // Of a later version: shown by what it says.
    if (!members.text("evidence").empty())
        login.finding = Finding{members.named("finding", FindingId::provider_unreachable), Severity::error,
                                members.text("evidence"), members.text("next")};
    if (const auto* up = members.find("issuer_up"); up != nullptr && up->is_bool())
        login.issuer_up = up->get_bool();
    return login;
}

} // namespace idpsync::service::control
