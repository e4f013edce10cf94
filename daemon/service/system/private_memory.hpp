#pragma once

// A process that holds secrets keeps its memory to itself.

namespace idpsync::service {

/// From here on, no core dump of this process is written, and no other process of the same user can attach to
/// it or read its memory (man 2 prctl, PR_SET_DUMPABLE). The first thing that main() does, since every
/// command reads secrets; what the units say (LimitCORE=) does not reach commands by hand. Programs that this
/// one starts begin afresh, but without core dumps.
///
/// A build with the address sanitizer only forgoes core dumps: its search for leaks attaches to the process.
void keep_memory_private();

} // namespace idpsync::service
