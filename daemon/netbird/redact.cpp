#include "netbird/redact.hpp"

#include "netbird/json.hpp"

namespace idpsync::netbird {
namespace {

constexpr std::size_t shortest_secret = 4;

void replace_all(std::string& text, std::string_view what)
{
    constexpr std::string_view instead = "[secret]";
    for (auto found = text.find(what); found != std::string::npos;
         found = text.find(what, found + instead.size()))
        text.replace(found, what.size(), instead);
}

} // namespace

void redact(net::Response& answer, const Secret& secret)
{
    const auto& plain = secret.reveal();
    if (plain.size() < shortest_secret)
        return;
    std::string in_json;
    in_json.reserve(plain.size() * 6 + 2);
    append_json_string(in_json, plain);
    const auto inside_quotes = std::string_view(in_json).substr(1, in_json.size() - 2);

    replace_all(answer.body, plain);
    replace_all(answer.body, inside_quotes);
    for (auto& header : answer.headers)
        replace_all(header.second, plain);
    wipe(in_json);
}

} // namespace idpsync::netbird
