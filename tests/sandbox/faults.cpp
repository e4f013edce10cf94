#include "sandbox/faults.hpp"

namespace idpsync::sandbox {
namespace {

Fault plain(Fault::Kind kind)
{
    Fault fault;
    fault.kind = kind;
    return fault;
}

bool matches(const FaultRule& rule, const Request& request)
{
    return (rule.method.empty() || rule.method == request.method) && request.path().starts_with(rule.path);
}

/// Counts the request; true when the rule is due.
bool is_due(FaultRule& rule)
{
    if (rule.skip > 0)
    {
        --rule.skip;
        return false;
    }
    return rule.times.value_or(1) > 0;
}

} // namespace

Fault Fault::delayed(std::chrono::milliseconds delay)
{
    auto fault = plain(Kind::delay);
    fault.delay = delay;
    return fault;
}

Fault Fault::answered(unsigned status, std::string body, std::string content_type)
{
    auto fault = plain(Kind::answer);
    fault.status = status;
    fault.body = std::move(body);
    fault.content_type = std::move(content_type);
    return fault;
}

Fault Fault::cut_before()
{
    return plain(Kind::cut_before);
}

Fault Fault::cut_after()
{
    return plain(Kind::cut_after);
}

Fault Fault::late(std::chrono::milliseconds delay)
{
    auto fault = plain(Kind::late);
    fault.delay = delay;
    return fault;
}

Fault Fault::answered_late(std::chrono::milliseconds delay, unsigned status, std::string body)
{
    auto fault = late(delay);
    fault.kind = Kind::answer_late;
    fault.status = status;
    fault.body = std::move(body);
    return fault;
}

Fault Fault::reset()
{
    return plain(Kind::reset);
}

Fault Fault::hang()
{
    return plain(Kind::hang);
}

Fault Fault::dripping(std::size_t bytes, std::chrono::milliseconds every)
{
    auto fault = plain(Kind::drip);
    fault.bytes = bytes;
    fault.delay = every;
    return fault;
}

Fault Fault::truncated(std::size_t bytes)
{
    auto fault = plain(Kind::truncated);
    fault.bytes = bytes;
    return fault;
}

Fault Fault::mislabeled(std::size_t bytes)
{
    auto fault = plain(Kind::mislabeled);
    fault.bytes = bytes;
    return fault;
}

std::optional<Fault> Faults::strike(const Request& request)
{
    std::optional<Fault> struck;
    for (auto& rule : rules_)
    {
        if (!matches(rule, request) || !is_due(rule) || struck)
            continue;
        struck = rule.fault;
        if (rule.times)
            --*rule.times;
    }
    std::erase_if(rules_, [](const FaultRule& rule) { return rule.times == 0U; });
    return struck;
}

} // namespace idpsync::sandbox
