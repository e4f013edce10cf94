#include "cli/progress.hpp"

#include "core/text.hpp"

namespace idpsync::cli {
namespace {

std::string progress_text(const reconcile::PassProgress& progress)
{
    const auto done = std::to_string(progress.done);
    const auto all = std::to_string(progress.all);
    if (!progress.last)
        return "asking providers: " + done + " of " + all;
    return '[' + done + '/' + all + "] " + std::string(to_string(*progress.last)) + ' ' +
           escaped(progress.whose);
}

} // namespace

void ProgressLine::show(const reconcile::PassProgress& progress)
{
    if (!console_.terminals().errors)
        return;
    console_.print_error("\r\x1b[K" + progress_text(progress));
    shown_ = true;
}

void ProgressLine::clear()
{
    if (std::exchange(shown_, false))
        console_.print_error("\r\x1b[K");
}

void Progress::planned(const Plan& plan)
{
    line_.clear();
    show_plan_(plan);
}

void Progress::emit(Event event)
{
    // Whatever the log says of it stands on a line of its own.
    line_.clear();
    log_.emit(std::move(event));
}

} // namespace idpsync::cli
