#include "net/tls.hpp"

#include "net/certificate.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <vector>

namespace idpsync::net {

// How it works: OpenSSL reads and writes two memory BIOs and never touches a socket; drive() repeats its call
// and carries bytes between the BIOs and the stream below until the call is done. Not asio's ssl::stream:
// that needs a lower layer of asio's own kind (ours is also a tunnel through a proxy that may itself be TLS),
// tells no reason why a certificate was refused, and takes an end of the connection without TLS's end mark
// for one with it.
namespace {

namespace asio = boost::asio;

/// Who the server should be, and what its certificate turned out to be.
struct PeerVerification
{
    std::string host;
    std::string peer;
    std::string trusted;
    std::string failure;
    ErrorCause cause = ErrorCause::unspecified;
};

int note_failure(int accepted, X509_STORE_CTX* store) noexcept
{
    if (accepted == 1)
        return 1;
    const auto* ssl =
        static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto& verification = *static_cast<PeerVerification*>(SSL_get_app_data(ssl));
    verification.failure =
        certificate_failure(*store, verification.host, verification.peer, verification.trusted);
    verification.cause = certificate_cause(*store);
    return 0;
}

Error failed(std::string message)
{
    return {ErrorKind::transport, std::move(message)};
}

/// What OpenSSL's queue of errors says, in words where it matters.
std::string openssl_said()
{
    const auto code = ERR_peek_error();
    switch (ERR_GET_REASON(code))
    {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST: return "the answer is not TLS: is that port for plain http?";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return "the server does not offer TLS 1.2 or newer";
    case SSL_R_TLSV1_UNRECOGNIZED_NAME: return "the server does not know the host name";
    default: break;
    }
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "OpenSSL error " + std::to_string(code);
}

class TlsStream final : public Stream
{
public:
    TlsStream(SSL& ssl, std::unique_ptr<Stream> lower, PeerVerification verification)
        : ssl_(&ssl, &SSL_free),
          lower_(std::move(lower)),
          verification_(std::move(verification)),
          incoming_(BIO_new(BIO_s_mem())),
          outgoing_(BIO_new(BIO_s_mem()))
    {
        SSL_set_bio(ssl_.get(), incoming_, outgoing_);
        SSL_set_app_data(ssl_.get(), &verification_);
    }

    asio::awaitable<Result<void>> handshake()
    {
        const auto connect = [this] { return SSL_connect(ssl_.get()); };
        const auto ended = co_await drive(connect);
        if (!verification_.failure.empty())
            co_return Error{ErrorKind::transport, verification_.failure, {}, verification_.cause};
        if (!ended)
            co_return ended.error().with_context("TLS with " + verification_.peer + " failed");
        if (*ended != Ended::done)
            co_return failed("TLS with " + verification_.peer +
                             " failed: the server closed the connection during the handshake");
        co_return Result<void>{};
    }

    [[nodiscard]] std::optional<WallTime> certificate_expires() const
    {
        const auto* certificate = SSL_get0_peer_certificate(ssl_.get());
        return certificate == nullptr ? std::nullopt : expiry_of(*certificate);
    }

    asio::awaitable<Result<std::size_t>> read_some(std::span<char> into) override
    {
        std::size_t count = 0;
        const auto read = [this, into, &count] {
            return SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
        };
        const auto ended = co_await drive(read);
        if (!ended)
            co_return ended.error();
        if (*ended == Ended::cut)
            co_return failed("the connection was cut: it ended without the end mark of TLS");
        co_return *ended == Ended::done ? count : std::size_t{0};
    }

    asio::awaitable<Result<void>> write(std::string_view bytes) override
    {
        if (bytes.empty())
            co_return Result<void>{};
        std::size_t count = 0;
        const auto outcome = call(
            [this, bytes, &count] { return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count); });
        if (outcome.code != SSL_ERROR_NONE)
            co_return failed(outcome.words.empty() ? "TLS cannot send" : outcome.words);
        co_return co_await flush();
    }

