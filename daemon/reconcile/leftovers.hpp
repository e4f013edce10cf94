#pragma once

// What a process that was killed while it wrote leaves in the state directory.

#include "core/seams.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace idpsync::reconcile {

/// Removes the temporary files in `directory` for files that `belongs` names. The caller holds the lock under
/// which these are written: nobody is writing one now. Failures are passed over: they cost a file, no more.
void remove_leftovers(Files& files, const std::string& directory,
                      const std::function<bool(std::string_view name)>& belongs);

} // namespace idpsync::reconcile
