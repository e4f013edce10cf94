#include "registrar/secret_swap.hpp"

namespace idpsync::registrar {

SwapResumption resume(const SwapView& view)
{
    if (view.swap == SecretSwap::replacing)
    {
        if (view.settled)
            return SwapResumption::prove;
        const bool begun = view.keeps_former && !view.holds_former && !view.provider_shows_former;
        return begun ? SwapResumption::send : SwapResumption::forget;
    }
    if (view.swap != SecretSwap::returning)
        return SwapResumption::none;
    if (view.settled)
        return SwapResumption::ended;
    return view.keeps_former && !view.holds_former ? SwapResumption::take_former : SwapResumption::send;
}

SwapStep after_proof(const PlanItem& item, bool can_go_back)
{
    if (item.action == Action::none || item.writes())
        return SwapStep::go_on;
    if (item.action == Action::wait)
        return SwapStep::stay;
    if (can_go_back)
        return SwapStep::go_back;
    return item.action == Action::hold ? SwapStep::go_on : SwapStep::stay;
}

SwapStep after_write(const std::optional<Error>& error, bool can_go_back)
{
    if (!error)
        return SwapStep::go_on;
    const bool may_have_it = error->kind == ErrorKind::unknown_outcome;
    return can_go_back && !may_have_it ? SwapStep::go_back : SwapStep::stay;
}

bool was_certainly_not_taken(const Error& error)
{
    // An answer that nobody understands may be to a change that was carried out.
    return error.kind != ErrorKind::unknown_outcome && error.kind != ErrorKind::bad_response;
}

} // namespace idpsync::registrar
