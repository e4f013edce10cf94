#pragma once

#include "core/seams.hpp"
#include "core/secret.hpp"

namespace idpsync::registrar {

/// A client secret of 64 letters, digits, "-" and "_": nothing that a form or a header has to encode.
Secret random_secret(Random& random);

} // namespace idpsync::registrar
