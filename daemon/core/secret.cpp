#include "core/secret.hpp"

#include <cstring>
#include <utility>

namespace idpsync {

void wipe(std::string& text) noexcept
{
    // The capacity counts: a string that was shortened still holds its old characters behind the end.
    explicit_bzero(text.data(), text.capacity());
    text.clear();
}

Secret::Secret(std::string text) noexcept : text_(std::move(text))
{
    idpsync::wipe(text); // a short string is copied by the move, not taken over
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_))
{
    other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other)
    {
        wipe();
        text_ = std::move(other.text_);
        other.wipe();
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

Secret Secret::clone() const
{
    return Secret(text_);
}

void Secret::wipe() noexcept
{
    idpsync::wipe(text_);
}

} // namespace idpsync
