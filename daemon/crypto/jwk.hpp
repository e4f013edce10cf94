#pragma once

// Between a JSON Web Key and OpenSSL. Used by jws.cpp.

#include "crypto/jws.hpp"

#include <openssl/evp.h>

#include <memory>

namespace idpsync::crypto {

using NativeKey = std::shared_ptr<EVP_PKEY>;

/// The public key of `jwk`, or null when there is none that could check a signature.
NativeKey native_key(const Jwk& jwk);

} // namespace idpsync::crypto
