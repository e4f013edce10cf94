// What a client may send to the small servers, and what stands in URLs, NO_PROXY and host names.

#include "core/place.hpp"
#include "net/client.hpp"
#include "net/page.hpp"
#include "net/route.hpp"
#include "target.hpp"

#include <boost/url/parse.hpp>

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    if (const auto size = net::head_size(input))
    {
        const auto request = net::parse_page_request(input.substr(0, *size));
        must(request.refused != 0 || request.path.starts_with('/'), "a page has a path");
    }
    static_cast<void>(net::parse_page_request(input));
    static_cast<void>(place_named(input));
    static_cast<void>(net::bypasses_proxy(input, "id.example.com", 443));
    static_cast<void>(net::bypasses_proxy("*", input, 443));
    static_cast<void>(net::parse_proxy(input));
    if (const auto url = boost::urls::parse_uri(input))
        static_cast<void>(net::parse_peer(*url, "the URL"));
}

std::vector<std::string> seeds()
{
    return {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /metrics?a=b&c=d HTTP/1.1\r\nHost: [::1]:9464\r\nAccept: */*\r\nConnection: close\r\n\r\n",
            "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
            "GET http://x/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "localhost.",
            "0x7f.1",
            "[64:ff9b::7f00:1]",
            "2001:0:4136:e378:8000:63bf:80ff:fffe",
            "10.0.0.0/8, .example.com:8080,[fd00::1]:443 *",
            "http://user:fake@proxy.example:3128",
            "https://[::1%25lo]:8443/a/b?c#d"};
}

} // namespace idpsync::fuzz
