#include "cli/render/render_status.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/plan_words.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

using service::duration_text;
using service::LastChange;
using service::ProviderStatus;
using service::Standing;
using service::control::StatusDocument;

constexpr std::size_t widest_key_column = 24;
constexpr std::size_t standing_column = std::string_view("unverified").size();

std::string_view standing_words(Standing standing)
{
    return standing == Standing::in_sync ? "in sync" : to_string(standing);
}

struct Sign
{
    std::string_view text;
    Colour colour;
};

Sign sign_of(Standing standing)
{
    switch (standing)
    {
    case Standing::in_sync: return {"=", Colour::green};
    case Standing::unverified: return {"=", Colour::yellow};
    case Standing::drifted: return {"~", Colour::yellow};
    case Standing::held: return {"!", Colour::yellow};
    case Standing::conflict:
    case Standing::blocked:
    case Standing::failed: break;
    }
    return {"!", Colour::red};
}

class StatusText
{
public:
    StatusText(const StatusDocument& status, const StatusStyle& style)
        : status_(status), style_(style), paint_(style.colour)
    {}

    std::string text() &&;

private:
    void add_troubles();
    void add_trouble(std::string_view what, const std::string& text);
    void add_provider(const ProviderStatus& provider, std::size_t key_column);
    void add_login(const ProviderKey& key);
    void add_group_sync();
    void add_schedule();
    void add_summary();
    [[nodiscard]] std::string for_how_long(WallTime since) const
    {
        return duration_text(status_.now - since);
    }
    [[nodiscard]] std::string restart_text(const RestartNeeded& needed) const;
    [[nodiscard]] std::string change_text(const LastChange& change) const;
    [[nodiscard]] std::string broken_logins_text() const;
    [[nodiscard]] bool somebody_may_have_to_register() const;
    [[nodiscard]] std::string detail_of(const ProviderStatus& provider) const;

    const StatusDocument& status_;
    const StatusStyle& style_;
    Painter paint_;
    std::string out_;
};

std::string StatusText::text() &&
{
    const auto& state = status_.state;
    out_ += paint_(Colour::bold, "NetBird " + escaped(state.management_url));
    if (state.mode == Mode::observe)
        out_ += "  (mode: observe, nothing is written)";
    out_ += "\n\n";
    add_troubles();

    std::size_t key_column = 0;
    for (const auto& provider : state.providers)
        key_column = std::max(key_column, provider.key.str().size());
    for (const auto& provider : state.providers)
        add_provider(provider, std::min(key_column, widest_key_column));
    add_group_sync();
    if (!state.providers.empty() || state.group_sync)
        out_ += '\n';
    if (state.unmanaged != 0)
        out_ += std::to_string(state.unmanaged) + (state.unmanaged == 1 ? " connector" : " connectors") +
                " in NetBird not declared here: left alone\n";
    if (!state.redirect_uri.empty() && (style_.verbose || somebody_may_have_to_register()))
        out_ += "redirect URI to register at each provider: " + escaped(state.redirect_uri) + '\n';
    if (!state.audit_refused.empty())
        out_ += "who changed what in NetBird stays unknown: " + state.audit_refused + '\n';
    add_schedule();
    add_summary();
    return std::move(out_);
}

void StatusText::add_troubles()
{
    const auto& state = status_.state;
    const auto before = out_.size();
    if (status_.paused_until)
        add_trouble("paused", "for " + duration_text(*status_.paused_until - status_.now) +
                                  " more: nothing is written until then; `netbird-idp-sync resume` ends it");
    if (!state.config_rejected.empty())
        add_trouble("files", "wrong, configuration " + state.config_hash +
                                 " stays in force: " + state.config_rejected);
    else if (status_.files_differ)
        add_trouble("files", "not what is in force; `netbird-idp-sync reload` reads them");
    if (state.failure)
        add_trouble("failed", "the last pass" +
                                  (state.failing_since ? ", since " + for_how_long(*state.failing_since)
                                                       : std::string()) +
                                  ": " + state.failure->message);
    if (state.restart_needed)
        add_trouble("restart", restart_text(*state.restart_needed));
    if (out_.size() != before)
        out_ += '\n';
}

std::string StatusText::restart_text(const RestartNeeded& needed) const
{
    std::string keys;
    for (const auto& key : needed.providers)
        keys += (keys.empty() ? "" : ", ") + key.str();
    return "needed for " + for_how_long(needed.since) + ": logins with " + keys +
           " use what NetBird had before; restart NetBird, then `netbird-idp-sync ack-restart --generation " +
           std::to_string(needed.generation) + "`";
}

void StatusText::add_trouble(std::string_view what, const std::string& text)
{
    out_ += paint_(Colour::red, "! " + std::string(what)) + "  " + text + '\n';
}

