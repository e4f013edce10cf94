#include "bootstrap/bootstrap.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "crypto/base64.hpp"
#include "crypto/digest.hpp"
#include "netbird/authorization.hpp"
#include "netbird/inspector.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace idpsync::bootstrap {

namespace asio = boost::asio;

namespace {

constexpr std::size_t unguessable = 32;   // bytes of what a login is asked with
constexpr std::size_t distinguishing = 4; // bytes in a token's name

std::string in_base64url(std::span<const std::byte> bytes)
{
    return crypto::encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Why a login with the password was refused, told by what the password was given for.
Error refused_login(const Error& error, bool made_by_us)
{
    if (error.kind != ErrorKind::unauthorized)
        return error;
    auto told = error;
    told.kind = ErrorKind::rejected;
    told.next = made_by_us ? "an earlier run may have made the owner: give the password that was given then"
                           : "check both; nothing was made";
    return told;
}

} // namespace

bool Report::changed() const
{
    return owner_made || service_user_made || token_made || tokens_revoked != 0 ||
           configuration != Configuration::kept;
}

Bootstrap::Bootstrap(const Dependencies& dependencies, Wish wish)
    : dependencies_(dependencies),
      wish_(std::move(wish)),
      first_steps_(dependencies.http, dependencies.clock, wish_.management, wish_.timeout),
      login_service_(dependencies.http, dependencies.clock, wish_.management, wish_.timeout),
      tokens_(dependencies.http, dependencies.clock, wish_.management, wish_.timeout),
      password_login_(dependencies.http, dependencies.clock, wish_.timeout)
{}

asio::awaitable<Result<Report>> Bootstrap::carry_out(std::optional<Secret> password)
{
    report_.url = wish_.management.buffer();
    report_.token_file = dependencies_.target.token_file();
    report_.config_file = dependencies_.target.config_file();
    if (way_ == Way::configure)
        co_return declare(*password);
    const auto done = co_await provide_everything(std::move(password));
    if (done.has_error())
        co_return done.error();
    const auto written = dependencies_.target.write_config();
    if (written.has_error())
        co_return written.error();
    report_.configuration = *written;
    co_return report_;
}

/// What is done before NetBird has the owner ends here: it has to be started anew first.
Result<Report> Bootstrap::declare(const Secret& password)
{
    living_secrets().learn(password);
    auto owner = owner_to_declare(declared_, wish_, password, dependencies_.random);
    if (owner.has_error())
        return owner.error();
    report_.owner = wish_.owner_email;
    report_.netbird_config = dependencies_.owner_file->path();
    report_.restart_needed = true;
    report_.answered = running_;
    if (!*owner)
        return report_;
    notes_.makes_owner = true;
    if (const auto noted = note(); noted.has_error())
        return noted.error();
    if (const auto written = dependencies_.owner_file->write(**owner); written.has_error())
        return written.error();
    report_.owner_made = true;
    if (report_.netbird_config.empty())
        report_.to_paste = std::move(*owner);
    return report_;
}

asio::awaitable<Result<void>> Bootstrap::provide_everything(std::optional<Secret> password)
{
    if (way_ == Way::finished)
        co_return co_await describe_what_is_there();
    living_secrets().learn(*password);
    const auto made = co_await make_owner(*password);
    if (made.has_error())
        co_return made.error();
    const auto signed_in = co_await sign_in(*password);
    password.reset();
    if (signed_in.has_error())
        co_return signed_in.error();
    const auto verified = co_await verify();
    if (verified.has_error())
        co_return verified.error();
    const auto user = co_await provide_service_user();
    if (user.has_error())
        co_return user.error();
    co_return co_await provide_token();
}

asio::awaitable<Result<void>> Bootstrap::make_owner(const Secret& password)
{
    if (way_ != Way::set_up)
        co_return Result<void>();
    notes_.makes_owner = true;
    if (const auto noted = note(); noted.has_error())
        co_return noted.error();
    netbird::NewOwner owner{wish_.owner_email, wish_.owner_name, password.clone()};
    const auto made = co_await first_steps_.set_up(std::move(owner));
    // Somebody, or an earlier run whose request came late, was faster: the login shows whether it was us.
    const bool there_already = made.has_error() && made.error().kind == ErrorKind::conflict;
    if (made.has_error() && !there_already)
        co_return made.error();
    report_.owner_made = !there_already;
    co_return Result<void>();
}

asio::awaitable<Result<void>> Bootstrap::sign_in(const Secret& password)
{
    const auto discovery = co_await login_service_.discovery();
    if (discovery.has_error())
        co_return discovery.error();
    const Secret verifier(drawn(unguessable));
    living_secrets().learn(verifier);
    const netbird::LoginRequest request{.redirect_uri = std::string(netbird::command_line_redirect),
                                        .state = drawn(unguessable),
                                        .nonce = drawn(unguessable),
                                        .challenge = in_base64url(crypto::sha256(verifier.reveal()))};
    const auto code = co_await password_login_.sign_in(*discovery, request, wish_.owner_email, password);
    if (code.has_error())
        co_return refused_login(code.error(), notes_.makes_owner).with_context("signing the owner in");
    auto token = co_await tokens_.exchange(*discovery, *code, verifier, request.redirect_uri);
    if (token.has_error())
        co_return token.error().with_context("signing the owner in");
    id_token_ = std::move(*token);
    owner_.emplace(administration(netbird::bearer_of(*id_token_)));
    co_return Result<void>();
}

/// The first request of a first login makes the account.
asio::awaitable<Result<void>> Bootstrap::verify()
{
    const auto user = co_await tokens_.user(*id_token_);
    if (user.value.has_error())
        co_return user.value.error().with_context("asking NetBird who signed in");
    if (const auto objection = objection_to_owner(*user.value))
        co_return *objection;
    const auto account = co_await owner_->account();
    if (account.has_error())
        co_return account.error();
    if (const auto objection = objection_to_account(*account))
        co_return *objection;
    report_.owner = user.value->email.empty() ? wish_.owner_email : user.value->email;
    report_.domain = *account->domain;
    report_.user_approval = account->user_approval;
    co_return Result<void>();
}

asio::awaitable<Result<void>> Bootstrap::provide_service_user()
{
    const auto users = co_await owner_->users();
    if (users.has_error())
        co_return users.error();
    auto user = choose_service_user(*users, notes_, wish_.service_user);
    if (user.has_error())
        co_return user.error();
    if (!*user)
    {
        notes_.service_user = wish_.service_user;
        notes_.service_user_id.clear();
        notes_.token.clear(); // of one that is gone
        notes_.token_id.clear();
        if (const auto noted = note(); noted.has_error())
            co_return noted.error();
        auto made = co_await owner_->make_service_user(wish_.service_user);
        if (made.has_error())
            co_return made.error();
        *user = std::move(*made);
        report_.service_user_made = true;
    }
    notes_.service_user = (*user)->name;
    notes_.service_user_id = (*user)->id;
    report_.service_user = (*user)->name;
    co_return note();
}

asio::awaitable<Result<void>> Bootstrap::provide_token()
{
    const auto revoked = co_await revoke_lost_tokens();
    if (revoked.has_error())
        co_return revoked.error();
    notes_.token = wish_.service_user + " " + drawn(distinguishing);
    notes_.token_id.clear();
    if (const auto noted = note(); noted.has_error())
        co_return noted.error();
    const auto made = co_await owner_->make_token(notes_.service_user_id, notes_.token, wish_.token_life);
    if (made.has_error())
        co_return made.error();
    report_.token_made = true;
    report_.token_expires = made->about.expires;
    if (const auto written = dependencies_.target.write_token(made->plain); written.has_error())
        co_return written.error();
    notes_.token_id = made->about.id;
    if (const auto noted = note(); noted.has_error())
        co_return noted.error();
    netbird::Inspector inspector(dependencies_.http, dependencies_.clock, as_daemon(made->plain));
    const auto list = co_await inspector.list();
    if (list.value.has_error())
        co_return list.value.error().with_context("the new token does not work");
    co_return Result<void>();
}

asio::awaitable<Result<void>> Bootstrap::revoke_lost_tokens()
{
    if (notes_.token.empty())
        co_return Result<void>();
    const auto tokens = co_await owner_->tokens(notes_.service_user_id);
    if (tokens.has_error())
        co_return tokens.error();
    for (const auto& lost : lost_tokens(*tokens, notes_))
    {
        const auto revoked = co_await owner_->revoke_token(notes_.service_user_id, lost.id);
        if (revoked.has_error())
            co_return revoked.error();
        ++report_.tokens_revoked;
    }
    co_return Result<void>();
}

/// By the daemon's token, which may see less: what it does not see is left out.
asio::awaitable<Result<void>> Bootstrap::describe_what_is_there()
{
    auto daemon = administration(netbird::authorization_for(*token_));
    const auto account = co_await daemon.account();
    if (account.has_value())
    {
        report_.domain = account->domain.value_or("");
        report_.user_approval = account->user_approval;
    }
    const auto users = co_await daemon.users();
    if (users.has_error())
        co_return Result<void>();
    for (const auto& user : *users)
    {
        if (user.role == "owner")
            report_.owner = user.email;
        if (!user.is_current)
            continue;
        report_.service_user = user.name;
        const auto own = co_await daemon.tokens(user.id);
        const auto* used = own.has_value() ? netbird::used_last(*own) : nullptr;
        if (used != nullptr)
            report_.token_expires = used->expires;
    }
    co_return Result<void>();
}

netbird::ClientOptions Bootstrap::as_daemon(const Secret& token) const
{
    return {.management = wish_.management, .token = token.clone(), .timeout = wish_.timeout};
}

netbird::Administration Bootstrap::administration(Secret authorization)
{
    return {dependencies_.http, dependencies_.clock, wish_.management, wish_.timeout,
            std::move(authorization)};
}

Result<void> Bootstrap::note()
{
    return dependencies_.notes.save(notes_);
}

std::string Bootstrap::drawn(std::size_t bytes)
{
    std::vector<std::byte> drawn(bytes);
    dependencies_.random.fill(drawn);
    return in_base64url(drawn);
}

} // namespace idpsync::bootstrap
