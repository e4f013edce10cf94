#include "sandbox/issuers.hpp"

#include <array>
#include <charconv>

namespace idpsync::sandbox {
namespace {

using Kind = IssuerBehaviour::Kind;

std::optional<std::chrono::milliseconds> parse_seconds(std::string_view words)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(words.data() + words.size() - end));
    if (error != std::errc())
        return std::nullopt;
    if (unit == "s")
        return std::chrono::seconds(number);
    if (unit == "ms")
        return std::chrono::milliseconds(number);
    return std::nullopt;
}

} // namespace

IssuerBehaviour IssuerBehaviour::of(Kind kind)
{
    IssuerBehaviour behaviour;
    behaviour.kind = kind;
    return behaviour;
}

IssuerBehaviour IssuerBehaviour::slow(std::chrono::milliseconds delay)
{
    IssuerBehaviour behaviour;
    behaviour.delay = delay;
    return behaviour;
}

IssuerBehaviour IssuerBehaviour::says(std::string other_issuer)
{
    auto behaviour = of(Kind::says);
    behaviour.text = std::move(other_issuer);
    return behaviour;
}

IssuerBehaviour IssuerBehaviour::answers(unsigned status, std::string text)
{
    auto behaviour = of(Kind::status);
    behaviour.status = status;
    behaviour.text = std::move(text);
    return behaviour;
}

IssuerBehaviour IssuerBehaviour::redirects_to(std::string other_issuer)
{
    auto behaviour = of(Kind::redirect);
    behaviour.text = std::move(other_issuer);
    return behaviour;
}

std::optional<IssuerBehaviour> IssuerBehaviour::parse(std::string_view words)
{
    constexpr std::array<std::pair<std::string_view, Kind>, 8> plain{{{"ok", Kind::ok},
                                                                      {"no-issuer", Kind::no_issuer},
                                                                      {"minimal", Kind::minimal},
                                                                      {"bad-logout", Kind::bad_logout},
                                                                      {"html", Kind::html},
                                                                      {"hang", Kind::hang},
                                                                      {"unreachable", Kind::unreachable},
                                                                      {"dns", Kind::dns}}};
    for (const auto& [name, kind] : plain)
        if (words == name)
            return of(kind);
    if (words == "mismatch")
        return says("https://other.example.com");

    const auto equals = words.find('=');
    const auto name = words.substr(0, equals);
    const auto value = equals == std::string_view::npos ? std::string_view() : words.substr(equals + 1);
    if (value.empty())
        return std::nullopt;
    if (name == "says")
        return says(std::string(value));
    if (name == "redirect")
        return redirects_to(std::string(value));
    if (name == "slow")
    {
        const auto delay = parse_seconds(value);
        return delay ? std::optional(slow(*delay)) : std::nullopt;
    }
    unsigned status = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), status);
    if (name != "status" || error != std::errc() || end != value.data() + value.size() || status < 200 ||
        status > 599)
        return std::nullopt;
    return answers(status, "this issuer answers " + std::string(value) + "\n");
}

} // namespace idpsync::sandbox
