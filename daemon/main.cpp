#include "cli/run.hpp"
#include "service/system/private_memory.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

/// In place of libstdc++'s, which carries 48 KB of demangler to name an exception that nobody caught:
/// commands catch and report theirs (cli/run.cpp), so that this is for a bug in what comes before and after.
void __gnu_cxx::__verbose_terminate_handler()
{
    std::abort();
}

int main(int argument_count, char** arguments)
{
    idpsync::service::keep_memory_private();
    // A pipe or connection that the other end has closed is an error to handle, not a reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    auto console = idpsync::cli::Console::standard();
    const std::vector<std::string> behind_the_name(arguments + (argument_count > 0 ? 1 : 0),
                                                   arguments + argument_count);
    return static_cast<int>(idpsync::cli::run(behind_the_name, console));
}
