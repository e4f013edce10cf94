#include "reconcile/group_commit.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace idpsync::reconcile {

namespace asio = boost::asio;

asio::awaitable<Result<void>> GroupCommit::commit()
{
    const auto batch = open_;
    if (batch)
    {
        co_await batch->done.wait();
        if (!batch->done.is_set())
            co_return Error{ErrorKind::stopped, "stopped before the ledger was saved"};
        co_return batch->result;
    }

    const auto executor = co_await asio::this_coro::executor;
    const auto mine = std::make_shared<Batch>(executor);
    open_ = mine;
    co_await asio::post(executor, asio::use_awaitable);
    open_.reset();
    mine->result = store_.save(ledger_);
    mine->done.set();
    co_return mine->result;
}

} // namespace idpsync::reconcile
