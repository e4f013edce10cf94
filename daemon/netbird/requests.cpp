#include "netbird/requests.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace idpsync::netbird {

boost::urls::url without_trailing_slash(boost::urls::url url)
{
    const std::string path(url.encoded_path());
    if (path.ends_with('/'))
        url.set_encoded_path(path.substr(0, path.size() - 1));
    return url;
}

std::string percent_encoded(std::string_view text)
{
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

Secret authorization_for(const Secret& token)
{
    constexpr std::string_view scheme = "Token ";
    std::string value;
    value.reserve(scheme.size() + token.reveal().size());
    value += scheme;
    value += token.reveal();
    return Secret(std::move(value));
}

net::Request request_under(const boost::urls::url& management, net::Method method, const std::string& path)
{
    net::Request request;
    request.method = method;
    request.url = management;
    request.url.set_encoded_path(std::string(management.encoded_path()) + path);
    request.headers.emplace_back("Accept", "application/json");
    return request;
}

} // namespace idpsync::netbird
