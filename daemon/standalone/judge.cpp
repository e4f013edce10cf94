#include "standalone/judge.hpp"

#include "core/text.hpp"
#include "standalone/configured.hpp"
#include "standalone/key_forms.hpp"
#include "standalone/keys.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace idpsync::standalone {
namespace {

struct Words
{
    std::string_view what;
    std::string_view next;
};

Words words_of(ShellTrouble trouble)
{
    switch (trouble)
    {
    case ShellTrouble::substitution:
        return {"the shell runs a command to get this value", "write the value itself, in single quotes"};
    case ShellTrouble::shell_operator:
        return {"; & | < > ( and ) outside of quotes make the shell run or write something",
                "put the value in single quotes, and nothing behind it"};
    case ShellTrouble::stray_word:
        return {"the shell runs the word behind this value as a command",
                "put the whole value in single quotes"};
    case ShellTrouble::command:
        return {"this is no assignment: the shell runs it as a command",
                "write KEY='value', without blanks around the equals sign"};
    case ShellTrouble::unknown_expansion:
        return {"the value depends on the shell that reads it", "write the value itself, in single quotes"};
    case ShellTrouble::compound:
        return {"lists and additions to a value are not read here", "write KEY='value' in one line"};
    case ShellTrouble::open_quote: return {"a quote or bracket is never closed", "close it"};
    case ShellTrouble::carriage_return:
        return {"the line ends with a carriage return, which the shell makes a part of the value",
                "save the file with Unix line ends, for example with dos2unix"};
    case ShellTrouble::control_character: return {"a control character stands here", "remove it"};
    case ShellTrouble::too_long: break;
    }
    return {"the value grows too long by what it refers to", "write the value itself, in single quotes"};
}

/// Looks at one file.
class Judge
{
public:
    explicit Judge(const SetupEnv& setup) : setup_(setup) {}

    std::vector<SetupFinding> findings() &&;

private:
    void look_at_troubles();
    void look_at(const Assignment& one, const SetupKey& key);
    void look_at_value(const Assignment& one, const SetupKey& key);
    void look_at_unknown(const Assignment& one);
    void look_at_repeated();
    void add(SetupFault fault, Severity severity, const Assignment& one, std::string what, std::string next);

    const SetupEnv& setup_;
    std::vector<SetupFinding> found_;
};

std::vector<SetupFinding> Judge::findings() &&
{
    look_at_troubles();
    for (const auto& one : setup_.assignments)
    {
        if (setup_.find(one.key) != &one)
            continue;
        if (const auto* key = setup_key(one.key))
            look_at(one, *key);
        else
            look_at_unknown(one);
    }
    look_at_repeated();
    std::ranges::sort(found_, {},
                      [](const SetupFinding& one) { return std::tie(one.line, one.key, one.fault); });
    return std::move(found_);
}

/// A file with Windows line ends has them everywhere: once is enough.
void Judge::look_at_troubles()
{
    bool line_ends = false;
    for (const auto& [what, line, key] : setup_.troubles)
    {
        if (what == ShellTrouble::carriage_return && std::exchange(line_ends, true))
            continue;
        const auto words = words_of(what);
        found_.push_back({SetupFault::not_data, Severity::error, line, escaped(key), std::string(words.what),
                          std::string(words.next)});
    }
}

void Judge::look_at(const Assignment& one, const SetupKey& key)
{
    const std::string note(key.note);
    switch (key.effect)
    {
    case KeyEffect::counts: return look_at_value(one, key);
    case KeyEffect::overwritten:
        return add(SetupFault::idle_key, Severity::hint, one,
                   "has no effect: base.setup.env assigns it again", note);
    case KeyEffect::computed:
        return add(SetupFault::idle_key, Severity::hint, one,
                   "has no effect: configure.sh works it out itself", note);
    case KeyEffect::outdated:
        if (setup_.find("NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT") != nullptr)
            add(SetupFault::idle_key, Severity::hint, one,
                "has no effect beside NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT", "take it out");
        return;
    case KeyEffect::if_exported:
        if (!setup_.exported.contains(key.name))
            add(SetupFault::not_exported, Severity::warning, one, "has no effect without export",
                "write export in front of it, or take it out");
        return;
    }
}

void Judge::look_at_value(const Assignment& one, const SetupKey& key)
{
    if (!one.value || one.value->empty())
        return;
    if (key.form == KeyForm::domain)
    {
        if (auto why = objection_to_domain(*one.value); !why.empty())
            add(SetupFault::unusable_domain, Severity::error, one, std::move(why),
                "write the name of NetBird's host, such as netbird.example.com");
    }
    else if (auto why = objection_to_value(key, *one.value); !why.empty())
        add(SetupFault::unusable_value, Severity::error, one, std::move(why), {});
    else if (key.name == "NETBIRD_AUTH_CLIENT_SECRET")
        add(SetupFault::published_secret, Severity::warning, one,
            "the management server hands this secret to everybody who asks, without a login",
            "make the client public at the provider, and take the secret out");
    else if (key.name == "NETBIRD_AUTH_USER_ID_CLAIM" && *one.value != "sub")
        add(SetupFault::users_by_claim, Severity::warning, one,
            "users are known by the claim " + quoted(*one.value, 80) + " instead of sub",
            "leave it as it is where users exist: with another claim each of them becomes a new user");
}

/// What is exported or referred to may be meant for something else.
void Judge::look_at_unknown(const Assignment& one)
{
    if (setup_.exported.contains(one.key) || setup_.referred.contains(one.key))
        return;
    const auto meant = nearest_setup_key(one.key);
    const bool is_extra = one.key.starts_with(extra_prefix);
    add(SetupFault::unknown_key, Severity::warning, one,
        is_extra ? "has no effect: it becomes " + escaped(extra_name(one.key)) +
                       ", which no manager of users reads"
                 : "has no effect: configure.sh knows no such key",
        meant.empty() ? "take it out" : "did you mean " + std::string(meant) + "?");
}

void Judge::look_at_repeated()
{
    std::map<std::string_view, const Assignment*> seen;
    for (const auto& one : setup_.assignments)
        if (const auto [first, is_first] = seen.emplace(one.key, &one); !is_first)
            add(SetupFault::repeated_key, Severity::hint, one,
                "stands in line " + std::to_string(first->second->line) + ", too; the last one counts",
                "take one out");
}

void Judge::add(SetupFault fault, Severity severity, const Assignment& one, std::string what,
                std::string next)
{
    found_.push_back({fault, severity, one.line, escaped(one.key), std::move(what), std::move(next)});
}

} // namespace

std::vector<SetupFinding> judge(const SetupEnv& setup)
{
    return Judge(setup).findings();
}

} // namespace idpsync::standalone
