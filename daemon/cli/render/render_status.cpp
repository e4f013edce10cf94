#include "cli/render/render_status.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/plan_words.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "service/history_shape.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

using service::LastChange;
using service::ProviderStatus;
using service::control::StatusDocument;

/// One line about a provider or the settings, and what stands below it.
struct Row
{
    std::string name;
    const Condition* condition;
    const ProviderStatus* provider = nullptr; ///< nothing: no pass has made anything of it
    const service::LoginStatus* login = nullptr;
};

Sign condition_sign(const Condition& condition)
{
    switch (condition.health())
    {
    case Health::well: return {"=", Colour::green};
    case Health::attention: return {"=", Colour::yellow};
    case Health::unknown: return {"?", Colour::yellow};
    case Health::not_well: break;
    }
    const bool a_pass_writes_it =
        condition.id == ConditionId::pending || condition.id == ConditionId::drifted;
    return a_pass_writes_it ? Sign{"~", Colour::yellow} : Sign{"!", Colour::red};
}

bool is_broken(const Row& row)
{
    return row.login != nullptr && row.login->state == service::LoginHealth::State::broken;
}

bool is_looked_at(const service::LoginStatus* login)
{
    return login != nullptr && login->next_look;
}

class StatusText
{
public:
    StatusText(const StatusDocument& status, const StatusStyle& style)
        : status_(status), style_(style), paint_(style.colour)
    {}

    std::string text() &&;

private:
    [[nodiscard]] std::vector<Row> rows() const;
    [[nodiscard]] bool hidden(const Row& row, bool fold) const;
    void add_service();
    void add_rows();
    void add_row(const Row& row, std::size_t name_column, std::size_t word_column);
    void add_below(const Row& row);
    void add_remarks();
    void add_token();
    void add_schedule();
    void add_unseen_logins(const Row& row);
    [[nodiscard]] std::string unseen_words(const service::LoginStatus& login) const;
    [[nodiscard]] bool nobody_looks() const;
    void add_next(const std::string& next);
    [[nodiscard]] std::string for_how_long(WallTime since) const
    {
        return duration_text(status_.now - since);
    }
    [[nodiscard]] std::string how_long(const Row& row) const;
    [[nodiscard]] std::string detail_of(const Row& row) const;
    [[nodiscard]] std::string change_text(const LastChange& change) const;
    [[nodiscard]] bool somebody_may_have_to_register() const;

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
    add_service();
    add_rows();
    add_remarks();
    add_token();
    add_schedule();
    out_ += "Status: " + verdict(status_.conditions) + ".\n";
    return std::move(out_);
}

void StatusText::add_service()
{
    const auto before = out_.size();
    for (const auto& condition : status_.conditions.service)
    {
        if (condition.id == ConditionId::running || condition.id == ConditionId::observing)
            continue;
        out_ += paint_(condition.fine() ? Colour::yellow : Colour::red,
                       "! " + std::string(condition.row().word)) +
                "  " + condition.text + '\n';
        add_next(condition.next);
    }
    if (out_.size() != before)
        out_ += '\n';
}

/// The worst first.
std::vector<Row> StatusText::rows() const
{
    const auto& state = status_.state;
    std::vector<Row> rows;
    for (const auto& [key, condition] : status_.conditions.providers)
    {
        const auto provider = std::ranges::lower_bound(state.providers, key, {}, &ProviderStatus::key);
        const auto login = state.logins.find(key);
        rows.push_back(
            {.name = key.str(),
             .condition = &condition,
             .provider = provider != state.providers.end() && provider->key == key ? &*provider : nullptr,
             .login = login == state.logins.end() ? nullptr : &login->second});
    }
    if (const auto& settings = status_.conditions.group_sync)
        rows.push_back({.name = std::string(service::settings_name), .condition = &*settings});
    std::ranges::sort(rows, [](const Row& left, const Row& right) {
        const auto urgency = [](const Row& row) {
            return std::pair(row.condition->health(), row.condition->id);
        };
        return urgency(left) != urgency(right) ? urgency(left) > urgency(right) : left.name < right.name;
    });
    return rows;
}

