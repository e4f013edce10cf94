// What `bootstrap` looks at before it makes anything.

#include "bootstrap/bootstrap.hpp"
#include "core/text.hpp"
#include "netbird/inspector.hpp"

#include <boost/url/parse.hpp>

namespace idpsync::bootstrap {

namespace asio = boost::asio;

namespace {

std::string host_of(const std::string& issuer)
{
    const auto url = boost::urls::parse_uri(issuer);
    return url ? std::string(url->encoded_host()) : std::string();
}

bool is_silence(const Error& error)
{
    return error.kind == ErrorKind::transport || error.kind == ErrorKind::timed_out;
}

} // namespace

asio::awaitable<Result<Way>> Bootstrap::look()
{
    if (const auto locked = dependencies_.notes.lock(); locked.has_error())
        co_return locked.error();
    auto known = dependencies_.notes.load();
    if (known.has_error())
        co_return known.error();
    if (const auto read = look_at_declared_owner(); read.has_error())
        co_return read.error();
    const auto required = co_await first_steps_.setup_required();
    // An owner can be declared before NetBird runs for the first time.
    running_ = required.has_value();
    if (!running_ && !(wish_.owner_in_configuration && is_silence(required.error())))
        co_return required.error();
    const auto token = co_await look_at_token();
    if (token.has_error())
        co_return token.error();
    const auto way = choose_way(wish_, {.setup_required = running_ && *required,
                                        .token = *token,
                                        .notes = *known,
                                        .running = running_,
                                        .declared = declared_.has_value()});
    if (way.has_error())
        co_return way.error();
    way_ = *way;
    notes_ = known->value_or(Notes());
    notes_.url = wish_.management.buffer();
    if (way_ == Way::finished)
        co_return way_;
    notes_.owner = wish_.owner_email;
    const auto address = co_await look_at_address();
    if (address.has_error())
        co_return address.error();
    if (const auto writable = dependencies_.target.check_writable(); writable.has_error())
        co_return writable.error();
    co_return way_;
}

Result<void> Bootstrap::look_at_declared_owner()
{
    if (!wish_.owner_in_configuration)
        return {};
    auto declared = dependencies_.owner_file->read();
    if (declared.has_error())
        return declared.error().with_context(escaped(dependencies_.owner_file->path()));
    if (const auto objection = objection_to_declared(*declared, wish_))
        return *objection;
    declared_ = std::move(*declared);
    return {};
}

asio::awaitable<Result<TokenSeen>> Bootstrap::look_at_token()
{
    auto token = dependencies_.target.read_token();
    if (token.has_error())
        co_return token.error();
    if (!*token)
        co_return TokenSeen::none;
    token_ = std::move(**token);
    netbird::Inspector inspector(dependencies_.http, dependencies_.clock, as_daemon(*token_));
    const auto list = co_await inspector.list();
    if (list.value.has_value())
        co_return TokenSeen::works;
    if (list.value.error().kind == ErrorKind::unauthorized)
        co_return TokenSeen::refused;
    co_return list.value.error().with_context("the token in " + escaped(dependencies_.target.token_file()));
}

/// The first login makes the account, with its domain.
asio::awaitable<Result<void>> Bootstrap::look_at_address()
{
    const bool first_login = way_ != Way::sign_in || wish_.owner_in_configuration;
    if (!first_login || !running_)
        co_return Result<void>();
    const auto discovery = co_await login_service_.discovery();
    if (discovery.has_error())
        co_return discovery.error();
    if (wish_.any_address)
        co_return Result<void>();
    const auto version = co_await first_steps_.has_version_endpoint();
    if (version.has_error())
        co_return version.error();
    const Signs signs{.ends_sessions = discovery->ends_sessions, .has_version_endpoint = *version};
    if (const auto objection = objection_to_address(host_of(discovery->issuer), signs))
        co_return *objection;
    co_return Result<void>();
}

} // namespace idpsync::bootstrap
