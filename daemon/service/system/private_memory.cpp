#include "service/system/private_memory.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace idpsync::service {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool debugged_from_outside = true;
#else
constexpr bool debugged_from_outside = false;
#endif
#else
constexpr bool debugged_from_outside = false;
#endif

} // namespace

void keep_memory_private()
{
    // Neither can fail with these values.
    constexpr rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
    if constexpr (!debugged_from_outside)
        ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

} // namespace idpsync::service
