#pragma once

// What a command line asks for, once it is parsed: one function for each command. Each checks what only that
// command knows, and says what is wrong as a UsageError.

#include "cli/options.hpp"

namespace idpsync::cli {

Arguments asked_check(const Typed& typed);
Arguments asked_plan(const Typed& typed);
Arguments asked_apply(const Typed& typed);
Arguments asked_import(const Typed& typed);
Arguments asked_doctor(const Typed& typed);
Arguments asked_show(const Typed& typed);
Arguments asked_bootstrap(const Typed& typed);
Arguments asked_run(const Typed& typed);
Arguments asked_status(const Typed& typed);
Arguments asked_health(const Typed& typed);
Arguments asked_history(const Typed& typed);
Arguments asked_reload(const Typed& typed);
Arguments asked_rotate(const Typed& typed);
Arguments asked_pause(const Typed& typed);
Arguments asked_resume(const Typed& typed);
Arguments asked_acknowledge(const Typed& typed);
Arguments asked_standalone(const Typed& typed);
Arguments asked_token(const Typed& typed);

} // namespace idpsync::cli
