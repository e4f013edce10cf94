#pragma once

// A URI as it is registered for a client: as text, or as a pattern of the server's own kind.

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// How a server compares.
enum class UriMatch
{
    exact,
    prefix, ///< Keycloak: a "*" at the end stands for anything
    glob,   ///< Pocket ID: "*" within one segment, "**" across them
    regex   ///< authentik: as Python's re has it
};

struct RegisteredUri
{
    std::string text; ///< raw
    UriMatch match = UriMatch::exact;

    bool operator==(const RegisteredUri&) const = default;
};

enum class Covers
{
    yes,
    no,
    unknown ///< it is an expression that only the server itself can compare
};

Covers covers(const RegisteredUri& registered, std::string_view uri);

/// Whether any of them does; unknown where none does, and one of them might.
Covers covers(const std::vector<RegisteredUri>& registered, std::string_view uri);

} // namespace idpsync::registrar
