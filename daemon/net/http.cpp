#include "net/http.hpp"

namespace idpsync::net {

std::string_view to_string(Method method)
{
    switch (method)
    {
    case Method::get: return "GET";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::remove: return "DELETE";
    }
    return "unknown";
}

std::optional<std::string_view> Response::header(std::string_view name) const
{
    for (const auto& [known, value] : headers)
        if (known == name)
            return value;
    return std::nullopt;
}

} // namespace idpsync::net
