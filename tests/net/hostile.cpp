#include "hostile.hpp"

#include <gtest/gtest.h>

#include <malloc.h>

#include <algorithm>

namespace idpsync::net::test {
namespace {

/// Bytes of the heap in use, and of what was mapped for large blocks. 0 under sanitizers, whose heap is
/// another.
std::size_t held()
{
    const auto heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

ErrorKind kind_of(Ending ending, bool is_write, bool behind_proxy)
{
    if (is_write && !behind_proxy)
        return ErrorKind::unknown_outcome;
    switch (ending)
    {
    case Ending::bad_response: return behind_proxy ? ErrorKind::transport : ErrorKind::bad_response;
    case Ending::deadline: return ErrorKind::timed_out;
    default: return ErrorKind::transport;
    }
}

} // namespace

Script endless(std::string bytes, const std::string& unit)
{
    return {send(std::move(bytes)), flood(unit)};
}

Script then_hold(std::string bytes)
{
    return {send(std::move(bytes)), wait(), hang()};
}

Script then_close(std::string bytes)
{
    return {send(std::move(bytes)), close()};
}

Script then_reset(std::string bytes)
{
    return {send(std::move(bytes)), reset()};
}

Ended suffer(Harness& harness, const RawServer& server, Request request, Ending ending)
{
    const auto before = held();
    auto worst = before;
    const auto pending = harness.start(std::move(request));
    const auto run_until = [&](const auto& done) {
        harness.run_until([&] {
            worst = std::max(worst, held());
            return done();
        });
    };
    if (ending == Ending::deadline)
    {
        run_until([&] { return server.waiting() != 0 || pending->ended(); });
        harness.clock.advance(30s);
    }
    run_until([&] { return pending->ended(); });
    return {std::move(*pending->result), worst - before};
}

void expect_ending(const Ended& ended, Ending ending, std::size_t body_limit, bool is_write,
                   bool behind_proxy)
{
    EXPECT_LE(ended.memory, body_limit + memory_beside_body);
    if (ending == Ending::answer)
    {
        EXPECT_TRUE(ended.result) << told(ended.result);
        return;
    }
    ASSERT_FALSE(ended.result) << told(ended.result).substr(0, 200);
    EXPECT_EQ(ended.result.error().kind, kind_of(ending, is_write, behind_proxy)) << told(ended.result);
}

} // namespace idpsync::net::test
