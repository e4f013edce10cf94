#pragma once

// What an operator asks of a running daemon with `reload`, and what came of it.

#include "config/diagnostic.hpp"
#include "core/error.hpp"
#include "core/pass_flags.hpp"
#include "core/policy.hpp"
#include "net/async_event.hpp"
#include "reconcile/report.hpp"
#include "service/candidate_files.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace idpsync::service {

/// The same as `apply` takes (docs/reconciling.md 28).
struct ReloadRequest
{
    std::vector<std::string> keys;            ///< as typed; empty: all
    std::vector<std::string> force_preflight; ///< as typed: written even when the provider refuses it
    bool write = true;                        ///< false: only what a pass would do
    PassFlags flags;
    std::optional<std::set<ConnectorId>> agreed_deletes; ///< as in PassRequest
    /// Files in place of those on the disk, which are only planned; nothing: those on the disk.
    std::optional<CandidateTexts> candidate;
    bool progress = false; ///< whoever asks is to hear how far the pass is
    std::string who;       ///< who asks, as "root (sudo alice)"; set by the daemon's side

    /// Nothing but "read everything and run a pass", as SIGHUP does.
    [[nodiscard]] bool plain() const;

    /// The same work, whoever asks.
    [[nodiscard]] bool same_as(const ReloadRequest& other) const;
};

struct ReloadOutcome
{
    std::vector<config::Diagnostic> refused; ///< what is wrong with the files; the last good ones stay
    std::vector<config::Diagnostic> warnings;
    std::optional<Error> error;              ///< why there was no pass, or why it could not do its work
    std::optional<reconcile::Report> report; ///< of the pass
    std::string management_url;
    Mode mode = Mode::enforce; ///< as configured
    bool paused = false;       ///< the pass wrote nothing, whatever `mode` says
    /// Of a candidate: settings that are not what is in force, and that the plan was made without.
    std::vector<std::string> not_judged;
};

/// One who waits for an outcome; letting go of it before the pass began takes the request back.
struct PendingReload
{
    PendingReload(const boost::asio::any_io_executor& executor, ReloadRequest asked)
        : request(std::move(asked)), answered(executor)
    {}

    ReloadRequest request;
    net::AsyncEvent answered;
    std::shared_ptr<const ReloadOutcome> outcome;    ///< once answered
    std::optional<reconcile::PassProgress> progress; ///< of its pass; nothing: it has not begun to work
};

/// Those who wait, in the order they came. Equal requests that wait at the same time share one pass, which
/// the queue watches.
class ReloadQueue final : public reconcile::PassWatcher
{
public:
    void add(const std::shared_ptr<PendingReload>& pending);

    /// The request to carry out next, shared from now on by all that are equal to it; nothing when nobody
    /// waits. Needs answer() before it is called again.
    std::optional<ReloadRequest> begin();

    /// Answers those whom the last begin() was for.
    void answer(ReloadOutcome outcome);

    [[nodiscard]] bool waiting() const;

    void got_to(const reconcile::PassProgress& progress) override;
    void planned(const Plan&) override {}

private:
    void forget_those_who_left();

    std::vector<std::weak_ptr<PendingReload>> waiting_;
    std::vector<std::weak_ptr<PendingReload>> in_progress_;
};

} // namespace idpsync::service
