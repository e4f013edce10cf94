#include "cli/render/check_result.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "service/control/diagnostic_json.hpp"
#include "service/plan_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace idpsync::cli {
namespace {

namespace json = boost::json;

json::value declared_or_null(const std::optional<CheckResult::Declared>& declared)
{
    if (!declared)
        return nullptr;
    return json::object{
        {"present", declared->present},
        {"absent", declared->absent},
        {"released", declared->released},
        {"mode", to_string(declared->mode)},
        {"management_url", service::json_text(declared->management_url)},
    };
}

} // namespace

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

json::object check_json(const CheckResult& result)
{
    return {
        {"version", service::json_version},
        {"ok", result.errors.empty()},
        {"errors", service::control::diagnostics_json(result.errors)},
        {"warnings", service::control::diagnostics_json(result.warnings)},
        {"declared", declared_or_null(result.declared)},
    };
}

} // namespace idpsync::cli
