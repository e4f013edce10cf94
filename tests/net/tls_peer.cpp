#include "tls_peer.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

namespace idpsync::net::test {
namespace {

template <auto release>
struct Releaser
{
    template <class T>
    void operator()(T* object) const
    {
        release(object);
    }
};

using Text = std::unique_ptr<BIO, Releaser<&BIO_free>>;

Text reader_of(const std::string& text)
{
    return Text(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void check(bool good, const char* what)
{
    if (!good)
        throw std::runtime_error(what);
}

} // namespace

struct TlsPeer::Parts
{
    std::unique_ptr<SSL_CTX, Releaser<&SSL_CTX_free>> context{SSL_CTX_new(TLS_server_method())};
    std::unique_ptr<SSL, Releaser<&SSL_free>> ssl;
    BIO* incoming = nullptr; // both belong to ssl
    BIO* outgoing = nullptr;
};

TlsPeer::TlsPeer(const idpsync::test::Certificate& certificate, int version)
    : parts_(std::make_shared<Parts>())
{
    auto* context = parts_->context.get();
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    const auto chain = reader_of(certificate.chain_pem);
    const std::unique_ptr<X509, Releaser<&X509_free>> leaf(
        PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    const auto key_text = reader_of(certificate.key_pem);
    const std::unique_ptr<EVP_PKEY, Releaser<&EVP_PKEY_free>> key(
        PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
    check(SSL_CTX_use_certificate(context, leaf.get()) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "key");
    parts_->ssl.reset(SSL_new(context));
    parts_->incoming = BIO_new(BIO_s_mem());
    parts_->outgoing = BIO_new(BIO_s_mem());
    SSL_set_bio(parts_->ssl.get(), parts_->incoming, parts_->outgoing);
    SSL_set_accept_state(parts_->ssl.get());
}

std::string TlsPeer::taken_out()
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(parts_->outgoing, &data);
    std::string bytes(data, static_cast<std::size_t>(size));
    static_cast<void>(BIO_reset(parts_->outgoing));
    return bytes;
}

std::string TlsPeer::take(const std::string& bytes)
{
    BIO_write(parts_->incoming, bytes.data(), static_cast<int>(bytes.size()));
    std::array<char, 16384> text{};
    std::size_t count = 0;
    // Also carries the handshake on.
    while (SSL_read_ex(parts_->ssl.get(), text.data(), text.size(), &count) == 1)
        continue;
    return taken_out();
}

std::string TlsPeer::say(const std::string& text)
{
    std::size_t count = 0;
    check(SSL_write_ex(parts_->ssl.get(), text.data(), text.size(), &count) == 1, "write");
    return taken_out();
}

std::string TlsPeer::end_mark()
{
    SSL_shutdown(parts_->ssl.get());
    return taken_out();
}

std::string TlsPeer::key_update()
{
    check(SSL_key_update(parts_->ssl.get(), SSL_KEY_UPDATE_REQUESTED) == 1, "key update");
    SSL_do_handshake(parts_->ssl.get());
    return taken_out();
}

std::string TlsPeer::ticket()
{
    check(SSL_new_session_ticket(parts_->ssl.get()) == 1, "ticket");
    SSL_do_handshake(parts_->ssl.get());
    return taken_out();
}

std::string TlsPeer::hello_request()
{
    check(SSL_renegotiate(parts_->ssl.get()) == 1, "renegotiate");
    SSL_do_handshake(parts_->ssl.get());
    return taken_out();
}

std::vector<std::string> records_of(const std::string& bytes)
{
    constexpr std::size_t head = 5;
    std::vector<std::string> records;
    std::size_t at = 0;
    while (at < bytes.size())
    {
        const auto high = static_cast<unsigned char>(bytes.at(at + 3));
        const auto low = static_cast<unsigned char>(bytes.at(at + 4));
        const std::size_t size = head + high * std::size_t{256} + low;
        records.push_back(bytes.substr(at, size));
        at += size;
    }
    return records;
}

std::string record(unsigned char type, const std::string& content)
{
    std::string bytes{static_cast<char>(type), '\x03', '\x03', static_cast<char>(content.size() / 256),
                      static_cast<char>(content.size() % 256)};
    return bytes + content;
}

std::string alert(unsigned char level, unsigned char description)
{
    return record(21, {static_cast<char>(level), static_cast<char>(description)});
}

} // namespace idpsync::net::test
