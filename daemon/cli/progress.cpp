#include "cli/progress.hpp"

#include "core/change_limit.hpp"

namespace idpsync::cli {
namespace {

bool ends_a_write(EventName name)
{
    return name == EventName::created || name == EventName::updated || name == EventName::deleted ||
           name == EventName::failed;
}

} // namespace

void Progress::asked(std::size_t done, std::size_t all)
{
    show("asking providers: " + std::to_string(done) + " of " + std::to_string(all));
}

void Progress::planned(const Plan& plan)
{
    clear();
    all_ = changes_in(plan);
    show_plan_(plan);
}

void Progress::emit(Event event)
{
    // Whatever the log says of it stands on a line of its own.
    clear();
    const auto name = event.name;
    const auto key = event.provider ? event.provider->str() : std::string("group_sync");
    log_.emit(std::move(event));
    if (all_ == 0 || !ends_a_write(name))
        return;
    ++done_;
    show('[' + std::to_string(done_) + '/' + std::to_string(all_) + "] " + std::string(to_string(name)) +
         ' ' + key);
}

void Progress::show(const std::string& line)
{
    if (!console_.terminals().errors)
        return;
    console_.print_error("\r\x1b[K" + line);
    shown_ = true;
}

void Progress::clear()
{
    if (std::exchange(shown_, false))
        console_.print_error("\r\x1b[K");
}

} // namespace idpsync::cli
