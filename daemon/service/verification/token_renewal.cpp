#include "service/verification/token_renewal.hpp"

#include "core/time_text.hpp"
#include "service/token_session.hpp"

namespace idpsync::service {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::hours until_next_try{24};

/// Whether both name one file, to be renewed alike.
bool same_renewal(const config::Management& left, const config::Management& right)
{
    const auto file = token_file_path(left);
    const auto other = token_file_path(right);
    return left.token_renew == right.token_renew && file.has_value() && other.has_value() && *file == *other;
}

} // namespace

TokenRenewal::TokenRenewal(Dependencies dependencies) : dependencies_(std::move(dependencies))
{}

void TokenRenewal::obey(const config::Management& management)
{
    const bool same = same_renewal(management, management_);
    management_ = management;
    if (same)
        return;
    status_ = {.within = management.token_renew, .problem = {}, .next = {}};
    if (status_.within.count() != 0)
    {
        const auto file = open();
        const auto writable = file.has_error() ? Result<void>(file.error()) : (*file)->check_writable();
        if (writable.has_error())
            fail(writable.error());
    }
    not_before_.reset();
}

asio::awaitable<void> TokenRenewal::after_pass(Session& session, bool may_write)
{
    const bool waits = not_before_ && dependencies_.clock.now() < *not_before_;
    if (status_.within.count() == 0 || !may_write || waits)
        co_return;
    const bool ends = ends_soon(session);
    if (!ends && !was_cut())
        co_return;
    const auto file = open();
    if (file.has_error())
    {
        fail(file.error());
        co_return;
    }
    bootstrap::RenewalNotesStore notes(dependencies_.files, dependencies_.state_directory);
    bootstrap::Renewal renewal({session.http(), dependencies_.clock, dependencies_.random, notes, **file},
                               management_.url, management_.timeout);
    if (ends)
        co_await renew(renewal);
    else
        co_await clear_up(renewal);
}

bool TokenRenewal::ends_soon(Session& session) const
{
    const auto within = std::chrono::duration_cast<std::chrono::seconds>(status_.within);
    const auto& token = session.token_watch().token();
    return token && bootstrap::is_renewal_due(within, *token, dependencies_.clock.wall_now());
}

/// By this program's last run, or the one before the token could be revoked.
bool TokenRenewal::was_cut()
{
    if (!was_cut_)
    {
        const auto notes =
            bootstrap::RenewalNotesStore(dependencies_.files, dependencies_.state_directory).load();
        was_cut_ = notes.has_value() && *notes && !(*notes)->successor.empty();
    }
    return *was_cut_;
}

asio::awaitable<void> TokenRenewal::renew(bootstrap::Renewal& renewal)
{
    const auto renewed = co_await renewal.renew(std::nullopt);
    if (renewed.has_error())
    {
        fail(renewed.error());
        co_return;
    }
    const bool clean = renewed->left.empty();
    Event event{EventName::token_renewed,
                clean ? Level::info : Level::warning,
                std::nullopt,
                {{"token", renewed->token}, {"expires", format_timestamp(renewed->expires)}}};
    if (!clean)
        event.fields.emplace_back("note", renewed->left);
    dependencies_.log.emit(std::move(event));
    status_.problem = renewed->left;
    status_.next.clear();
    status_.failed = false;
    was_cut_.reset();
    // Also where NetBird goes on showing an end that is near: not twice a day.
    not_before_ = dependencies_.clock.now() + until_next_try;
}

asio::awaitable<void> TokenRenewal::clear_up(bootstrap::Renewal& renewal)
{
    const auto revoked = co_await renewal.settle();
    if (revoked.has_error())
    {
        fail(revoked.error());
        co_return;
    }
    was_cut_ = false;
    status_.problem.clear();
    status_.next.clear();
    status_.failed = false;
}

Result<std::unique_ptr<bootstrap::TokenFile>> TokenRenewal::open() const
{
    auto path = token_file_path(management_);
    if (path.has_error())
        return path.error();
    if (!dependencies_.open_file)
        return Error{ErrorKind::storage, "the token's file cannot be replaced here"};
    return dependencies_.open_file(*path);
}

void TokenRenewal::fail(const Error& error)
{
    status_.problem = error.message;
    status_.next = error.next;
    status_.failed = true;
    was_cut_.reset();
    not_before_ = dependencies_.clock.now() + until_next_try;
    dependencies_.log.emit({EventName::token_renewal_failed,
                            Level::warning,
                            std::nullopt,
                            {{"error", error.message}, {"next", error.next}}});
}

} // namespace idpsync::service