bool StatusText::hidden(const Row& row, bool fold) const
{
    return fold && row.condition->health() == Health::well && !is_broken(row);
}

void StatusText::add_rows()
{
    const auto all = rows();
    const auto well = std::ranges::count_if(all, [&](const Row& row) { return hidden(row, true); });
    const bool fold = style_.problems || (!style_.verbose && static_cast<std::size_t>(well) > most_well_rows);
    std::size_t name_column = 0;
    std::size_t word_column = 0;
    for (const auto& row : all)
        if (!hidden(row, fold))
        {
            name_column = std::max(name_column, std::min(row.name.size(), widest_key_column));
            word_column = std::max(word_column, row.condition->row().word.size());
        }
    for (const auto& row : all)
        if (!hidden(row, fold))
            add_row(row, name_column, word_column);
    if (fold && well != 0)
        out_ += paint_(Colour::green, "= " + std::to_string(well) +
                                          (style_.problems ? " in sync" : " in sync (-v lists them)")) +
                '\n';
    if (!all.empty())
        out_ += '\n';
}

void StatusText::add_row(const Row& row, std::size_t name_column, std::size_t word_column)
{
    const auto sign = condition_sign(*row.condition);
    std::string line = paint_(sign.colour, std::string(sign.text) + ' ' + padded(row.name, name_column) +
                                               "  " + padded(row.condition->row().word, word_column));
    const auto since = how_long(row);
    const auto detail = detail_of(row);
    line += since.empty() ? "" : "  for " + since;
    line += detail.empty() ? "" : "  " + detail;
    out_ += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    add_below(row);
}

void StatusText::add_below(const Row& row)
{
    const auto* provider = row.provider;
    if (provider != nullptr && provider->reason != Reason::deleted_outside)
        if (const auto authors = authors_words(provider->drift); !authors.empty())
            out_ += "    " + authors + '\n';
    add_next(row.condition->next);
    if (is_broken(row) && row.condition->id != ConditionId::login_broken && row.login->finding)
    {
        out_ += "    " + paint_(Colour::red, "logins broken") +
                (row.login->since ? " for " + for_how_long(*row.login->since) : std::string()) + ": " +
                row.login->finding->evidence + "\n";
        add_next(row.login->finding->next);
    }
    add_unseen_logins(row);
    if (provider != nullptr && provider->rotating_since)
        out_ += "    new client_secret for " + for_how_long(*provider->rotating_since) +
                ": the one before it works, too, until NetBird's login service uses the new one\n";
    if (provider != nullptr && provider->logins_fail_since)
        out_ += "    logins through it fail since " + for_how_long(*provider->logins_fail_since) +
                ": its client_secret was replaced, and NetBird's management server was not restarted since\n";
    constexpr std::chrono::hours news{24};
    if (provider != nullptr && provider->secret_removed &&
        (style_.verbose || status_.now < *provider->secret_removed + news))
        out_ += "    its old client_secret was removed " + for_how_long(*provider->secret_removed) + " ago\n";
    if (style_.verbose && provider != nullptr && provider->in_sync() && provider->error)
        out_ += "    " + paint_(Colour::faint, "last error: ") + provider->error->message + ", seen last " +
                for_how_long(provider->error->when) + " ago\n";
}

/// What nobody has seen of its logins, although nothing is known to be wrong.
void StatusText::add_unseen_logins(const Row& row)
{
    const auto* provider = row.provider;
    const bool is_there = provider != nullptr && provider->in_sync() && row.condition->fine();
    if (!is_there || !is_looked_at(row.login))
        return;
    const bool ready = row.login->state == service::LoginHealth::State::ready;
    if (ready && row.login->beyond.empty())
        return;
    out_ += "    " + paint_(Colour::faint, ready ? "logins ready" : "logins unknown") + ": " +
            unseen_words(*row.login) + '\n';
}

std::string StatusText::unseen_words(const service::LoginStatus& login) const
{
    std::string words = login.looked_at ? login.unseen : "not checked yet";
    if (!login.beyond.empty())
        append_part(words, login.beyond, "; ");
    if (login.looked_at)
        words += "; checked " + for_how_long(*login.looked_at) + " ago";
    return words + ", next check in " + duration_text(*login.next_look - status_.now);
}

