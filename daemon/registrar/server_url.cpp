#include "registrar/server_url.hpp"

#include "core/text.hpp"
#include "net/request_under.hpp"
#include "oidc/registration.hpp"

namespace idpsync::registrar {

Result<boost::urls::url> server_url(const Access& access, std::string_view before)
{
    if (access.url)
        return net::without_trailing_slash(*access.url);
    auto url = oidc::parse_endpoint(access.issuer);
    if (!url)
        return Error{ErrorKind::bad_config, "the issuer " + quoted(access.issuer) + " is no URL"};
    const std::string path(url->encoded_path());
    const auto at = before.empty() ? path.size() : path.find(before);
    if (at == std::string::npos)
        return Error{ErrorKind::bad_config,
                     "the issuer " + quoted(access.issuer) + " has no \"" + std::string(before) +
                         "\" in its path, so it does not tell where the server is",
                     "correct the issuer, or write registration.url"};
    // Without its last slash at once: a path of "/" that is set to "/" becomes "/./" (Boost.URL 1.81).
    const bool ends_with_slash = at > 0 && path[at - 1] == '/';
    url->set_encoded_path(path.substr(0, ends_with_slash ? at - 1 : at));
    url->remove_query();
    url->remove_fragment();
    return std::move(*url);
}

std::string part_behind(const std::string& issuer, std::string_view before)
{
    const auto at = issuer.find(before);
    if (at == std::string::npos)
        return {};
    auto part = issuer.substr(at + before.size());
    return part.substr(0, part.find('/'));
}

} // namespace idpsync::registrar
