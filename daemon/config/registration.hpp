#pragma once

#include "config/providers.hpp"
#include "config/setting.hpp"

namespace idpsync::config {

extern const Table<ProviderDraft> registration_settings;

/// Whether `section` enters the API of a provider of this type as that wants it (see below); reports what it
/// lacks, and what is not used with the type.
bool has_entrance(const Mapping& section, ProviderType type, const RegistrationDraft& read);

/// Reads `registration:` of `provider`, whose type was read before. What it must say depends on the type:
///
/// | type                | token    | client_id and client_secret |
/// |---------------------|----------|-----------------------------|
/// | pocketid, authentik | required | refused                     |
/// | keycloak, entra     | refused  | required                    |
/// | each other          | the section is refused as a whole      |
void read_registration(const Value& value, const Row<ProviderDraft>& row, const Mapping& provider,
                       ProviderDraft& into);

} // namespace idpsync::config
