#include "reconcile/leftovers.hpp"

#include "core/temporary_name.hpp"

namespace idpsync::reconcile {

void remove_leftovers(Files& files, const std::string& directory,
                      const std::function<bool(std::string_view name)>& belongs)
{
    const auto listed = files.list(directory);
    if (listed.has_error())
        return;
    for (const auto& file : *listed)
        if (const auto name = target_of_temporary(file); !name.empty() && belongs(name))
            static_cast<void>(files.remove_file(directory + "/" + file));
}

} // namespace idpsync::reconcile
