#pragma once

// How the one secret of a client is replaced where its provider knows no second one, and how such a change
// goes on after it was cut (docs/reconciling.md 36). Pure.
//
// The new secret is held as the client's own, the former one beside it, for as long as it may have to be put
// back. Each step is on the disk before it leaves.

#include "core/ledger.hpp"
#include "core/plan.hpp"

#include <optional>

namespace idpsync::registrar {

/// What is on the disk, and what the provider shows, when a pass begins.
struct SwapView
{
    SecretSwap swap = SecretSwap::none;
    bool settled = false;      ///< the held secret was seen to be the provider's
    bool keeps_former = false; ///< the former one is kept
    bool holds_former = false; ///< and is the one that is held
    bool provider_shows_former = false;
};

BOOST_DEFINE_ENUM_CLASS(SwapResumption,
                        none,        ///< nothing was cut
                        forget,      ///< nothing was changed at the provider: the former secret stays
                        send,        ///< the held secret is sent once more
                        prove,       ///< the provider has it: it goes to NetBird
                        take_former, ///< the former secret is to be held, and sent
                        ended        ///< the former secret is back
)

/// | swap      | the provider took it | the former secret is       | resumption  |
/// |-----------|----------------------|----------------------------|-------------|
/// | replacing | not known            | not kept yet, or held      | forget      |
/// | replacing | not known            | shown by the provider      | forget      |
/// | replacing | not known            | kept                       | send        |
/// | replacing | yes                  | any                        | prove       |
/// | returning | not known            | kept, another is held      | take_former |
/// | returning | not known            | held, or not kept any more | send        |
/// | returning | yes                  | any                        | ended       |
/// | others    | any                  | any                        | none        |
SwapResumption resume(const SwapView& view);

BOOST_DEFINE_ENUM_CLASS(SwapStep,
                        go_on,   ///< NetBird gets the new secret, or has it
                        go_back, ///< the former secret is put back at the provider
                        stay     ///< as it is, until a later pass
)

/// The provider has the new secret, and was asked whether it takes it. `item`: as that left the connector.
///
/// | the connector                              | the former one can be put back | it cannot |
/// |--------------------------------------------|--------------------------------|-----------|
/// | is written, or has the new secret          | go_on                          | go_on     |
/// | waits for an earlier write                 | stay                           | stay      |
/// | nobody could verify the new secret         | go_back                        | go_on     |
/// | the provider refuses the new secret        | go_back                        | stay      |
/// | is not written for any other reason        | go_back                        | stay      |
///
/// Where it cannot be put back, what NetBird has is dead: what nobody could verify is better than that.
SwapStep after_proof(const PlanItem& item, bool can_go_back);

/// NetBird was sent the new secret. `error`: how that failed; nothing: it did not.
///
/// | NetBird                          | the former one can be put back | it cannot |
/// |----------------------------------|--------------------------------|-----------|
/// | took it                          | go_on                          | go_on     |
/// | did not take it                  | go_back                        | stay      |
/// | may have taken it                | stay                           | stay      |
SwapStep after_write(const std::optional<Error>& error, bool can_go_back);

/// The provider was sent a secret, and certainly did not take it.
bool was_certainly_not_taken(const Error& error);

} // namespace idpsync::registrar
