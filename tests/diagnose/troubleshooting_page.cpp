#include "diagnose/troubleshooting_page.hpp"

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

looks at NetBird and at every provider, and names what is wrong as one of the findings below, what to mend first first. `doctor --json` has the same names ([doctor-json.md](doctor-json.md)).

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

/// What users see, and which findings it may be.
std::string symptoms()
{
    std::vector<std::pair<std::string_view, std::string>> rows;
    for (const auto& entry : diagnose::catalogue())
    {
        if (entry.symptom.empty())
            continue;
        const auto known = std::find_if(rows.begin(), rows.end(),
                                        [&](const auto& row) { return row.first == entry.symptom; });
        if (known == rows.end())
            rows.emplace_back(entry.symptom, link_to(entry));
        else
            known->second += ", " + link_to(entry);
    }
    std::sort(rows.begin(), rows.end());
    std::string out = "\n## What users see\n\n| they see | it may be |\n|---|---|\n";
    for (const auto& [symptom, links] : rows)
        out += "| " + std::string(symptom) + " | " + links + " |\n";
    return out;
}

std::string section(const CatalogueEntry& entry)
{
    auto out = "\n### " + std::string(to_string(entry.id)) + "\n\n*" +
               std::string(to_string(entry.severity)) + "* " + std::string(entry.meaning) + "\n";
    if (!entry.next.empty())
        out += "\n**Mend:** " + capitalised(entry.next) + ".\n";
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
    return out;
}

} // namespace idpsync::test
