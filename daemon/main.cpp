#include "cli/run.hpp"
#include "service/system/private_memory.hpp"

#include <csignal>
#include <string>
#include <vector>

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
