#pragma once

// What the tests of the configuration share: a load from memory, and what came of it.

#include "config/load.hpp"
#include "config/load_standalone.hpp"
#include "support/memory_files.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config::test {

using idpsync::test::MemoryFiles;

inline const std::string config_file = "/etc/idp/config.yaml";
inline const std::string providers_dir = "/etc/idp/providers.d";

/// The least that a configuration needs.
inline const std::string minimal = "version: 1\n"
                                   "management:\n"
                                   "  url: https://netbird.example.com\n"
                                   "  token: {file: token}\n";

/// `minimal` with more lines.
std::string with(std::string_view more);

/// `minimal` with one provider "corp" that has these lines, each indented by the function.
std::string with_provider(std::string_view lines);

/// A provider that is right, for with_provider().
inline const std::string okta = "type: okta\n"
                                "issuer: https://corp.okta.com\n"
                                "client_id: netbird\n";

/// Every error and warning as one line each.
struct Outcome
{
    std::optional<Configuration> configuration;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;

    [[nodiscard]] bool loaded() const { return configuration.has_value(); }
    [[nodiscard]] const DesiredProvider& provider(std::string_view key) const;
    [[nodiscard]] std::string all() const; ///< errors and warnings, a line each
};

Outcome load_from(MemoryFiles& files);
Outcome load_text(std::string_view text, std::uint32_t mode = 0640);

/// The same of a standalone configuration.
struct StandaloneOutcome
{
    std::optional<StandaloneConfiguration> configuration;
    std::vector<std::string> errors;
    std::vector<std::string> leftovers;

    [[nodiscard]] std::string all() const; ///< errors, a line each
};

StandaloneOutcome load_standalone_from(MemoryFiles& files);
StandaloneOutcome load_standalone_text(std::string_view text);

/// The only error in `text`; the test fails when there is none, or another.
std::string only_error(std::string_view text);

/// Fails unless the only error in `text` is `said`, without "/etc/idp/config.yaml:" in front.
void expect_one_error(const std::string& text, std::string_view said);

} // namespace idpsync::config::test
