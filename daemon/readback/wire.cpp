#include "readback/wire.hpp"

namespace idpsync::readback {
namespace {

constexpr std::size_t frame_head = 5; // whether it is compressed, and its length, big-endian
constexpr unsigned bits_of_a_byte = 8;

enum WireType : unsigned
{
    varint = 0,
    eight_bytes = 1,
    length_delimited = 2,
    four_bytes = 5
};

/// Takes a message apart, from its begin to its end.
class Cursor
{
public:
    explicit Cursor(std::string_view message) : rest_(message) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    std::optional<std::uint64_t> number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7)
        {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0)
                return value;
        }
        return std::nullopt;
    }

    std::optional<std::string_view> bytes(std::uint64_t count)
    {
        if (count > rest_.size())
            return std::nullopt;
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }

private:
    std::string_view rest_;
};

bool read_value(Cursor& cursor, unsigned type, Field& field)
{
    const auto take = [&](std::optional<std::uint64_t> count) {
        const auto bytes = count ? cursor.bytes(*count) : std::nullopt;
        field.bytes = bytes.value_or(std::string_view());
        return bytes.has_value();
    };
    switch (type)
    {
    case varint: {
        const auto value = cursor.number();
        field.value = value.value_or(0);
        return value.has_value();
    }
    case eight_bytes: return take(8);
    case length_delimited: return take(cursor.number());
    case four_bytes: return take(4);
    default: return false;
    }
}

void append_number(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80U; value >>= 7U)
        out += static_cast<char>((value & 0x7FU) | 0x80U);
    out += static_cast<char>(value);
}

} // namespace

std::optional<std::vector<Field>> fields_of(std::string_view message)
{
    std::vector<Field> fields;
    Cursor cursor(message);
    while (!cursor.at_end())
    {
        const auto key = cursor.number();
        if (!key || (*key >> 3U) == 0 || (*key >> 3U) > UINT32_MAX)
            return std::nullopt;
        const auto type = static_cast<unsigned>(*key & 7U);
        Field field{.number = static_cast<std::uint32_t>(*key >> 3U), .value = 0, .bytes = {}};
        if (!read_value(cursor, type, field))
            return std::nullopt;
        if (type == varint || type == length_delimited)
            fields.push_back(field);
    }
    return fields;
}

void append_field(std::string& message, std::uint32_t number, std::string_view bytes)
{
    append_number(message, (static_cast<std::uint64_t>(number) << 3U) | length_delimited);
    append_number(message, bytes.size());
    message += bytes;
}

std::string framed(std::string_view message)
{
    std::string body(frame_head, '\0');
    auto length = message.size();
    for (auto place = frame_head - 1; place > 0; --place, length >>= bits_of_a_byte)
        body[place] = static_cast<char>(length & 0xFFU);
    body += message;
    return body;
}

Result<std::string> unframed(std::string_view body)
{
    const Error no_message{ErrorKind::bad_response, "the answer holds no whole message of gRPC"};
    if (body.size() < frame_head || body.front() != '\0')
        return no_message;
    std::size_t length = 0;
    for (std::size_t place = 1; place < frame_head; ++place)
        length = length << bits_of_a_byte | static_cast<unsigned char>(body[place]);
    if (body.size() != frame_head + length)
        return no_message;
    return std::string(body.substr(frame_head));
}

} // namespace idpsync::readback
