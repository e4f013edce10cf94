#include "cli/render/check_result.hpp"

#include "cli/render/check_shape.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "json/write.hpp"

namespace idpsync::cli {
CheckResult::Declared declared_in(const config::Configuration& configuration)
{
    CheckResult::Declared declared;
    for (const auto& provider : configuration.desired.providers())
        switch (provider.state)
        {
        case State::present: ++declared.present; break;
        case State::absent: ++declared.absent; break;
        case State::released: ++declared.released; break;
        }
    declared.mode = configuration.settings.policy.mode;
    declared.management_url = std::string(configuration.settings.management.url.buffer());
    return declared;
}

std::string standalone_ok_line(const std::string& domain)
{
    return "ok: a standalone NetBird is declared at " + escaped(domain) + "\n";
}

std::string ok_line(const CheckResult::Declared& declared)
{
    std::string remarks;
    const auto add = [&](std::size_t count, std::string_view what) {
        if (count != 0)
            append_part(remarks, std::to_string(count) + ' ' + std::string(what));
    };
    add(declared.absent, "absent");
    add(declared.released, "released");
    return "ok: " + std::to_string(declared.all()) +
           (declared.all() == 1 ? " provider declared" : " providers declared") +
           (remarks.empty() ? std::string() : " (" + remarks + ')') + " for " +
           escaped(declared.management_url) +
           (declared.mode == Mode::observe ? ", mode observe: nothing will be written\n" : "\n");
}

std::string check_json(const CheckResult& result)
{
    return json::text_of(result);
}

} // namespace idpsync::cli
