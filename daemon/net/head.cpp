// The first lines of a request: they carry the credentials, so they are built in one buffer that is wiped.

#include "core/text.hpp"
#include "net/route.hpp"

#include <algorithm>

namespace idpsync::net {
namespace {

/// Counts first, so that the text is then built without moving: no copy of a credential stays behind.
class HeadBuilder
{
public:
    void line(std::initializer_list<std::string_view> parts)
    {
        lines_.emplace_back(parts);
        for (const auto part : parts)
            size_ += part.size();
        size_ += end_.size();
    }

    [[nodiscard]] Secret build() const
    {
        std::string text;
        text.reserve(size_ + end_.size());
        for (const auto& parts : lines_)
        {
            for (const auto part : parts)
                text += part;
            text += end_;
        }
        text += end_;
        return Secret(std::move(text));
    }

private:
    static constexpr std::string_view end_ = "\r\n";
    std::vector<std::vector<std::string_view>> lines_;
    std::size_t size_ = 0;
};

bool is_token(std::string_view name)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view value)
{
    return std::ranges::none_of(value, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool same_name(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

Error unsendable(std::string_view header)
{
    return {ErrorKind::bad_config, "the value for the header " + quoted(header) +
                                       " holds a character that cannot be sent (a line break or another "
                                       "control character)"};
}

Result<void> check_headers(const Request& request)
{
    for (const auto& [name, value] : request.headers)
        if (!is_token(name) || !is_field_value(value))
            return unsendable(name);
    if (!is_field_value(request.content_type))
        return unsendable("Content-Type");
    if (request.authorization && !is_field_value(request.authorization->reveal()))
        return unsendable(request.authorization_header);
    return {};
}

/// What stands in the first line: the path and query, for a proxy that passes plain http on the whole URL.
std::string request_target(const Request& request, const Route& route)
{
    std::string target(request.url.encoded_target());
    if (!target.starts_with('/'))
        target.insert(0, "/");
    if (route.proxy != nullptr && !route.tunnelled())
        target.insert(0, "http://" + route.server.authority());
    return target;
}

} // namespace

Result<Secret> request_head(const Request& request, const Route& route, std::string_view user_agent)
{
    if (const auto checked = check_headers(request); !checked)
        return checked.error();
    const auto target = request_target(request, route);
    const auto host = route.server.authority();
    const auto length = std::to_string(request.body ? request.body->reveal().size() : 0);

    HeadBuilder head;
    head.line({to_string(request.method), " ", target, " HTTP/1.1"});
    head.line({"Host: ", host});
    if (!user_agent.empty())
        head.line({"User-Agent: ", user_agent});
    if (std::ranges::none_of(request.headers, [](const auto& h) { return same_name(h.first, "Accept"); }))
        head.line({"Accept: application/json"});
    for (const auto& [name, value] : request.headers)
        head.line({name, ": ", value});
    if (request.authorization)
        head.line({request.authorization_header, ": ", request.authorization->reveal()});
    if (route.proxy != nullptr && !route.tunnelled() && route.proxy->credentials)
        head.line({"Proxy-Authorization: ", route.proxy->credentials->reveal()});
    if (request.body && !request.content_type.empty())
        head.line({"Content-Type: ", request.content_type});
    const bool has_a_body =
        request.method == Method::post || request.method == Method::put || request.method == Method::patch;
    if (request.body || has_a_body)
        head.line({"Content-Length: ", length});
    return head.build();
}

Secret connect_head(const Route& route, std::string_view user_agent)
{
    const auto server = route.server.name();
    HeadBuilder head;
    head.line({"CONNECT ", server, " HTTP/1.1"});
    head.line({"Host: ", server});
    if (!user_agent.empty())
        head.line({"User-Agent: ", user_agent});
    if (route.proxy->credentials)
        head.line({"Proxy-Authorization: ", route.proxy->credentials->reveal()});
    return head.build();
}

} // namespace idpsync::net
