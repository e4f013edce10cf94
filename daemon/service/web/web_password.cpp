#include "service/web/web_password.hpp"

#include "core/secret.hpp"
#include "crypto/base64.hpp"
#include "crypto/digest.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_password_file = 4096;
constexpr unsigned wrong_ones_a_minute = 20;
constexpr std::string_view scheme = "basic ";

std::string digest_of(std::string_view text)
{
    return crypto::to_hex(crypto::sha256(text));
}

bool is_same(std::string_view one, std::string_view other)
{
    unsigned differences = one.size() == other.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i)
        differences |= static_cast<unsigned>(one[i] ^ other[i]);
    return differences == 0;
}

/// What is behind the user name; empty: none was sent.
Secret password_in(std::string_view authorization)
{
    const auto is_basic = std::ranges::equal(authorization.substr(0, scheme.size()), scheme, {},
                                             [](unsigned char letter) { return std::tolower(letter); });
    auto decoded = is_basic ? crypto::decode_base64(authorization.substr(scheme.size())) : std::nullopt;
    if (!decoded)
        return {};
    Secret all(std::move(*decoded));
    const auto text = all.reveal();
    const auto colon = text.find(':');
    return colon == std::string_view::npos ? Secret() : Secret(std::string(text.substr(colon + 1)));
}

/// "127.0.0.1:9465", "[::1]", "localhost".
bool names_an_address(std::string_view host)
{
    if (host.starts_with('['))
        host = host.substr(1, host.find(']') == std::string_view::npos ? 0 : host.find(']') - 1);
    else
        host = host.substr(0, host.find(':'));
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string(host), error);
    return !error || host == "localhost";
}

} // namespace

void WebPassword::use(const std::optional<std::string>& file, Files& files)
{
    digest_.reset();
    problem_.clear();
    if (!file)
        return;
    digest_ = ""; // no digest is empty: nobody is admitted
    auto content = files.read(*file, largest_password_file);
    if (content.has_error())
    {
        problem_ = content.error().error.text();
        return;
    }
    Secret text(std::move(content->text));
    std::string_view password = text.reveal();
    if (password.ends_with('\n'))
        password.remove_suffix(1);
    if (password.empty())
        problem_ = *file + " is empty";
    else
        digest_ = digest_of(password);
}

Admittance WebPassword::admits(const net::PageRequest& request, net::SteadyTime now)
{
    if (!digest_)
        return names_an_address(request.host) ? Admittance::admitted : Admittance::elsewhere;
    if (now >= minute_ + 1min)
    {
        minute_ = now;
        wrong_ = 0;
    }
    if (wrong_ >= wrong_ones_a_minute)
        return Admittance::too_often;
    const auto shown = password_in(request.authorization);
    if (!shown.empty() && is_same(digest_of(shown.reveal()), *digest_))
        return Admittance::admitted;
    wrong_ += shown.empty() ? 0U : 1U;
    return Admittance::asked;
}

} // namespace idpsync::service
