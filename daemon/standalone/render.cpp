#include "standalone/render.hpp"

#include "core/text.hpp"
#include "standalone/edit_setup.hpp"
#include "standalone/key_forms.hpp"
#include "standalone/keys.hpp"
#include "standalone/management_json.hpp"
#include "standalone/wanted.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace idpsync::standalone {
namespace {

constexpr std::string_view key_of_data_store = "NETBIRD_DATASTORE_ENC_KEY";
constexpr std::string_view mode_key = "mode";
constexpr std::uint32_t open_to_others = 0077;

std::string octal(std::uint32_t mode)
{
    std::string text = "0000";
    for (std::size_t i = 4; i-- > 0; mode >>= 3U)
        text[i] = static_cast<char>('0' + (mode & 7U));
    return text;
}

bool has_errors(const std::vector<SetupFinding>& findings)
{
    return std::ranges::find(findings, Severity::error, &SetupFinding::severity) != findings.end();
}

/// Puts one rendering together.
class Renderer
{
public:
    explicit Renderer(const RenderInputs& inputs)
        : inputs_(inputs), setup_(parse_setup_env(inputs.files.setup_env.value_or(std::string())))
    {}

    Rendering render() &&;

private:
    [[nodiscard]] bool by_reference() const
    {
        return inputs_.declared.secrets == SecretPlacement::reference && !inputs_.secret.empty();
    }
    [[nodiscard]] std::string secret_in_files() const;
    bool refuse_unusable();
    void want();
    void render_setup();
    void render_environment();
    void render_management();
    [[nodiscard]] std::string why(std::string_view variable) const;
    void add_notes();
    [[nodiscard]] bool needs_configure() const;
    void add_mode(RenderedFile& file) const;
    void add(RenderedFile file);
    void refuse(Error error) { made_.refused.push_back(std::move(error)); }

