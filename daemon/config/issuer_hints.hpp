#pragma once

// Addresses that are pasted where an issuer belongs: known without asking anybody.

#include <string>
#include <string_view>

namespace idpsync::config {

/// Why `url` is not an issuer, and which issuer to write: a discovery document, an endpoint, a console, an
/// address of Entra that is no issuer. "is the address of a discovery document; write the issuer:
/// \"https://id.example.com\"". Empty when nothing is known against it. `url` is without a user and password.
std::string instead_of_issuer(std::string_view url);

} // namespace idpsync::config
