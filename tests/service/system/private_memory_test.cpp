#include "service/system/private_memory.hpp"

#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdlib>

namespace idpsync::service {
namespace {

#if __has_feature(address_sanitizer)
constexpr int dumpable_afterwards = 1; // the search for leaks attaches to the process
#else
constexpr int dumpable_afterwards = 0;
#endif

/// In a process of its own: there is no way back.
TEST(PrivateMemory, IsInNoCoreDumpAndForNoOtherProcess)
{
    EXPECT_EXIT(
        {
            keep_memory_private();
            rlimit cores{};
            ::getrlimit(RLIMIT_CORE, &cores);
            const bool none = cores.rlim_cur == 0 && cores.rlim_max == 0;
            const bool kept = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == dumpable_afterwards;
            std::_Exit(none && kept ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace idpsync::service