    bool is_quiet() override
    {
        char byte = 0;
        std::size_t count = 0;
        // Session tickets that came behind the last answer are taken in here; anything else is not quiet.
        const auto outcome =
            call([this, &byte, &count] { return SSL_peek_ex(ssl_.get(), &byte, 1, &count); });
        return outcome.code == SSL_ERROR_WANT_READ && BIO_ctrl_pending(outgoing_) == 0 && lower_->is_quiet();
    }

private:
    /// What one call of OpenSSL came to, read off before anything else can change its queue of errors.
    struct Outcome
    {
        int code = SSL_ERROR_NONE;
        std::string words;
    };

    /// How a call that was driven to its end came to it.
    enum class Ended
    {
        done,   ///< it did what it is for
        closed, ///< the peer ended TLS in order
        cut     ///< the connection ended without that
    };

    template <class Call>
    [[nodiscard]] Outcome call(const Call& openssl) const
    {
        ERR_clear_error();
        const int result = openssl();
        const int code = SSL_get_error(ssl_.get(), result);
        if (code == SSL_ERROR_SSL || code == SSL_ERROR_SYSCALL)
            return {code, openssl_said()};
        return {code, {}};
    }

    /// Calls OpenSSL until it has an outcome. Each turn of the loop has waited for at least one byte from the
    /// peer: whatever a peer sends, there is no way around again without it, so every deadline is kept. What
    /// is neither success, nor an orderly end, nor a wish for bytes is an error.
    template <class Call>
    asio::awaitable<Result<Ended>> drive(Call openssl)
    {
        while (true)
        {
            const auto outcome = call(openssl);
            const auto flushed = co_await flush();
            if (!outcome.words.empty())
                co_return failed(outcome.words);
            if (!flushed)
                co_return flushed.error();
            if (outcome.code == SSL_ERROR_NONE)
                co_return Ended::done;
            if (outcome.code == SSL_ERROR_ZERO_RETURN)
                co_return Ended::closed;
            if (outcome.code != SSL_ERROR_WANT_READ)
                co_return failed("OpenSSL wants what nobody can give (" + std::to_string(outcome.code) + ")");
            const std::span<char> into(buffer_);
            const auto count = co_await lower_->read_some(into);
            if (!count)
                co_return count.error();
            if (*count == 0)
                co_return Ended::cut;
            if (BIO_write(incoming_, buffer_.data(), static_cast<int>(*count)) <= 0)
                co_return failed("OpenSSL does not take what came");
        }
    }

    asio::awaitable<Result<void>> flush()
    {
        char* data = nullptr;
        const auto size = BIO_get_mem_data(outgoing_, &data);
        if (size <= 0)
            co_return Result<void>{};
        const std::string_view bytes(data, static_cast<std::size_t>(size));
        auto written = co_await lower_->write(bytes);
        static_cast<void>(BIO_reset(outgoing_));
        co_return written;
    }

    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
    std::unique_ptr<Stream> lower_;
    PeerVerification verification_;
    BIO* incoming_; // both belong to ssl_
    BIO* outgoing_;
    static constexpr std::size_t record_size = 17 * 1024;
    std::vector<char> buffer_ = std::vector<char>(record_size);
};

/// The certificate must be for this name or address; names only from its list of names, whole labels only.
bool expect(SSL& ssl, const std::string& host)
{
    SSL_set_verify(&ssl, SSL_VERIFY_PEER, &note_failure);
    auto* parameters = SSL_get0_param(&ssl);
    boost::system::error_code not_an_address;
    static_cast<void>(asio::ip::make_address(host, not_an_address));
    if (!not_an_address)
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size()) == 1 &&
           SSL_set_tlsext_host_name(&ssl, host.c_str()) == 1;
}

} // namespace

asio::awaitable<Result<Encrypted>> start_tls(TlsContext context, std::unique_ptr<Stream> lower,
                                             std::string host, std::string peer)
{
    auto* ssl = SSL_new(&context.native());
    if (ssl == nullptr)
        co_return failed("TLS with " + peer + " failed: OpenSSL cannot start a connection");
    PeerVerification verification{host, peer, context.trusted(), {}, {}};
    auto stream = std::make_unique<TlsStream>(*ssl, std::move(lower), std::move(verification));
    if (!expect(*ssl, host))
        co_return failed("TLS with " + peer + " failed: OpenSSL does not take its name");
    const auto done = co_await stream->handshake();
    if (!done)
        co_return done.error();
    const auto expires = stream->certificate_expires();
    co_return Encrypted{std::move(stream), expires};
}

} // namespace idpsync::net
