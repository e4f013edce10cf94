#pragma once

// An import as the command makes it, and its text read back.

#include "cli/render/render_import.hpp"
#include "config/loading.hpp"
#include "config/write.hpp"
#include "core/model.hpp"

#include <string>
#include <vector>

namespace idpsync::cli {

inline const std::string url = "https://netbird.example.com";

/// As the command makes it.
inline Import import_of(const test::World& world)
{
    auto import = make_import(world.observed, world.desired_state(), world.ledger, false);
    for (auto& one : import.providers)
        one.refused = config::objections(one.key, one.connector, world.desired_state());
    return import;
}

inline config::test::Outcome load_fragments(const std::vector<std::string>& fragments)
{
    config::test::MemoryFiles files;
    files.put(config::test::config_file, config::test::minimal);
    for (std::size_t i = 0; i < fragments.size(); ++i)
        files.put(config::test::providers_dir + "/" + std::to_string(i) + ".yaml", fragments[i]);
    return config::test::load_from(files);
}

inline std::size_t refused_in(const Import& import)
{
    std::size_t count = 0;
    for (const auto& one : import.providers)
        count += one.refused.empty() ? 0 : 1;
    return count;
}

} // namespace idpsync::cli