void StatusText::add_provider(const ProviderStatus& provider, std::size_t key_column)
{
    const auto sign = sign_of(provider.standing);
    out_ += paint_(sign.colour, std::string(sign.text) + ' ' + padded(provider.key.str(), key_column) + "  " +
                                    padded(standing_words(provider.standing), standing_column)) +
            "  for " + for_how_long(provider.since);
    if (const auto detail = detail_of(provider); !detail.empty())
        out_ += "  " + detail;
    out_ += '\n';
    const auto authors = provider.reason == Reason::deleted_outside ? "" : authors_words(provider.drift);
    if (!authors.empty())
        out_ += "    " + authors + '\n';
    if (!provider.next.empty())
        out_ += "    " + paint_(Colour::bold, "next: ") + provider.next + '\n';
    add_login(provider.key);
    if (style_.verbose && provider.in_sync() && provider.error)
        out_ += "    " + paint_(Colour::faint, "last error: ") + for_how_long(provider.error->when) +
                " ago: " + provider.error->message + '\n';
}

void StatusText::add_login(const ProviderKey& key)
{
    const auto found = status_.state.logins.find(key);
    if (found == status_.state.logins.end() || !found->second.finding)
        return;
    const auto& [state, since, finding, looked_at, up, certificate, secret] = found->second;
    out_ += "    " + paint_(Colour::red, "logins broken") +
            (since ? " for " + for_how_long(*since) : std::string()) + ": " + finding->evidence + "\n";
    if (!finding->next.empty())
        out_ += "    " + paint_(Colour::bold, "next: ") + finding->next + '\n';
}

void StatusText::add_group_sync()
{
    const auto& settings = status_.state.group_sync;
    if (!settings)
        return;
    const auto sign = sign_of(settings->standing);
    out_ += paint_(sign.colour, std::string(sign.text) + " group_sync  " +
                                    std::string(standing_words(settings->standing)));
    if (settings->standing != Standing::in_sync)
        out_ +=
            "  " + (settings->problem.empty() ? std::string(words_for(settings->reason)) : settings->problem);
    out_ += '\n';
    if (!settings->next.empty())
        out_ += "    " + paint_(Colour::bold, "next: ") + settings->next + '\n';
}

std::string StatusText::detail_of(const ProviderStatus& provider) const
{
    auto change = provider.change ? change_text(*provider.change) : std::string();
    if (provider.standing == Standing::in_sync)
        return change;
    auto why = provider.problem.empty() ? std::string(words_for(provider.reason)) : provider.problem;
    return change.empty() ? why : why + "; " + change;
}

std::string StatusText::change_text(const LastChange& change) const
{
    return escaped(change.what) + ' ' + for_how_long(change.when) + " ago (" +
           std::string(to_string(change.cause)) + (change.who.empty() ? "" : ", " + change.who) + ')';
}

void StatusText::add_schedule()
{
    const auto& state = status_.state;
    if (state.pass_under_way)
        out_ += "a pass is under way";
    else
        out_ += "next pass in " + duration_text(status_.next_pass - status_.now);
    if (state.last_pass)
        out_ += ", the last was " + for_how_long(*state.last_pass) + " ago";
    if (state.started)
        out_ += "; running for " + for_how_long(*state.started);
    out_ += "; configuration " + state.config_hash + '\n';
}

bool StatusText::somebody_may_have_to_register() const
{
    const auto& state = status_.state;
    return !broken_logins_text().empty() ||
           std::ranges::any_of(state.providers, [](const ProviderStatus& provider) {
               return provider.reason == Reason::preflight_refused;
           });
}

/// ", logins with a, b broken", or empty.
std::string StatusText::broken_logins_text() const
{
    std::string keys;
    for (const auto& [key, login] : status_.state.logins)
        if (login.state == service::LoginHealth::State::broken)
            keys += (keys.empty() ? "" : ", ") + key.str();
    return keys.empty() ? keys : ", logins with " + keys + " broken";
}

void StatusText::add_summary()
{
    const auto& providers = status_.state.providers;
    const auto in_sync = std::count_if(providers.begin(), providers.end(),
                                       [](const ProviderStatus& one) { return one.in_sync(); });
    std::string others;
    for (const auto& provider : providers)
        if (!provider.in_sync())
            others += (others.empty() ? ", not " : ", ") + provider.key.str();
    if (status_.state.passes == 0)
        out_ += "Status: the first pass has not ended yet";
    else
        out_ += "Status: " + std::to_string(in_sync) + " of " + std::to_string(providers.size()) +
                " providers in sync" + others +
                (status_.state.group_sync && status_.state.group_sync->standing != Standing::in_sync
                     ? ", group sync not as declared"
                     : "") +
                broken_logins_text();
    if (status_.in_sync && !status_.fresh)
        out_ += ", but nothing was looked at for longer than three intervals";
    out_ += ".\n";
}

} // namespace

std::string render_status(const StatusDocument& status, const StatusStyle& style)
{
    return StatusText(status, style).text();
}

} // namespace idpsync::cli
