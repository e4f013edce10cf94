#include "cli/rotate.hpp"

#include "cli/apply.hpp"
#include "cli/prepare.hpp"
#include "cli/reload.hpp"
#include "reconcile/ledger_store.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/system_random.hpp"

namespace idpsync::cli {

ExitCode rotate(const RotateOptions& options, Console& console)
{
    service::PosixFiles files;
    service::SystemRandom random;
    reconcile::LedgerStore store(files, random, state_directory_from(options.common, console.environment()));
    const PassOptions& asked = options;
    return store.is_held_elsewhere() ? reload(ReloadOptions{asked}, console)
                                     : apply(ApplyOptions{asked}, console);
}

} // namespace idpsync::cli
