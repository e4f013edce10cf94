#include "bootstrap/renewal.hpp"

#include "core/joined.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "crypto/base64.hpp"
#include "netbird/authorization.hpp"
#include "netbird/inspector.hpp"

#include <array>

namespace idpsync::bootstrap {

namespace asio = boost::asio;

namespace {

constexpr std::size_t bytes_of_a_mark = 6;

std::string shown_name(const netbird::User& user)
{
    return user.name.empty() ? user.email : user.name;
}

/// In NetBird's dashboard.
std::string by_hand(const netbird::User& user, const std::string& file)
{
    const auto page = user.is_service ? "Team > Service Users > " + escaped(shown_name(user))
                                      : std::string("the page of that user");
    return "create an access token in NetBird's dashboard (" + page + ") and write it to " + escaped(file);
}

std::string names_of(const Tokens& tokens)
{
    return joined(tokens, [](const netbird::AccessToken& token) {
        return idpsync::quoted(token.name) + " (" + escaped(token.id) + ")";
    });
}

Error unclear(const Tokens& asking, const netbird::User& user)
{
    return {ErrorKind::conflict,
            "an earlier renewal was cut, and it is not clear which of the tokens " + names_of(asking) +
                " is in the file",
            "try again; if it stays so, revoke those of " + idpsync::quoted(shown_name(user)) +
                " that nobody uses in NetBird's dashboard"};
}

} // namespace

Renewal::Renewal(const Dependencies& dependencies, boost::urls::url management,
                 std::chrono::milliseconds timeout)
    : dependencies_(dependencies), management_(std::move(management)), timeout_(timeout)
{}

asio::awaitable<Result<TokenSight>> Renewal::look()
{
    if (const auto loaded = load_notes(); loaded.has_error())
        co_return loaded.error();
    const auto seen = co_await see();
    if (seen.has_error())
        co_return seen.error();
    TokenSight sight{.url = std::string(management_.buffer()),
                     .file = dependencies_.file.path(),
                     .user = shown_name(user_),
                     .role = user_.role,
                     .token = {}};
    if (asking_.size() == 1)
        sight.token = asking_.front();
    co_return sight;
}

asio::awaitable<Result<std::size_t>> Renewal::settle()
{
    const auto begun = co_await begin();
    if (begun.has_error())
        co_return begun.error();
    co_return renewed_.lost_revoked + (renewed_.former_revoked ? 1 : 0);
}

asio::awaitable<Result<Renewed>> Renewal::renew(std::optional<std::chrono::days> life)
{
    const auto begun = co_await begin();
    if (begun.has_error())
        co_return begun.error();
    renewed_.lost_revoked += renewed_.former_revoked ? 1 : 0;
    renewed_.former_revoked = false;
    auto made = co_await make(life);
    if (made.has_error())
        co_return made.error();
    const auto placed = co_await place(made->plain);
    if (placed.has_error())
    {
        co_await withdraw(*made);
        co_return placed.error();
    }
    co_await revoke_former(made->plain);
    // Notes that cannot be saved say that a renewal is under way: the next one finds nothing left of it.
    if (renewed_.former_revoked || notes_.token.empty())
        static_cast<void>(
            dependencies_.notes.save({.url = notes_.url, .token = made->about.id, .successor = {}}));
    renewed_.url = management_.buffer();
    renewed_.file = dependencies_.file.path();
    renewed_.user = shown_name(user_);
    renewed_.token = made->about.name;
    renewed_.expires = made->about.expires;
    co_return renewed_;
}

/// Up to the point where a renewal begins: nothing of an earlier one is left.
asio::awaitable<Result<void>> Renewal::begin()
{
    auto lock = dependencies_.notes.lock();
    if (lock.has_error())
        co_return lock.error();
    lock_ = std::move(*lock);
    if (const auto writable = dependencies_.file.check_writable(); writable.has_error())
        co_return writable.error();
    if (const auto loaded = load_notes(); loaded.has_error())
        co_return loaded.error();
    const auto seen = co_await see();
    if (seen.has_error())
        co_return seen.error();
    co_return co_await clear_up();
}

Result<void> Renewal::load_notes()
{
    auto notes = dependencies_.notes.load();
    if (notes.has_error())
        return notes.error();
    const std::string url(management_.buffer());
    notes_ = *notes && (*notes)->url == url ? std::move(**notes) : RenewalNotes{.url = url};
    return {};
}

/// Two lists: each shows that the token that asked for it was used at that moment.
asio::awaitable<Result<void>> Renewal::see()
{
    auto token = dependencies_.file.read();
    if (token.has_error())
        co_return token.error();
    token_ = std::move(*token);
    living_secrets().learn(token_);
    auto asks = administration(token_);
    const auto users = co_await asks.users();
    if (users.has_error())
        co_return users.error().with_context("asking NetBird whose token it is");
    const auto* user = asking_user(*users);
    if (user == nullptr)
        co_return Error{ErrorKind::conflict,
                        "NetBird does not say whose token is in " + escaped(dependencies_.file.path())};
    user_ = *user;
    const auto first = co_await asks.tokens(user_.id);
    if (first.has_error())
        co_return first.error();
    auto second = co_await asks.tokens(user_.id);
    if (second.has_error())
        co_return second.error();
    all_ = std::move(*second);
    // While a renewal is under way, the notes do not know whether the file was swapped.
    const auto known = notes_.successor.empty() ? notes_.token : std::string();
    asking_ = tokens_that_may_ask(*first, all_, known);
    if (asking_.empty())
        co_return Error{ErrorKind::conflict, "NetBird lists no token of " +
                                                 idpsync::quoted(shown_name(user_)) + ", though one is in " +
                                                 escaped(dependencies_.file.path())};
    co_return Result<void>();
}

asio::awaitable<Result<void>> Renewal::clear_up()
{
    if (const auto cleared = dependencies_.file.clear(); cleared.has_error())
        co_return cleared.error();
    auto remains = remains_of(notes_, all_, asking_);
    auto asks = administration(token_);
    for (const auto& lost : remains.lost)
    {
        const auto revoked = co_await asks.revoke_token(user_.id, lost.id);
        if (revoked.has_error())
            co_return revoked.error();
        ++renewed_.lost_revoked;
    }
    if (remains.unclear)
        co_return unclear(asking_, user_);
    if (remains.former)
    {
        const auto former = remains.former->id;
        const auto revoked = co_await asks.revoke_token(user_.id, former);
        if (revoked.has_error())
            co_return revoked.error();
        renewed_.former_revoked = true;
    }
    if (notes_.successor.empty())
        co_return Result<void>();
    notes_.successor.clear();
    notes_.token = asking_.size() == 1 ? asking_.front().id : std::string();
    co_return dependencies_.notes.save(notes_);
}

asio::awaitable<Result<netbird::MadeToken>> Renewal::make(std::optional<std::chrono::days> life)
{
    const auto& like = asking_.front();
    notes_.token = asking_.size() == 1 ? like.id : std::string();
    notes_.successor = new_name();
    if (const auto noted = dependencies_.notes.save(notes_); noted.has_error())
        co_return noted.error();
    auto asks = administration(token_);
    const auto days = life.value_or(life_of(like));
    auto made = co_await asks.make_token(user_.id, notes_.successor, days);
    if (made.has_error() &&
        (made.error().kind == ErrorKind::forbidden || made.error().kind == ErrorKind::rejected))
    {
        auto error = made.error();
        error.next = by_hand(user_, dependencies_.file.path());
        co_return error.with_context("NetBird does not let " + idpsync::quoted(shown_name(user_)) +
                                     " make a token for itself");
    }
    if (made.has_value())
        living_secrets().learn(made->plain);
    co_return made;
}

asio::awaitable<Result<void>> Renewal::place(const Secret& successor)
{
    if (const auto written = dependencies_.file.put_beside(successor); written.has_error())
        co_return written.error();
    const auto proved = co_await prove(successor);
    if (proved.has_error())
        co_return proved.error();
    const auto now = dependencies_.file.read();
    if (now.has_error())
        co_return now.error();
    if (now->reveal() != token_.reveal())
        co_return Error{ErrorKind::conflict,
                        escaped(dependencies_.file.path()) +
                            " was changed by somebody else while the token was renewed; it stays as it is",
                        "run the command again to renew the token that is in it now"};
    co_return dependencies_.file.take_place();
}

asio::awaitable<Result<void>> Renewal::prove(const Secret& successor)
{
    netbird::Inspector inspector(
        dependencies_.http, dependencies_.clock,
        {.management = management_, .token = successor.clone(), .timeout = timeout_});
    const auto list = co_await inspector.list();
    if (list.value.has_error())
        co_return list.value.error().with_context("trying the new token; the one before stays in the file");
    co_return Result<void>();
}

/// As if it had never been made, unless it is in the file all the same. What does not succeed is left to the
/// next renewal.
asio::awaitable<void> Renewal::withdraw(const netbird::MadeToken& made)
{
    const auto now = dependencies_.file.read();
    if (now.has_error() || now->reveal() == made.plain.reveal())
        co_return;
    auto asks = administration(token_);
    const auto id = made.about.id;
    const auto revoked = co_await asks.revoke_token(user_.id, id);
    if (revoked.has_error() || dependencies_.file.clear().has_error())
        co_return;
    notes_.successor.clear();
    static_cast<void>(dependencies_.notes.save(notes_));
}

/// The file holds its successor: whatever happens here, the renewal is done.
asio::awaitable<void> Renewal::revoke_former(const Secret& successor)
{
    if (notes_.token.empty())
    {
        renewed_.left = "it is not clear which of the tokens " + names_of(asking_) +
                        " was in the file: revoke it in NetBird's dashboard";
        co_return;
    }
    renewed_.former = asking_.front().name;
    auto asks = administration(successor);
    const auto id = notes_.token;
    const auto revoked = co_await asks.revoke_token(user_.id, id);
    renewed_.former_revoked = revoked.has_value();
    if (revoked.has_error())
        renewed_.left = "the token before, " + idpsync::quoted(renewed_.former) +
                        ", could not be revoked: " + revoked.error().message +
                        "; the next renewal revokes it";
}

netbird::Administration Renewal::administration(const Secret& token)
{
    return {dependencies_.http, dependencies_.clock, management_, timeout_,
            netbird::authorization_for(token)};
}

std::string Renewal::new_name()
{
    std::array<std::byte, bytes_of_a_mark> mark{};
    dependencies_.random.fill(mark);
    return "netbird-idp-sync " +
           crypto::encode_base64url({reinterpret_cast<const char*>(mark.data()), mark.size()});
}

} // namespace idpsync::bootstrap
