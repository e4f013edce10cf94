#pragma once

// Values -> YAML text, and what the reader of the files says of that text. config/load reads what is written
// here as the same values.

#include "core/desired.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config {

/// `text` as a scalar on one line: plain where every YAML reader takes it for this text, in double quotes
/// otherwise, with all escaped that escaped() (core/text.hpp) would. Bytes that are not UTF-8 have no form in
/// YAML and come out as other characters; objections() finds that.
std::string yaml_scalar(std::string_view text);

/// The entry of `identity_providers` that declares exactly this connector, by its id and without a secret:
/// "corp:" and its settings, a line each, not indented. The place of client_secret is kept by a comment.
std::string provider_entry(const ProviderKey& key, const ObservedProvider& connector);

/// The section `group_sync` of config.yaml that declares exactly these settings, not indented.
std::string group_sync_section(const GroupSettings& settings);

/// What the reader of the files says of group_sync_section(), as "group_sync.claim: …".
struct SectionVerdict
{
    std::vector<std::string> errors; ///< why it would not be taken; empty when there is nothing against it
    std::vector<std::string> warnings;
};

SectionVerdict verdict_on(const GroupSettings& settings);

/// `text` with `prefix` in front of each line.
std::string with_prefix(std::string_view text, std::string_view prefix);

/// Why provider_entry() would not be taken, or not as these values, beside what is `declared`: the errors of
/// the reader itself, as "identity_providers.corp.name: …". Empty when there is nothing against it.
std::vector<std::string> objections(const ProviderKey& key, const ObservedProvider& connector,
                                    const DesiredState& declared);

} // namespace idpsync::config
