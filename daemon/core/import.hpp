#pragma once

// What `import` makes of NetBird's list: a key for each connector, and what a reader should know about it.

#include "core/desired.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "core/provider.hpp"

#include <string>
#include <vector>

namespace idpsync {

struct ImportedProvider
{
    ProviderKey key;
    ObservedProvider connector;
    bool known = false;               ///< the ledger has it under this key
    std::vector<std::string> notes;   ///< what needs attention, one line each; escaped
    std::vector<std::string> refused; ///< why it cannot be declared, one line each; escaped. Here only what
                                      ///< its type says; config/write.hpp knows the rest
};

/// The account's settings of group sync.
struct ImportedGroupSync
{
    GroupSettings settings;
    std::vector<std::string> notes;   ///< as in ImportedProvider; not filled in here
    std::vector<std::string> refused; ///< the same
    std::string problem;              ///< why they could not be read; escaped; empty: they were
};

struct Import
{
    std::vector<ImportedProvider> providers; ///< by key
    std::vector<ProviderKey> left_out;       ///< declared keys whose connectors are not among them
    std::optional<ImportedGroupSync>
        group_sync; ///< nothing: declared already, or never set. Not filled in here
};

/// What `declared` claims of the list (rule 1) is left out, or with `all` taken under its declared key. A
/// connector that the ledger knows keeps its key. Every other gets a new one: the words of its name, else its
/// type, with a number where that is taken; the older of two, as far as their ids tell, has the lower number.
/// No key of the files or the ledger is given to another connector. The result does not depend on the order
/// of the list.
Import make_import(const ObservedState& observed, const DesiredState& declared, const Ledger& ledger,
                   bool all);

} // namespace idpsync
