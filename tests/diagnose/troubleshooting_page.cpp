#include "diagnose/troubleshooting_page.hpp"

#include "core/next_command.hpp"
#include "diagnose/alert_sections.hpp"
#include "diagnose/catalogue.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace idpsync::test {
namespace {

using diagnose::Area;
using diagnose::CatalogueEntry;

constexpr std::string_view introduction =
    R"(# When users cannot sign in

```
netbird-idp-sync doctor
```

checks NetBird and every provider, and names what is wrong as one of the findings below, most urgent first. Its next step names the place at that provider. `doctor --json` has the same names ([doctor-json.md](doctor-json.md)).

Severities: an *error* stops logins, or this tool; a *warning* stops some, or will; a *hint* may be meant so; *unknown* says that nobody can tell from here. A name in braces stands for a value of the case.
)";

struct Chapter
{
    Area area;
    std::string_view title;
};

constexpr std::array chapters{
    Chapter{Area::netbird, "NetBird"},
    Chapter{Area::host, "Hosts: NetBird's or a provider's"},
    Chapter{Area::provider, "A provider, seen from outside"},
    Chapter{Area::standalone, "A standalone NetBird"},
    Chapter{Area::connector, "A provider, as NetBird has it"},
    Chapter{Area::login, "A login"},
};

std::string link_to(const CatalogueEntry& entry)
{
    const std::string name(to_string(entry.id));
    return "[" + name + "](#" + name + ")";
}

std::string capitalised(std::string_view text)
{
    std::string out(text);
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    return out;
}

/// What is asked for most often comes first, then the others by the alphabet.
constexpr std::array first_symptoms{
    std::string_view("`Authentication failed.`"),
    std::string_view("`Unregistered redirect_uri.`"),
    std::string_view("`Connector failed to initialize`"),
    std::string_view("An endless return to the login page, or a page that refuses the client."),
    std::string_view("Users arrive without their groups."),
    std::string_view("Users sign in and see an empty network of their own."),
};

/// Quoted words are a symptom of their own; what stands behind them says when.
struct Symptom
{
    std::string_view words;
    std::string_view when;
};

Symptom symptom_of(const CatalogueEntry& entry)
{
    const auto text = entry.symptom;
    const auto quote = text.starts_with('`') ? text.find('`', 1) : std::string_view::npos;
    if (quote == std::string_view::npos)
        return {text, {}};
    auto when = text.substr(quote + 1);
    while (when.starts_with(',') || when.starts_with(' '))
        when.remove_prefix(1);
    while (when.ends_with('.'))
        when.remove_suffix(1);
    return {text.substr(0, quote + 1), when};
}

std::vector<std::string_view> all_symptoms()
{
    std::vector<std::string_view> all(first_symptoms.begin(), first_symptoms.end());
    const auto known = static_cast<std::ptrdiff_t>(all.size());
    for (const auto& entry : diagnose::catalogue())
    {
        const auto words = symptom_of(entry).words;
        if (!words.empty() && std::find(all.begin(), all.end(), words) == all.end())
            all.push_back(words);
    }
    std::sort(all.begin() + known, all.end());
    return all;
}

/// What stands for a command in the catalogue, as it is typed where no daemon runs.
std::string in_commands(std::string_view next)
{
    std::string text(next);
    for (const auto& [mark, command] :
         {std::pair<std::string_view, std::string>{"{plan}", NextCommand().command("plan", "{key}")},
          std::pair<std::string_view, std::string>{"{pass}", NextCommand().pass("{key}")},
          std::pair<std::string_view, std::string>{"{render}", NextCommand().command("standalone", "render")},
          std::pair<std::string_view, std::string>{"{write}",
                                                   NextCommand().command("standalone", "render --write")},
          std::pair<std::string_view, std::string>{
              "{write_all}", NextCommand().command("standalone", "render --write --management-json")}})
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + command.size()))
            text.replace(at, mark.size(), command);
    return text;
}

/// What users see, which findings it may be, and how each is mended.
std::string symptoms()
{
    std::string out = "\n## What users see\n";
    for (const auto words : all_symptoms())
    {
        out += "\n### " + std::string(words) + "\n\n| it may be | fix |\n|---|---|\n";
        for (const auto& entry : diagnose::catalogue())
        {
            const auto symptom = symptom_of(entry);
            if (symptom.words != words)
                continue;
            const auto when = symptom.when.empty() ? "" : ", " + std::string(symptom.when);
            out += "| " + link_to(entry) + when + " | " + in_commands(entry.next) + " |\n";
        }
    }
    return out;
}

std::string section(const CatalogueEntry& entry)
{
    auto out = "\n### " + std::string(to_string(entry.id)) + "\n\n*" +
               std::string(to_string(entry.severity)) + "* " + std::string(entry.meaning) + "\n";
    if (!entry.next.empty())
        out += "\n**Fix:** " + capitalised(in_commands(entry.next)) + ".\n";
    return out;
}

} // namespace

std::string troubleshooting_page()
{
    auto out = std::string(introduction) + symptoms();
    for (const auto& [area, title] : chapters)
    {
        out += "\n## " + std::string(title) + "\n";
        for (const auto& entry : diagnose::catalogue())
            if (entry.area == area)
                out += section(entry);
    }
    return out + alert_sections();
}

} // namespace idpsync::test
