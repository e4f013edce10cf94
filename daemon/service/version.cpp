#include "service/version.hpp"

namespace idpsync::service {

std::string_view version()
{
    return IDPSYNC_VERSION;
}

} // namespace idpsync::service
