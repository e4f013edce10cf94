#include "net/request_under.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace idpsync::net {

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

Request request_under(const boost::urls::url& base, Method method, std::string_view path)
{
    const auto query = path.find('?');
    Request request;
    request.method = method;
    request.url = base;
    request.url.set_encoded_path(std::string(base.encoded_path()) + std::string(path.substr(0, query)));
    if (query != std::string_view::npos)
        request.url.set_encoded_query(path.substr(query + 1));
    request.headers.emplace_back("Accept", "application/json");
    return request;
}

} // namespace idpsync::net