    const RenderInputs& inputs_;
    SetupEnv setup_;
    CarriedOver carried_;
    std::vector<WantedKey> wanted_;
    SetupEnv rendered_; ///< setup.env as it shall be
    Rendering made_;
};

Rendering Renderer::render() &&
{
    made_.findings = judge(setup_);
    auto carried = carry_over(inputs_.files, setup_);
    if (carried.has_error())
        refuse(carried.error());
    else
        carried_ = std::move(*carried);
    if (!setup_.troubles.empty())
        refuse({ErrorKind::rejected, "setup.env holds what only a shell could read or run",
                "write the values themselves there, each in single quotes"});
    want();
    if (refuse_unusable())
        return std::move(made_);
    render_setup();
    render_environment();
    if (inputs_.handed_out && made_.refused.empty())
        made_.handed_out =
            compare_handed_out(*inputs_.handed_out, configured(rendered_.variables(), inputs_.provider),
                               [this](std::string_view variable) { return why(variable); });
    if (inputs_.management_json)
        render_management();
    add_notes();
    return std::move(made_);
}

std::string Renderer::secret_in_files() const
{
    return by_reference() ? "{{ ." + std::string(secret_variable) + " }}" : inputs_.secret;
}

void Renderer::want()
{
    wanted_ = wanted_keys(inputs_.declared, inputs_.provider, secret_in_files());
    if (!carried_.data_store_key.empty())
        wanted_.push_back(
            {std::string(key_of_data_store), carried_.data_store_key, "artifacts/management.json"});
}

/// A value that the templates, the shell or the server would not take as it is.
bool Renderer::refuse_unusable()
{
    bool unusable = false;
    for (const auto& [name, value, why] : wanted_)
    {
        const auto* key = setup_key(name);
        auto objection = value.empty() ? std::string() : objection_to_value(*key, value);
        if (objection.empty())
            continue;
        refuse({ErrorKind::rejected, why + " cannot be written as " + name + ": " + objection});
        unusable = true;
    }
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=:@%-";
    if (by_reference() && inputs_.secret.find_first_not_of(plain) != std::string::npos)
    {
        refuse({ErrorKind::rejected,
                "the manager's secret holds characters that files of variables and management.json read in "
                "different ways",
                "write secrets: in_place, or make another secret"});
        unusable = true;
    }
    return unusable;
}

void Renderer::render_setup()
{
    RenderedFile file{.name = std::string(file_names::setup_env),
                      .exists = inputs_.files.setup_env.has_value(),
                      .changes = compare_setup(setup_, wanted_),
                      .text = {}};
    std::vector<SetupEdit> edits;
    for (const auto& change : file.changes)
    {
        const auto wanted = std::ranges::find(wanted_, change.key, &WantedKey::key);
        edits.push_back({change.key, wanted == wanted_.end() ? std::string() : wanted->value,
                         change.key == key_of_data_store});
    }
    file.before = inputs_.files.setup_env.value_or(std::string());
    auto text = edited(file.before, setup_, edits);
    if (text.has_error())
        return refuse(text.error());
    file.text = std::move(*text);
    auto again = parse_setup_env(file.text);
    if (setup_.troubles.empty() && (!again.troubles.empty() || !compare_setup(again, wanted_).empty()))
        return refuse({ErrorKind::conflict, "the lines of setup.env cannot be changed one by one",
                       "write each KEY='value' on a line of its own"});
    made_.errors_remain = has_errors(judge(again));
    rendered_ = std::move(again);
    add(std::move(file));
}

/// The variable alone: the file is this tool's.
void Renderer::render_environment()
{
    if (!by_reference())
        return;
    RenderedFile file{.name = std::string(file_names::environment),
                      .exists = inputs_.files.environment.has_value(),
                      .changes = {},
                      .text = std::string(secret_variable) + "=" + inputs_.secret + "\n",
                      .before = inputs_.files.environment.value_or(std::string())};
    if (inputs_.files.environment != file.text)
        file.changes.push_back({.key = std::string(secret_variable),
                                .seen = inputs_.files.environment.value_or(std::string()),
                                .wanted = file.text,
                                .why = "manager",
                                .consequence = "without a valid one nobody can sign in",
                                .secret = true});
    add(std::move(file));
}

/// As configure.sh would make it of the new setup.env, without what it makes anew.
void Renderer::render_management()
{
    const auto& present = inputs_.files.server_json;
    if (!present)
        return refuse({ErrorKind::rejected, "artifacts/management.json is not there yet",
                       "run configure.sh first, which makes it; or leave --management-json out"});
    if (!carried_in(*present))
        return; // that was refused already
    if (made_.errors_remain)
        return refuse({ErrorKind::rejected, "setup.env holds a value that management.json cannot take",
                       "correct the lines of setup.env that are errors"});
    const auto variables = configured(rendered_.variables(), inputs_.provider);
    RenderedFile file{.name = std::string(file_names::server_json),
                      .exists = true,
                      .changes = compare_management(
                          *present, variables, [this](std::string_view variable) { return why(variable); }),
                      .text = managed_as(*present, variables),
                      .before = *present};
    if (carried_in(file.text) != carried_in(*present))
        return refuse({ErrorKind::conflict, "artifacts/management.json cannot be changed without its secrets",
                       "check whether a member of it stands there twice"});
    add(std::move(file));
}

/// The setting of the declaration that a variable comes from, or where it is kept.
std::string Renderer::why(std::string_view variable) const
{
    const auto wanted = std::ranges::find(wanted_, variable, &WantedKey::key);
    if (wanted != wanted_.end())
        return wanted->why;
    if (variable == extra_prefix || variable == "client_credentials")
        return "manager";
    const auto* key = setup_key(variable);
    if (key != nullptr && key->effect == KeyEffect::computed)
        return "issuer";
    return "setup.env";
}

/// A file with secrets is for its owner alone.
void Renderer::add_mode(RenderedFile& file) const
{
    const auto found = inputs_.files.modes.find(file.name);
    if (found == inputs_.files.modes.end() || (found->second & open_to_others) == 0)
        return;
    file.changes.push_back({.key = std::string(mode_key),
                            .seen = octal(found->second),
                            .wanted = "0600",
                            .why = "secrets",
                            .consequence = "other users of this host can read the secrets in it"});
}

void Renderer::add(RenderedFile file)
{
    add_mode(file);
    if (!file.changes.empty())
        made_.files.push_back(std::move(file));
}

/// The key of the data store is in force already, and the mode is nothing to configure.sh.
bool Renderer::needs_configure() const
{
    const auto file = std::ranges::find(made_.files, file_names::setup_env, &RenderedFile::name);
    return file != made_.files.end() && std::ranges::any_of(file->changes, [](const Change& change) {
               return change.key != key_of_data_store && change.key != mode_key;
           });
}

void Renderer::add_notes()
{
    const auto note = [&](std::string text) { made_.notes.push_back(std::move(text)); };
    if (inputs_.declared.device_login && inputs_.provider.device.empty())
        note("logins of devices without a browser are off: the provider's discovery document lists no "
             "device_authorization_endpoint");
    if (needs_configure())
        note("setup.env takes effect with ./configure.sh in that directory, and `docker compose up -d` in "
             "artifacts; configure.sh makes a new TURN password and relay secret each time, so restart every "
             "container");
    if (inputs_.declared.reverse_proxy.value_or(false))
        note(
            "behind a reverse proxy: docker-compose.yml publishes port 443 for the dashboard, management and "
            "signal; leave it to the proxy and take these ports out of it");
    if (std::ranges::find(made_.files, file_names::server_json, &RenderedFile::name) != made_.files.end())
        note("artifacts/management.json takes effect with `docker compose restart management` in artifacts");
    if (by_reference())
        note("the management container needs `env_file: ../management.env` in docker-compose.yml; without it "
             "the server has no valid secret, and nobody can sign in");
    if (by_reference() && carried_.data_store_key.empty())
        note("at its first start the server writes management.json again, with the secret itself in it: run "
             "this with --management-json afterwards");
    if (carried_.data_store_key.empty() && made_.refused.empty())
        note("there is no key of the data store yet: the server makes one at its first start; run this again "
             "then, before configure.sh runs a second time");
}

} // namespace

bool Rendering::strands_users() const
{
    return std::ranges::any_of(files, [](const RenderedFile& file) {
        return std::ranges::any_of(file.changes, &Change::strands_users);
    });
}

Rendering render(const RenderInputs& inputs)
{
    return Renderer(inputs).render();
}

} // namespace idpsync::standalone
