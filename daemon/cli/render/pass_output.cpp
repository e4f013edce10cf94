#include "cli/render/pass_output.hpp"

#include "cli/render/render_report.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "service/plan_json.hpp"

namespace idpsync::cli {
namespace {

bool is_delete(const PlanItem& item)
{
    return item.action == Action::remove && item.writes();
}

std::string question_about(const Plan& plan)
{
    std::string keys;
    for (const auto& item : plan.items)
        if (is_delete(item))
            append_part(keys, item.key.str());
    return "\nTo be deleted from NetBird: " + keys +
           ".\nNobody can sign in through a deleted connector, and a new one does not bring its users' "
           "accounts "
           "back.\nGo ahead? [y/N] ";
}

} // namespace

std::set<ConnectorId> deletes_of(const Plan& plan)
{
    std::set<ConnectorId> ids;
    for (const auto& item : plan.items)
        if (is_delete(item))
            ids.insert(*item.id);
    return ids;
}

bool consents_to_deletes(const Plan& plan, RenderOptions options, std::string& shown, Console& console)
{
    options.colour = false;
    shown = render_plan(plan, options);
    options.colour = console.colours_errors();
    console.print_error(render_plan(plan, options));
    return console.confirms(question_about(plan));
}

void print_plan(const Plan& plan, ReportOutput output, Console& console)
{
    if (output.json)
        return;
    output.render.colour = false;
    const bool seen_already = console.terminals().output && output.shown == render_plan(plan, output.render);
    output.render.colour = console.colours_output();
    if (!seen_already)
        console.print(render_plan(plan, output.render));
}

void print_report(const reconcile::Report& report, ReportOutput output, Console& console)
{
    if (!report.ledger_set_aside.empty())
        console.note("the former ledger is " + escaped(report.ledger_set_aside) + " now");
    if (output.json)
    {
        console.print_json(service::report_json({report, output.render.management_url, output.render.mode}));
        return;
    }
    if (output.observed)
        output.render.restart_needed = report.restart_needed;
    if (!output.plan_printed)
        print_plan(report.plan, output, console);
    if (!output.observed)
        console.print('\n' + render_report(report, console.colours_output(), output.render.commands,
                                           output.render.brief));
}

} // namespace idpsync::cli
