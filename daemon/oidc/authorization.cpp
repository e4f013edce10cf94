#include "oidc/authorization.hpp"

#include "crypto/base64.hpp"
#include "oidc/form.hpp"

#include <string>

namespace idpsync::oidc {

Secret basic_authorization(std::string_view client_id, const Secret& secret)
{
    auto encoded_secret = form_encoded(secret.reveal());
    auto pair = form_encoded(client_id) + ':';
    pair.reserve(pair.size() + encoded_secret.size());
    pair += encoded_secret;
    auto encoded = crypto::encode_base64(pair);
    std::string header = "Basic ";
    header.reserve(header.size() + encoded.size());
    header += encoded;
    wipe(encoded_secret);
    wipe(pair);
    wipe(encoded);
    return Secret(std::move(header));
}

Secret bearer_authorization(const Secret& token)
{
    std::string header = "Bearer ";
    header.reserve(header.size() + token.reveal().size());
    header += token.reveal();
    return Secret(std::move(header));
}

} // namespace idpsync::oidc
