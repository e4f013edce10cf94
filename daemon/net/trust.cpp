// Which certificates are trusted.

#include "core/text.hpp"
#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace idpsync::net {
namespace {

constexpr std::string_view system_directory = "/etc/ssl/certs";
constexpr std::string_view system_bundle = "/etc/ssl/certs/ca-certificates.crt";

/// The variable names something else than what the system trusts anyway.
bool names_another(const char* variable, std::string_view system_path)
{
    const char* value = std::getenv(variable);
    return value != nullptr && value != system_path;
}

/// "1a2b3c4d.0": the name under which OpenSSL looks for a certificate in a directory.
bool is_hashed_link(const std::string& name)
{
    constexpr std::size_t hash_digits = 8;
    const auto is_hexadecimal = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return name.size() >= hash_digits + 2 && name[hash_digits] == '.' &&
           std::all_of(name.begin(), name.begin() + hash_digits, is_hexadecimal) &&
           std::all_of(name.begin() + hash_digits + 1, name.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

bool has_hashed_links(std::string_view directory)
{
    std::error_code error;
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error))
        if (is_hashed_link(entry->path().filename().string()))
            return true;
    return false;
}

/// A certificate file must not make OpenSSL ask for a password on the terminal.
int no_password(char*, int, int, void*)
{
    return 0;
}

std::string ca_file_name(const std::optional<std::string>& ca_name)
{
    return ca_name ? "the CA file " + escaped(*ca_name) : "the CA file";
}

Result<std::string> trust_only(SSL_CTX& context, const std::string& pem, const std::string& file)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    auto* store = SSL_CTX_get_cert_store(&context);
    std::size_t count = 0;
    ERR_clear_error();
    while (auto* read = PEM_read_bio_X509(text.get(), nullptr, &no_password, nullptr))
    {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(read, &X509_free);
        X509_STORE_add_cert(store, certificate.get());
        ++count;
    }
    const auto reason = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    if (reason != PEM_R_NO_START_LINE)
        return Error{ErrorKind::bad_config, file + " cannot be used: certificate " +
                                                std::to_string(count + 1) +
                                                " in it is damaged; expected PEM certificates"};
    if (count == 0)
        return Error{ErrorKind::bad_config,
                     file + " cannot be used: it holds no certificate; expected PEM text that begins with "
                            "-----BEGIN CERTIFICATE-----"};
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(&context), X509_V_FLAG_PARTIAL_CHAIN);
    return "the certificates in " + file;
}

std::string trust_system(SSL_CTX& context)
{
    if (names_another("SSL_CERT_FILE", system_bundle) || names_another("SSL_CERT_DIR", system_directory))
    {
        SSL_CTX_set_default_verify_paths(&context);
        return "the certificates that SSL_CERT_FILE and SSL_CERT_DIR name";
    }
    // Looked up by hash when needed; the bundle with the same certificates costs 30 ms and some MiB to read.
    if (has_hashed_links(system_directory))
        SSL_CTX_load_verify_dir(&context, system_directory.data());
    else
        SSL_CTX_set_default_verify_paths(&context);
    return "the certificates this system trusts (Debian: the package ca-certificates)";
}

} // namespace

TlsContext::TlsContext(std::shared_ptr<ssl_ctx_st> context, std::string trusted)
    : context_(std::move(context)), trusted_(std::move(trusted))
{}

void TlsContext::offer_http2() const
{
    constexpr std::array<unsigned char, 3> protocols{2, 'h', '2'};
    SSL_CTX_set_alpn_protos(context_.get(), protocols.data(), protocols.size());
}

Result<TlsContext> TlsContext::make(const std::optional<std::string>& ca_pem,
                                    const std::optional<std::string>& ca_name)
{
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1)
        return Error{ErrorKind::bad_config,
                     "TLS cannot be set up: OpenSSL refuses its own configuration (openssl.cnf)"};
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    if (!ca_pem)
        return TlsContext(context, trust_system(*context));
    auto trusted = trust_only(*context, *ca_pem, ca_file_name(ca_name));
    if (!trusted)
        return trusted.error();
    return TlsContext(context, std::move(*trusted));
}

} // namespace idpsync::net
