#include "core/error.hpp"

#include <stdexcept>

namespace idpsync {

std::string_view to_string(ErrorKind kind)
{
    switch (kind)
    {
    case ErrorKind::bad_config: return "bad_config";
    case ErrorKind::unauthorized: return "unauthorized";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::rejected: return "rejected";
    case ErrorKind::throttled: return "throttled";
    case ErrorKind::transport: return "transport";
    case ErrorKind::timed_out: return "timed_out";
    case ErrorKind::unknown_outcome: return "unknown_outcome";
    case ErrorKind::bad_response: return "bad_response";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::storage: return "storage";
    case ErrorKind::stopped: return "stopped";
    }
    return "unknown";
}

Error Error::with_context(std::string_view context) const
{
    return {kind, std::string(context) + ": " + message, trouble};
}

void throw_exception_from_error(const Error& error, const boost::source_location& location)
{
    throw std::logic_error(std::string(location.file_name()) + ":" + std::to_string(location.line()) +
                           ": unchecked error: " + error.message);
}

} // namespace idpsync
