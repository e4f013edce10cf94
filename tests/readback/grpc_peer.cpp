#include "readback/grpc_peer.hpp"

#include "readback/flows.hpp"
#include "readback/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace idpsync::test {
namespace {

using readback::BoxKey;
using readback::KeyPair;

struct Call
{
    std::string path;
    std::string body;
    std::string answer;
    std::size_t sent = 0;
    std::string grpc_status = "0";
};

nghttp2_nv pair_of(std::string_view name, const std::string& value)
{
    const auto bytes = [](std::string_view text) {
        return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

/// One connection.
class Exchange
{
public:
    Exchange(int socket, const GrpcAnswers& answers, const KeyPair& keys)
        : socket_(socket), answers_(answers), keys_(keys)
    {
        nghttp2_session_callbacks* callbacks = nullptr;
        nghttp2_session_callbacks_new(&callbacks);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &on_frame);
        nghttp2_session_server_new(&session_, callbacks, this);
        nghttp2_session_callbacks_del(callbacks);
        nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
    }
    ~Exchange()
    {
        nghttp2_session_del(session_);
        ::close(socket_);
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    void run()
    {
        std::array<char, 4096> buffer{};
        while (flush())
        {
            const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
            if (count <= 0)
                return;
            if (nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(buffer.data()),
                                         static_cast<std::size_t>(count)) < 0)
                return;
        }
    }

private:
    static Exchange& self(void* pointer) { return *static_cast<Exchange*>(pointer); }

    static int on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame, const std::uint8_t* name,
                         std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                         std::uint8_t /*flags*/, void* pointer)
    {
        if (std::string_view(reinterpret_cast<const char*>(name), name_size) == ":path")
            self(pointer).calls_[frame->hd.stream_id].path.assign(reinterpret_cast<const char*>(value),
                                                                  value_size);
        return 0;
    }

    static int on_data(nghttp2_session* /*session*/, std::uint8_t /*flags*/, std::int32_t stream,
                       const std::uint8_t* data, std::size_t size, void* pointer)
    {
        self(pointer).calls_[stream].body.append(reinterpret_cast<const char*>(data), size);
        return 0;
    }

    static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* pointer)
    {
        const bool may_end = frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS;
        if (may_end && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
            self(pointer).answer(frame->hd.stream_id);
        return 0;
    }

    static ssize_t give(nghttp2_session* session, std::int32_t stream, std::uint8_t* into, std::size_t room,
                        std::uint32_t* flags, nghttp2_data_source* /*source*/, void* pointer)
    {
        auto& call = self(pointer).calls_[stream];
        const auto count = std::min(room, call.answer.size() - call.sent);
        std::memcpy(into, call.answer.data() + call.sent, count);
        call.sent += count;
        if (call.sent == call.answer.size())
        {
            *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
            const auto trailer = pair_of("grpc-status", call.grpc_status);
            nghttp2_submit_trailer(session, stream, &trailer, 1);
        }
        return static_cast<ssize_t>(count);
    }

    void answer(std::int32_t stream)
    {
        auto& call = calls_[stream];
        if (!answers_.refusal.empty())
            call.grpc_status = answers_.refusal;
        else if (call.path == "/management.ManagementService/GetServerKey")
            tell_key(call);
        else if (call.path == "/management.ManagementService/GetPKCEAuthorizationFlow")
            tell(call, answers_.pkce);
        else if (call.path == "/management.ManagementService/GetDeviceAuthorizationFlow")
            tell(call, answers_.device);
        else
            call.grpc_status = "12";
        const std::array headers{pair_of(":status", answers_.http_status),
                                 pair_of("content-type", answers_.content_type)};
        nghttp2_data_provider provider{{.ptr = nullptr}, &give};
        nghttp2_submit_response(session_, stream, headers.data(), headers.size(), &provider);
    }

    void tell_key(Call& call) const
    {
        std::string message;
        readback::append_field(message, 1, readback::to_base64(keys_.open));
        call.answer = readback::framed(message);
    }

    /// Status 3 where the question is not in a box for this server, as NetBird has it.
    void tell(Call& call, const std::optional<std::string>& message) const
    {
        const auto question = readback::unframed(call.body);
        const auto fields = question.has_value() ? readback::fields_of(*question) : std::nullopt;
        const auto asker =
            fields && fields->size() == 2 ? readback::key_from(fields->at(0).bytes) : std::nullopt;
        if (!asker || readback::opened(fields->at(1).bytes, *asker, keys_) != "")
            call.grpc_status = "3";
        else if (!message)
            call.grpc_status = "5";
        else
        {
            const auto& keys = answers_.other_keys ? readback::make_keys() : keys_;
            const auto box = readback::sealed(*message, *asker, keys);
            call.answer = readback::framed(readback::encode_encrypted(keys_.open, box));
        }
    }

    bool flush()
    {
        const std::uint8_t* bytes = nullptr;
        for (auto count = nghttp2_session_mem_send(session_, &bytes); count > 0;
             count = nghttp2_session_mem_send(session_, &bytes))
            if (::send(socket_, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL) != count)
                return false;
        return nghttp2_session_want_read(session_) != 0 || nghttp2_session_want_write(session_) != 0;
    }

    int socket_;
    const GrpcAnswers& answers_;
    const KeyPair& keys_;
    nghttp2_session* session_ = nullptr;
    std::map<std::int32_t, Call> calls_;
};

void refuse_as_http1(int socket)
{
    constexpr std::string_view answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    static_cast<void>(::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL));
    std::array<char, 4096> rest{};
    while (::recv(socket, rest.data(), rest.size(), 0) > 0)
        continue;
    ::close(socket);
}

} // namespace

std::string flow_message(std::uint32_t number, const std::string& client_id, const std::string& secret)
{
    std::string config;
    readback::append_field(config, 1, client_id);
    if (!secret.empty())
        readback::append_field(config, 2, secret);
    readback::append_field(config, 4, client_id);
    readback::append_field(config, 7, "openid profile email groups");
    config += std::string("\x40\x01", 2); // 8, UseIDToken: true
    readback::append_field(config, 10, "http://localhost:53000");
    readback::append_field(config, 10, "http://localhost:54000");
    std::string message;
    readback::append_field(message, number, config);
    return message;
}

GrpcPeer::GrpcPeer(GrpcAnswers answers) : answers_(std::move(answers)), keys_(readback::make_keys())
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("no port on loopback");
    port_ = ::ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

GrpcPeer::~GrpcPeer()
{
    ::shutdown(listener_, SHUT_RDWR); // wakes accept()
    thread_.join();
    ::close(listener_);
}

std::string GrpcPeer::url() const
{
    return "http://127.0.0.1:" + std::to_string(port_);
}

void GrpcPeer::serve()
{
    for (int socket = ::accept(listener_, nullptr, nullptr); socket >= 0;
         socket = ::accept(listener_, nullptr, nullptr))
        if (answers_.speaks_http1)
            refuse_as_http1(socket);
        else
            Exchange(socket, answers_, keys_).run();
}

} // namespace idpsync::test