/// Once for all: where nobody looks, nobody looks at any.
bool StatusText::nobody_looks() const
{
    const auto& state = status_.state;
    const auto is_there = [](const ProviderStatus& provider) {
        return provider.id && provider.reason != Reason::released && provider.reason != Reason::already_gone;
    };
    return std::ranges::any_of(state.providers, is_there) &&
           std::ranges::none_of(state.logins, [](const auto& one) { return is_looked_at(&one.second); });
}

void StatusText::add_next(const std::string& next)
{
    if (!next.empty())
        out_ += "    " + paint_(Colour::bold, "next: ") + next + '\n';
}

/// Since when it is in this condition, where that is known.
std::string StatusText::how_long(const Row& row) const
{
    switch (row.condition->id)
    {
    case ConditionId::login_broken:
        return row.login != nullptr && row.login->since ? for_how_long(*row.login->since) : std::string();
    case ConditionId::restart_needed: {
        const auto& needed = status_.state.restart_needed;
        return needed ? for_how_long(needed->since) : std::string();
    }
    case ConditionId::unknown:
    case ConditionId::unverified:
    case ConditionId::unverified_for_long: return {};
    default: return row.provider == nullptr ? std::string() : for_how_long(row.provider->since);
    }
}

std::string StatusText::detail_of(const Row& row) const
{
    const auto change =
        row.provider != nullptr && row.provider->change ? change_text(*row.provider->change) : std::string();
    const auto& why = row.condition->text;
    return why.empty() || change.empty() ? why + change : why + "; " + change;
}

std::string StatusText::change_text(const LastChange& change) const
{
    return escaped(change.what) + ' ' + for_how_long(change.when) + " ago (" +
           std::string(to_string(change.cause)) + (change.who.empty() ? "" : ", " + change.who) + ')';
}

void StatusText::add_remarks()
{
    const auto& state = status_.state;
    const auto others = state.unmanaged - std::min(state.unmanaged, state.omitted.size());
    if (others != 0)
        out_ += std::to_string(others) + (others == 1 ? " connector" : " connectors") +
                " in NetBird not declared here: left alone\n";
    if (!state.redirect_uri.empty() && (style_.verbose || somebody_may_have_to_register()))
        out_ += "redirect URI to register at each provider: " + escaped(state.redirect_uri) + '\n';
    if (nobody_looks())
        out_ += "whether logins work is unknown, because verify is off\n";
    if (!state.audit_refused.empty())
        out_ += "who changed what in NetBird stays unknown: " + state.audit_refused + '\n';
}

/// Where the daemon renews it, or everything is asked for.
void StatusText::add_token()
{
    const auto& [within, problem, next, failed] = status_.state.token_renewal;
    const auto& end = status_.state.token_expires;
    const bool renews = within.count() != 0;
    if (!renews && !(style_.verbose && end))
        return;
    out_ += "access token: " +
            (end ? "expires " + format_timestamp(*end).substr(0, 10) +
                       (*end > status_.now ? " (in " + duration_text(*end - status_.now) + ")" : "")
                 : std::string("its end is not known yet"));
    out_ += renews ? ", renewed by the daemon " + duration_text(within) + " before\n" : "\n";
    if (problem.empty() || failed) // a condition says why it failed
        return;
    out_ += "renewal of the access token: " + problem + '\n';
    add_next(next);
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
    out_ += "; configuration " + state.config_hash;
    if (!state.config_revision.name.empty())
        out_ += ", revision " + escaped(state.config_revision.name);
    out_ += '\n';
    if (!state.config_revision.problem.empty())
        out_ += "the revision of the configuration is not known: " + state.config_revision.problem + '\n';
}

bool StatusText::somebody_may_have_to_register() const
{
    return !status_.conditions.logins_broken.empty() ||
           std::ranges::any_of(status_.state.providers, [](const ProviderStatus& provider) {
               return provider.reason == Reason::preflight_refused;
           });
}

} // namespace

std::string render_status(const StatusDocument& status, const StatusStyle& style)
{
    return StatusText(status, style).text();
}

} // namespace idpsync::cli
