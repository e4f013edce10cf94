#include "config/punycode.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace idpsync::config {
namespace {

// RFC 3492, section 5.
constexpr std::uint32_t base = 36;
constexpr std::uint32_t least_threshold = 1;
constexpr std::uint32_t most_threshold = 26;
constexpr std::uint32_t skew = 38;
constexpr std::uint32_t damp = 700;
constexpr std::uint32_t initial_bias = 72;
constexpr std::uint32_t initial_code = 128;

/// The code points of well-formed UTF-8.
std::vector<std::uint32_t> code_points(std::string_view utf8)
{
    std::vector<std::uint32_t> points;
    for (const char c : utf8)
    {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            points.push_back(byte);
        else if ((byte & 0xC0U) == 0x80U)
            points.back() = points.back() << 6U | (byte & 0x3FU);
        else
            points.push_back(byte & (byte >= 0xF0 ? 0x07U : byte >= 0xE0 ? 0x0FU : 0x1FU));
    }
    return points;
}

std::uint32_t adapted(std::uint32_t delta, std::uint32_t points, bool first)
{
    delta /= first ? damp : 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > (base - least_threshold) * most_threshold / 2; k += base)
        delta /= base - least_threshold;
    return k + (base - least_threshold + 1) * delta / (delta + skew);
}

char digit(std::uint32_t value)
{
    return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

void append_number(std::string& out, std::uint32_t number, std::uint32_t bias)
{
    for (auto k = base;; k += base)
    {
        const auto threshold = k <= bias                    ? least_threshold
                               : k >= bias + most_threshold ? most_threshold
                                                            : k - bias;
        if (number < threshold)
            break;
        out += digit(threshold + (number - threshold) % (base - threshold));
        number = (number - threshold) / (base - threshold);
    }
    out += digit(number);
}

/// One label. A label has at most 63 characters, so nothing here overflows.
std::string ascii_label(const std::vector<std::uint32_t>& points)
{
    std::string out;
    for (const auto point : points)
        if (point < initial_code)
            out += static_cast<char>(point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point);
    if (out.size() == points.size())
        return out;
    auto handled = static_cast<std::uint32_t>(out.size());
    const auto basic = handled;
    out = "xn--" + out + (basic == 0 ? "" : "-");
    std::uint32_t delta = 0;
    std::uint32_t bias = initial_bias;
    for (auto code = initial_code; handled < points.size(); ++code)
    {
        std::uint32_t next = UINT32_MAX;
        for (const auto point : points)
            if (point >= code)
                next = std::min(next, point);
        delta += (next - code) * (handled + 1);
        code = next;
        for (const auto point : points)
        {
            if (point < code)
                ++delta;
            if (point != code)
                continue;
            append_number(out, delta, bias);
            bias = adapted(delta, handled + 1, handled == basic);
            delta = 0;
            ++handled;
        }
        ++delta;
    }
    return out;
}

} // namespace

std::string ascii_host(std::string_view host)
{
    constexpr std::size_t longest_label = 63;
    if (!is_utf8(host))
        return {};
    std::string out;
    while (true)
    {
        const auto dot = host.find('.');
        const auto points = code_points(host.substr(0, dot));
        if (points.size() > longest_label)
            return {};
        out += ascii_label(points);
        if (dot == std::string_view::npos)
            return out;
        out += '.';
        host.remove_prefix(dot + 1);
    }
}

} // namespace idpsync::config
