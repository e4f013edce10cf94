#include "registrar/sheet.hpp"

#include "core/plan.hpp"
#include "registrar/lines.hpp"

namespace idpsync::registrar {
namespace {

constexpr std::string_view usual_id = "netbird";

Lines lines_of(ProviderType type)
{
    switch (type)
    {
    case ProviderType::oidc: return oidc_lines();
    case ProviderType::zitadel: return zitadel_lines();
    case ProviderType::entra: return entra_lines();
    case ProviderType::google: return google_lines();
    case ProviderType::okta: return okta_lines();
    case ProviderType::pocketid: return pocket_id_lines();
    case ProviderType::microsoft: return microsoft_lines();
    case ProviderType::authentik: return authentik_lines();
    case ProviderType::keycloak: return keycloak_lines();
    case ProviderType::adfs: return adfs_lines();
    }
    return oidc_lines();
}

std::string with_client_id(std::string_view text, const std::string& client_id)
{
    constexpr std::string_view slot = "{client_id}";
    std::string filled(text);
    for (auto at = filled.find(slot); at != filled.npos; at = filled.find(slot, at + client_id.size()))
        filled.replace(at, slot.size(), client_id);
    return filled;
}

/// "netbird" of "https://authentik.example.com/application/o/netbird/"; empty: the issuer has another form.
std::string slug_of(const std::string& issuer)
{
    constexpr std::string_view before = "/application/o/";
    const auto found = issuer.find(before);
    if (found == issuer.npos)
        return {};
    const auto begin = found + before.size();
    return issuer.substr(begin, issuer.find('/', begin) - begin);
}

/// Fills in lines for one client.
class Filler
{
public:
    explicit Filler(const RegistrationValues& values)
        : values_(values), client_id_(values.client_id.empty() ? usual_id : values.client_id)
    {}

    [[nodiscard]] std::vector<Step> steps(std::span<const Line> lines) const
    {
        std::vector<Step> filled;
        for (const auto& line : lines)
            if (is_for_this_client(line))
                add(line, filled);
        return filled;
    }

private:
    /// Of several addresses, each is typed in by itself, and what is to be known stands at the last.
    void add(const Line& line, std::vector<Step>& filled) const
    {
        if (line.given != Given::redirect_uris)
            return filled.push_back(step(line));
        for (const auto& uri : values_.redirect_uris)
        {
            filled.push_back(step(line));
            filled.back().value = uri;
            if (&uri != &values_.redirect_uris.back())
                filled.back().why.clear();
        }
    }

    [[nodiscard]] bool is_for_this_client(const Line& line) const
    {
        const bool declared = !values_.client_id.empty();
        return line.client == Client::any || (line.client == Client::declared) == declared;
    }

    [[nodiscard]] Step step(const Line& line) const
    {
        Step step{.act = line.act,
                  .where = with_client_id(line.where, client_id_),
                  .field = std::string(line.field),
                  .value = value(line),
                  .to = {},
                  .why = std::string(line.why),
                  .optional = line.may_be_left_out};
        if (line.act == Act::copy)
            aim(step, line.setting);
        else if (line.given == Given::pkce)
            step.why =
                values_.challenge.value_or(false)
                    ? "Logins that this NetBird begins carry a challenge, so the client may demand it."
                    : "NetBird sends a challenge from v0.75.0 on. Where it does not, a client that demands "
                      "one refuses every login.";
        return step;
    }

    [[nodiscard]] std::string value(const Line& line) const
    {
        switch (line.given)
        {
        case Given::text: return std::string(line.value);
        case Given::redirect_uri: return values_.redirect_uri;
        case Given::logout_uri: return values_.logout_uri;
        case Given::client_id: return client_id_;
        case Given::pkce: return values_.challenge.value_or(false) ? "off or on" : "off";
        case Given::launch_url: return values_.launch_url;
        case Given::audience: return values_.audience;
        case Given::manager_account:
            return values_.manager_account.empty() ? "netbird-manager" : values_.manager_account;
        case Given::redirect_uris: return {};
        case Given::slug: break;
        }
        auto slug = slug_of(values_.issuer);
        return slug.empty() ? std::string(usual_id) : slug;
    }

    /// Says where a copied text goes, and what stands there.
    void aim(Step& step, Setting setting) const
    {
        const auto in_the_declaration = [&](std::string_view name) {
            return std::string(name) + (values_.declared_at.empty() ? "" : " in " + values_.declared_at);
        };
        switch (setting)
        {
        case Setting::client_id:
            step.to = in_the_declaration(to_string(Field::client_id));
            step.value = values_.client_id;
            break;
        case Setting::issuer:
            step.to = in_the_declaration("issuer");
            step.value = values_.issuer;
            break;
        case Setting::client_secret:
            step.to = values_.secret_at.empty() ? "the file that client_secret names" : values_.secret_at;
            break;
        case Setting::manager:
            step.to =
                values_.manager_at.empty() ? "the file that standalone.manager names" : values_.manager_at;
            break;
        }
    }

    const RegistrationValues& values_;
    std::string client_id_;
};

} // namespace

RegistrationSheet standalone_sheet(ProviderType type, const RegistrationValues& values)
{
    const auto lines = lines_of(type);
    return {.type = type,
            .product = std::string(lines.product),
            .page = "docs/standalone.md",
            .steps = Filler(values).steps(standalone_lines(type)),
            .groups = {}};
}

RegistrationSheet registration_sheet(ProviderType type, const RegistrationValues& values)
{
    const auto lines = lines_of(type);
    const Filler filler(values);
    return {.type = type,
            .product = std::string(lines.product),
            .page = std::string(lines.page),
            .steps = filler.steps(lines.steps),
            .groups = filler.steps(lines.groups)};
}

} // namespace idpsync::registrar
