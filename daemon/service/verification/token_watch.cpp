#include "service/verification/token_watch.hpp"

#include "bootstrap/renewal_steps.hpp"
#include "core/expiry.hpp"
#include "core/time_text.hpp"

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// The first passes of a daemon are for its work alone.
constexpr auto until_first_look = 30min;
constexpr auto between_looks = 12h;

} // namespace

TokenWatch::TokenWatch(netbird::Inspector& inspector, net::Clock& clock, EventSink& events)
    : inspector_(inspector), clock_(clock), events_(events)
{}

asio::awaitable<void> TokenWatch::look(bool at_once)
{
    const auto now = clock_.now();
    if (!due_)
        due_ = at_once ? now : now + until_first_look;
    if (now < *due_)
        co_return;
    due_ = now + between_looks;
    co_await ask();
    if (token_)
        tell(*token_);
}

asio::awaitable<void> TokenWatch::ask()
{
    // Not /api/users/current: NetBird answers a service user 403 there, and its log has an error each time.
    const auto users = co_await inspector_.users();
    const auto* user = users.value.has_value() ? bootstrap::asking_user(*users.value) : nullptr;
    if (user == nullptr)
        co_return;
    const auto id = user->id;
    const auto tokens = co_await inspector_.tokens(id);
    if (tokens.value.has_error())
        co_return;
    if (const auto* token = netbird::used_last(*tokens.value))
        token_ = *token;
}

void TokenWatch::tell(const netbird::AccessToken& token)
{
    const auto now = clock_.wall_now();
    const auto due = due_notice(token_notices, token.expires, now);
    if (!due || due == told_)
        return;
    told_ = due;
    const auto left = std::chrono::floor<std::chrono::days>(token.expires - now).count();
    events_.emit(
        {EventName::token_expiring,
         Level::warning,
         std::nullopt,
         {{"token", token.name},
          {"expires", format_timestamp(token.expires)},
          {"days", std::to_string(left)},
          {"next",
           "run netbird-idp-sync token renew, or create a new access token in NetBird and put it where "
           "management.token points"}}});
}

std::optional<WallTime> TokenWatch::expires() const
{
    return token_ ? std::optional(token_->expires) : std::nullopt;
}

} // namespace idpsync::service
