#pragma once

// NetBird's management server as far as it tells its flows of logins: HTTP/2 without TLS on a port of
// loopback, in a thread of its own. It answers as NetBird v0.77.1 does: the server's key, and boxes for
// whoever asks.

#include "readback/box.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <thread>

namespace idpsync::test {

struct GrpcAnswers
{
    std::optional<std::string> pkce{};   ///< the plain message; nothing: grpc-status 5
    std::optional<std::string> device{}; ///< the same
    std::string http_status = "200";
    std::string content_type = "application/grpc";
    std::string refusal{};     ///< a grpc-status for every call
    bool other_keys = false;   ///< boxes that were made with another key than the one that is told
    bool speaks_http1 = false; ///< "HTTP/1.1 400", whatever comes
};

/// The message with a ProviderConfig as field `number`.
std::string flow_message(std::uint32_t number, const std::string& client_id, const std::string& secret);

class GrpcPeer
{
public:
    explicit GrpcPeer(GrpcAnswers answers = {});
    ~GrpcPeer();
    GrpcPeer(const GrpcPeer&) = delete;
    GrpcPeer& operator=(const GrpcPeer&) = delete;

    [[nodiscard]] std::string url() const;

private:
    void serve();

    GrpcAnswers answers_;
    readback::KeyPair keys_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace idpsync::test
