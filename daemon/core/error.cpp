#include "core/error.hpp"

#include <stdexcept>

namespace idpsync {

Error Error::with_context(std::string_view context) const
{
    return {kind, std::string(context) + ": " + message, next, cause};
}

std::string Error::text() const
{
    return next.empty() ? message : message + "; " + next;
}

void throw_exception_from_error(const Error& error, const boost::source_location& location)
{
    throw std::logic_error(std::string(location.file_name()) + ":" + std::to_string(location.line()) +
                           ": unchecked error: " + error.text());
}

} // namespace idpsync
