#pragma once

// The providers are asked about what would be written: what they refuse is held back, and what they accept
// lets through a secret that was held back (docs/reconciling.md 14, 19 and 20).

#include "reconcile/pass_work.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>

namespace idpsync::reconcile {

/// Works on the plan; without a Preflight among the dependencies nobody is asked.
class PreflightStep
{
public:
    explicit PreflightStep(PassWork& work) : work_(work) {}

    /// About every connector but those whose client is written first.
    boost::asio::awaitable<void> ask();

    /// About these, once it was.
    boost::asio::awaitable<void> ask_behind_clients();

    /// About this one, whose provider has a new secret since a moment.
    boost::asio::awaitable<void> prove(PlanItem& item);

    /// What NetBird refused is kept for who asks later why it is not there.
    boost::asio::awaitable<void> note_refused_writes();

    /// Which of what was written its provider has not accepted, or refuses.
    void tell_of_unverified_writes();

private:
    boost::asio::awaitable<void> ask_those(bool behind_clients);
    [[nodiscard]] std::optional<PreflightQuestion> question_about(const PlanItem& item) const;
    [[nodiscard]] bool has_new_secret(const PlanItem& item) const;
    [[nodiscard]] bool owes_an_answer(const PlanItem& item, const PreflightQuestion& question) const;
    boost::asio::awaitable<void> ask_provider(PlanItem& item);
    void keep_in_mind(PlanItem& item);
    [[nodiscard]] std::optional<Finding> refusal_of(const PlanItem& item) const;
    [[nodiscard]] std::optional<Finding> login_service_refusal_of(const PlanItem& item) const;
    void tell_unverified(PlanItem& item);
    void tell_refused(PlanItem& item);
    void note_when_questions_are_due();

    PassWork& work_;
    bool postponed_ = false; ///< something is told only once clients are written
    std::size_t to_ask_ = 0; ///< providers
    std::size_t asked_ = 0;  ///< so many have answered
};

} // namespace idpsync::reconcile
