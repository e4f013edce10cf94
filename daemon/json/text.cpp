#include "json/text.hpp"

#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <new>

namespace idpsync {
namespace {

/// Memory of the heap, up to a limit; beyond that, std::bad_alloc.
class Bounded : public boost::json::memory_resource
{
public:
    explicit Bounded(std::size_t limit) : left_(limit) {}

private:
    void* do_allocate(std::size_t size, std::size_t alignment) override
    {
        if (size > left_)
            throw std::bad_alloc();
        auto* place = ::operator new(size, std::align_val_t(alignment));
        left_ -= size;
        return place;
    }

    void do_deallocate(void* place, std::size_t size, std::size_t alignment) override
    {
        left_ += size;
        // Boost's arena (1.81) leaves out its own header in the size that it gives back.
        ::operator delete(place, std::align_val_t(alignment));
    }

    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override
    {
        return this == &other;
    }

    std::size_t left_;
};

/// Bounded memory that is only given back as a whole.
class Arena final : public boost::json::memory_resource
{
public:
    explicit Arena(std::size_t limit) : bounded_(limit), arena_(1024, &bounded_) {}

private:
    void* do_allocate(std::size_t size, std::size_t alignment) override
    {
        return arena_.allocate(size, alignment);
    }

    void do_deallocate(void* /*place*/, std::size_t /*size*/, std::size_t /*alignment*/) override {}

    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override
    {
        return this == &other;
    }

    Bounded bounded_;
    boost::json::monotonic_resource arena_;
};

bool needs_escape(char letter)
{
    return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
}

constexpr std::uint64_t every_byte = 0x0101010101010101;

/// A bit is set where a byte of `word` is 0 (there may be more above the first).
constexpr std::uint64_t zero_bytes(std::uint64_t word)
{
    return (word - every_byte) & ~word & (every_byte * 0x80);
}

/// True when one of eight characters may need an escape: a ledger is saved dozens of times in a pass, and
/// nearly all of it is plain.
bool may_need_escape(const char* eight)
{
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof word);
    const auto below_space = (word - every_byte * 0x20) & ~word & (every_byte * 0x80);
    return (below_space | zero_bytes(word ^ (every_byte * '"')) | zero_bytes(word ^ (every_byte * '\\'))) !=
           0;
}

/// How many characters at the beginning of `text` need no escape.
std::size_t plain_length(std::string_view text)
{
    std::size_t length = 0;
    while (text.size() - length >= sizeof(std::uint64_t) && !may_need_escape(text.data() + length))
        length += sizeof(std::uint64_t);
    while (length < text.size() && !needs_escape(text[length]))
        ++length;
    return length;
}

void append_escape(std::string& out, char letter)
{
    constexpr std::string_view hex = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(letter);
    switch (letter)
    {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
        out += "\\u00";
        out += hex[code >> 4U];
        out += hex[code & 0xfU];
    }
}

} // namespace

std::optional<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage)
{
    boost::json::parse_options options;
    options.max_depth = 32;
    Bounded stack(json_memory);
    std::array<unsigned char, 4096> first; // enough for most documents
    boost::json::parser parser(&stack, options, first.data(), first.size());
    parser.reset(storage.get() == boost::json::storage_ptr().get()
                     ? boost::json::make_shared_resource<Arena>(json_memory)
                     : std::move(storage));
    try
    {
        boost::system::error_code failed;
        parser.write(text.data(), text.size(), failed);
        if (failed)
            return std::nullopt;
        return parser.release();
    }
    catch (const std::bad_alloc&)
    {
        return std::nullopt;
    }
}

const boost::json::value* find_member(const boost::json::value& value, std::string_view name)
{
    const auto* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(name);
}

std::string text_member(const boost::json::value& value, std::string_view name)
{
    const auto* member = find_member(value, name);
    const auto* text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty())
    {
        const auto length = plain_length(text);
        out += text.substr(0, length);
        if (length == text.size())
            break;
        append_escape(out, text[length]);
        text.remove_prefix(length + 1);
    }
    out += '"';
}

void wipe_texts(boost::json::value& value) noexcept
{
    if (auto* text = value.if_string())
        explicit_bzero(text->data(), text->size());
    else if (auto* list = value.if_array())
        for (auto& one : *list)
            wipe_texts(one);
    else if (auto* object = value.if_object())
        for (auto& member : *object)
            wipe_texts(member.value());
}

std::optional<boost::json::object> parse_object(std::string_view text)
{
    auto value = parse_json(text);
    if (!value || !value->is_object())
        return std::nullopt;
    return std::move(value->get_object());
}

std::optional<std::string> text_member(const boost::json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    return std::string(value->get_string());
}

std::optional<std::vector<std::string>> words_member(const boost::json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_array())
        return std::nullopt;
    std::vector<std::string> words;
    for (const auto& one : value->get_array())
        if (one.is_string())
            words.emplace_back(one.get_string());
    return words;
}

} // namespace idpsync
