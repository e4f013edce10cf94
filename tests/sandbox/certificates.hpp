#pragma once

#include <string>
#include <vector>

namespace idpsync::sandbox {

/// What a TLS server needs, and what its clients must trust.
struct TlsIdentity
{
    std::string certificate_pem;
    std::string key_pem;
    std::string ca_pem; ///< empty when the certificate came from outside
};

struct CertificateWish
{
    std::vector<std::string> hosts{"127.0.0.1", "localhost"}; ///< names and addresses it is for
    bool expired = false;                                     ///< ended yesterday
    int days_left = 10;                                       ///< unless it is expired
};

/// A certificate by a new authority of its own. Throws when OpenSSL fails.
TlsIdentity make_identity(const CertificateWish& wish = {});

} // namespace idpsync::sandbox
