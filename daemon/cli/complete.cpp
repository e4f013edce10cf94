#include "cli/complete.hpp"

#include "config/load.hpp"
#include "service/system/posix_files.hpp"

namespace idpsync::cli {

ExitCode complete(const CompleteOptions& options, Console& console)
{
    service::PosixFiles files;
    const auto loaded = config::load(files, options.common.config);
    if (loaded.has_error())
        return ExitCode::bad_config;
    std::string keys;
    for (const auto& provider : loaded->desired.providers())
        keys += provider.key.str() + '\n';
    if (loaded->desired.group_sync())
        keys += "group_sync\n";
    console.print_exactly(keys);
    return console.finish(ExitCode::success);
}

} // namespace idpsync::cli
