#include "cli/acknowledge.hpp"

#include "cli/prepare.hpp"
#include "core/text.hpp"
#include "reconcile/acknowledge.hpp"
#include "service/system/posix_files.hpp"
#include "service/system/state_owner.hpp"
#include "service/system/system_random.hpp"

#include <filesystem>
#include <system_error>

namespace idpsync::cli {

Result<service::control::AcknowledgeAnswer> acknowledge_here(const AcknowledgeOptions& options,
                                                             const Error& nobody, Console& console)
{
    const auto directory = state_directory_from(options.common, console.environment());
    const NextCommand commands{.daemon = false, .options = options_to_repeat(options.common)};
    std::error_code failed;
    if (!std::filesystem::exists(directory + "/ledger.json", failed))
        return nobody.with_context("there is no ledger in " + escaped(directory));
    if (const auto owned = service::become_owner_of(directory); owned.has_error())
        return owned.error();
    service::PosixFiles files;
    service::SystemRandom random;
    reconcile::LedgerStore store(files, random, directory);
    store.name_commands(commands);
    if (const auto locked = store.lock(); locked.has_error())
        return locked.error().kind == ErrorKind::conflict ? nobody : locked.error();
    const auto log = make_log(options.common, {}, console);
    const auto outcome = reconcile::acknowledge_restart(store, *log, options.generation);
    if (outcome.has_error())
        return outcome.error();
    return service::control::acknowledge_answer(*outcome, commands);
}

} // namespace idpsync::cli
