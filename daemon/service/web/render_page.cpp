#include "service/web/render_page.hpp"

#include "core/duration_text.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "crypto/base64.hpp"
#include "crypto/digest.hpp"
#include "service/web/can_sign_in.hpp"
#include "service/web/html.hpp"
#include "service/web/page_parts.hpp"

#include <algorithm>
#include <map>
#include <ranges>

namespace idpsync::service {
namespace {

/// Where an answer is told by more than its colour.
std::string_view words_for(CanSignIn can)
{
    switch (can)
    {
    case CanSignIn::yes: return "people can sign in";
    case CanSignIn::no: return "nobody can sign in";
    case CanSignIn::unknown: break;
    }
    return "not known whether people can sign in";
}

std::string_view words_for(LoginDay day)
{
    switch (day)
    {
    case LoginDay::nothing: return "not checked";
    case LoginDay::ready: return "ready";
    case LoginDay::partly: return "partly known";
    case LoginDay::unknown: return "not known";
    case LoginDay::broken: return "broken";
    }
    return "not checked";
}

std::string of_class(std::string_view name)
{
    return "class=\"" + std::string(name) + '"';
}

/// Raw text, shown as commands and addresses are.
std::string code(const std::string& text)
{
    return element("code", html_escaped(escaped(text)));
}

/// With a button that copies it, where there is a script.
std::string copied(const std::string& text)
{
    const auto shown = html_escaped(escaped(text));
    return element("code", shown) + " <button hidden type=\"button\" data-copy=\"" + shown +
           "\" aria-label=\"Copy " + shown + "\">Copy</button>";
}

/// A sentence of next steps; what stands between ` in it is a command.
std::string next_step(const std::string& next)
{
    if (next.empty())
        return {};
    return element("p",
                   "Next: " + html_escaped(next) + " <button hidden type=\"button\" data-copy=\"" +
                       html_escaped(next) + "\" aria-label=\"Copy the next step\">Copy</button>",
                   of_class("next"));
}

/// What may be wider than a small screen; it is scrolled by keys, too.
std::string scrolled(std::string_view label, std::string_view table)
{
    return element("div", table,
                   "class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + std::string(label) +
                       '"');
}

/// What is usual is short.
std::string cell(std::chrono::sys_days day, LoginDay state)
{
    if (state == LoginDay::nothing)
        return "<li></li>";
    const std::string word(to_string(state));
    const auto title = state == LoginDay::ready ? std::string()
                                                : " title=\"" + format_timestamp(day).substr(0, 10) + ": " +
                                                      std::string(words_for(state)) + '"';
    return element("li", "", of_class(word) + title);
}

class PageText
{
public:
    explicit PageText(const PageView& view) : view_(view), status_(view.status) {}

    std::string text() const;

private:
    [[nodiscard]] std::string head() const;
    [[nodiscard]] std::string main_part() const;
    [[nodiscard]] std::string banners() const;
    [[nodiscard]] std::string providers() const;
    [[nodiscard]] std::string provider(const ProviderKey& key, const Condition& condition) const;
    [[nodiscard]] std::string drift_of(const ProviderStatus& provider) const;
    [[nodiscard]] std::string login_of(const ProviderKey& key) const;
    [[nodiscard]] std::string strip_of(const ProviderKey& key) const;
    [[nodiscard]] std::string group_sync() const;
    [[nodiscard]] std::string what_ends() const;
    [[nodiscard]] std::string changes() const;
    [[nodiscard]] std::string revision() const;
    [[nodiscard]] std::string foot() const;
    [[nodiscard]] CanSignIn can(const ProviderKey& key) const
    {
        return can_sign_in(status_.conditions, status_.state.logins, key);
    }
    [[nodiscard]] std::string ago(WallTime when) const { return duration_text(status_.now - when) + " ago"; }

