#pragma once

// settings-before.json of the state directory: the account's settings as they were before group sync was last
// written. docs/ledger.md describes it. Pure.

#include "core/error.hpp"
#include "core/group_settings.hpp"
#include "core/policy.hpp"

#include <string>
#include <string_view>

namespace idpsync::reconcile {

struct KeptSettings
{
    std::string account_id; ///< whose they are
    GroupSettings groups;
};

/// The text of the file; `settings` is the whole object as NetBird wrote it.
std::string encode_kept_settings(const std::string& account_id, WallTime now, std::string_view settings);

/// Error (storage): it is no such file, or a newer program's.
Result<KeptSettings> decode_kept_settings(std::string_view text);

} // namespace idpsync::reconcile