    const PageView& view_;
    const control::StatusDocument& status_;
};

std::string PageText::text() const
{
    return "<!doctype html>\n<html lang=\"en\">" + head() + "<body>" + main_part() +
           element("script", page_script) + "</body></html>\n";
}

std::string PageText::head() const
{
    return element("head", "<meta charset=\"utf-8\">"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                           "<link rel=\"icon\" href=\"data:,\">"
                           "<noscript><meta http-equiv=\"refresh\" content=\"60\"></noscript>" +
                               element("title", "Can people sign in? " +
                                                    html_escaped(escaped(status_.state.management_url))) +
                               element("style", page_style));
}

std::string PageText::main_part() const
{
    const auto answer = can_people_sign_in(status_);
    return element(
        "main",
        element("h1", "Can people sign in?") +
            element("p", html_escaped(answer.text),
                    "class=\"answer " + std::string(to_string(answer.can)) + "\" role=\"status\"") +
            element("p",
                    "The daemon does not answer: this is how it was " + format_timestamp(status_.now) + ".",
                    "id=\"stale\" class=\"banner bad\" role=\"alert\"") +
            banners() + providers() + group_sync() + what_ends() + changes() + foot());
}

std::string PageText::banners() const
{
    std::string out;
    for (const auto& condition : status_.conditions.service)
    {
        if (condition.id == ConditionId::running)
            continue;
        const auto text = element("strong", html_escaped(condition.row().word)) +
                          (condition.text.empty() ? "" : ": " + html_escaped(condition.text));
        out += element("div", element("p", text) + next_step(condition.next),
                       of_class(condition.fine() ? "banner" : "banner bad"));
    }
    return out;
}

/// The worst first.
std::string PageText::providers() const
{
    auto sorted = status_.conditions.providers;
    std::ranges::sort(sorted, [&](const auto& one, const auto& other) {
        const auto mine = std::pair(can(one.first), one.second.health());
        const auto theirs = std::pair(can(other.first), other.second.health());
        return mine != theirs ? mine > theirs : one.first < other.first;
    });
    std::string out;
    for (const auto& [key, condition] : sorted)
        out += provider(key, condition);
    return out.empty() ? out : element("h2", "Providers") + out;
}

std::string PageText::provider(const ProviderKey& key, const Condition& condition) const
{
    const auto answer = can(key);
    const auto& all = status_.state.providers;
    const auto known = std::ranges::find(all, key, &ProviderStatus::key);
    auto title = element("span", html_escaped(key.str())) +
                 element("span", html_escaped(words_for(answer)), of_class(to_string(answer))) +
                 element("span", "NetBird: " + std::string(condition.row().word), of_class("faint"));
    auto out = element("h3", title);
    if (!condition.text.empty())
        out += element("p", html_escaped(condition.text));
    out += next_step(condition.next) + login_of(key);
    if (known != all.end())
    {
        out += drift_of(*known);
        if (known->rotating_since)
            out += element("p", "A new client secret was made " + ago(*known->rotating_since) +
                                    ". The one before it works, too, until NetBird's login service uses the "
                                    "new one.");
        if (known->logins_fail_since)
            out += element("p", "Its client secret was replaced " + ago(*known->logins_fail_since) +
                                    ". Logins fail until NetBird's management server is restarted.");
    }
    return element("section", out + strip_of(key), of_class("provider"));
}

std::string PageText::drift_of(const ProviderStatus& provider) const
{
    std::string out;
    for (const auto& drift : provider.drift)
    {
        auto text = drift.kind == Drift::Kind::missing
                        ? std::string("deleted in NetBird")
                        : (drift.field.empty() ? std::string() : html_escaped(escaped(drift.field))) + ": " +
                              code(drift.desired) + " → " + code(drift.observed);
        if (drift.authors.known())
            text += ", by " + html_escaped(escaped(drift.authors.by)) + " at " +
                    html_escaped(escaped(drift.authors.at));
        out += element("li", text);
    }
    return out.empty() ? out : element("ul", out);
}

/// What of its logins was not seen, or what hinders them beside what the condition says.
std::string PageText::login_of(const ProviderKey& key) const
{
    const auto found = status_.state.logins.find(key);
    if (found == status_.state.logins.end())
        return element("p", "Nobody has checked its logins.", of_class("faint"));
    const auto& login = found->second;
    std::string out;
    const auto* condition = status_.conditions.find(key);
    const bool told = condition != nullptr && condition->id == ConditionId::login_broken;
    if (login.state == LoginHealth::State::broken && login.finding && !told)
        out += element("p", "Logins are broken: " + html_escaped(login.finding->evidence)) +
               next_step(login.finding->next);
    std::string seen = login.looked_at ? "Checked " + ago(*login.looked_at) : "Not checked yet";
    if (login.next_look)
        seen += ", next check in " + duration_text(*login.next_look - status_.now);
    if (login.looked_at && !login.unseen.empty())
        seen += ". Not seen: " + login.unseen;
    if (!login.beyond.empty())
        seen += ". Cannot be checked: " + login.beyond;
    return out + element("p", html_escaped(seen + "."), of_class("faint"));
}

std::string PageText::strip_of(const ProviderKey& key) const
{
    const auto days = view_.days.of(key, status_.now);
    std::map<LoginDay, unsigned> counts;
    std::string cells;
    auto day = std::chrono::floor<std::chrono::days>(status_.now) - std::chrono::days(LoginDays::kept - 1);
    for (const auto one : days)
    {
        ++counts[one];
        cells += cell(day, one);
        day += std::chrono::days(1);
    }
    std::string words;
    for (const auto& [state, count] : counts)
        append_part(words, std::to_string(count) + ' ' + std::string(words_for(state)));
    return element("ol", cells,
                   "class=\"strip\" role=\"img\" aria-label=\"Logins of the last 30 days: " + words + "\"") +
           element("p", "Logins of the last 30 days: " + words, of_class("faint"));
}

std::string PageText::group_sync() const
{
    const auto& condition = status_.conditions.group_sync;
    if (!condition)
        return {};
    auto out =
        element("h3", element("span", "Group sync") + element("span", html_escaped(condition->row().word),
                                                              of_class(condition->fine() ? "yes" : "no")));
    if (!condition->text.empty())
        out += element("p", html_escaped(condition->text));
    return element("section", out + next_step(condition->next), of_class("provider"));
}

/// The first first.
std::string PageText::what_ends() const
{
    std::multimap<WallTime, std::string> ends;
    if (const auto& token = status_.state.token_expires)
        ends.emplace(*token, "the access token for NetBird");
    for (const auto& [key, login] : status_.state.logins)
    {
        if (login.client_secret_expires)
            ends.emplace(*login.client_secret_expires, "the client secret of " + key.str());
        if (login.registration_expires)
            ends.emplace(*login.registration_expires, "the registration token of " + key.str());
        if (login.certificate_expires)
            ends.emplace(*login.certificate_expires, "a certificate of " + key.str());
    }
    std::string rows;
    for (const auto& [when, what] : ends)
    {
        const bool over = when <= status_.now;
        rows += element("tr", element("td", html_escaped(what)) +
                                  element("td", over ? "expired" : "in " + duration_text(when - status_.now),
                                          over ? of_class("no") : std::string()) +
                                  element("td", format_timestamp(when).substr(0, 10)));
    }
    if (rows.empty())
        return {};
    return element("h2", "What expires") +
           scrolled("What expires",
                    element("table", "<thead><tr><th scope=\"col\">What</th><th scope=\"col\">When</th>"
                                     "<th scope=\"col\">Day (UTC)</th></tr></thead>" +
                                         element("tbody", rows)));
}

std::string PageText::changes() const
{
    std::string rows;
    for (const auto& change : std::views::reverse(view_.changes))
    {
        auto what = change.what + (change.client ? " at the provider" : "");
        if (!change.fields.empty())
            what += ": " + joined(change.fields);
        rows += element("tr", element("td", format_timestamp(change.when)) +
                                  element("td", html_escaped(subject_of(change))) +
                                  element("td", html_escaped(escaped(what))) +
                                  element("td", html_escaped(to_string(change.cause))) +
                                  element("td", html_escaped(escaped(change.authors.by))));
    }
    if (rows.empty())
        return {};
    return element("h2", "Last changes") +
           scrolled("Last changes",
                    element("table", "<thead><tr><th scope=\"col\">When</th><th scope=\"col\">What</th>"
                                     "<th scope=\"col\">Change</th><th scope=\"col\">Why</th>"
                                     "<th scope=\"col\">Who</th></tr></thead>" +
                                         element("tbody", rows)));
}

std::string PageText::revision() const
{
    const auto& [name, problem] = status_.state.config_revision;
    if (!name.empty())
        return ", revision " + html_escaped(escaped(name));
    return problem.empty() ? std::string() : ", revision not known (" + html_escaped(problem) + ')';
}

std::string PageText::foot() const
{
    const auto& state = status_.state;
    auto out = element("p", "NetBird: " + code(state.management_url) +
                                (state.mode == Mode::observe ? " (nothing is written: mode observe)" : ""));
    if (!state.redirect_uri.empty())
        out += element("p", "Redirect URI for each provider: " + copied(state.redirect_uri));
    out += element("p", "As of " + format_timestamp(status_.now) + "; next pass in " +
                            duration_text(status_.next_pass - status_.now) +
                            (state.last_pass ? ", the last was " + ago(*state.last_pass) : std::string()) +
                            "; configuration " + html_escaped(escaped(state.config_hash)) + revision() +
                            "; netbird-idp-sync " + html_escaped(status_.program_version));
    return element("footer", out);
}

std::string hash_of(std::string_view text)
{
    const auto digest = crypto::sha256(text);
    const std::string bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
    return "'sha256-" + crypto::encode_base64(bytes) + '\'';
}

} // namespace

std::string render_page(const PageView& view)
{
    return PageText(view).text();
}

std::string page_policy()
{
    return "default-src 'none'; script-src " + hash_of(page_script) + "; style-src " + hash_of(page_style) +
           "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

} // namespace idpsync::service
