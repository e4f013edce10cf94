#include "readback/http2.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::readback {

namespace asio = boost::asio;

namespace {

constexpr std::size_t largest_reply = 256U << 10U;
constexpr std::size_t largest_header = 4096;
constexpr std::size_t place_of_type = 3; // in the head of a frame
constexpr std::size_t at_once = 16U << 10U;

constexpr std::string_view pass_grpc =
    "a reverse proxy in front of NetBird must pass /management.ManagementService/ as gRPC, by HTTP/2";

Error no_http2(std::string_view begin)
{
    const bool old = begin.starts_with("HTTP/1");
    return {ErrorKind::bad_response,
            old ? "the server speaks HTTP/1 alone, and gRPC needs HTTP/2"
                : "what answers does not speak HTTP/2",
            std::string(pass_grpc)};
}

nghttp2_nv header(const std::string& name, const std::string& value)
{
    const auto bytes = [](const std::string& text) {
        return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

} // namespace

/// nghttp2's session and the call that is under way.
class Http2::Session
{
public:
    Session(std::string scheme, std::string authority, std::string user_agent)
        : scheme_(std::move(scheme)), authority_(std::move(authority)), user_agent_(std::move(user_agent))
    {
        nghttp2_session_callbacks* callbacks = nullptr;
        if (nghttp2_session_callbacks_new(&callbacks) != 0)
            throw std::bad_alloc();
        nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &on_close);
        const auto made = nghttp2_session_client_new(&native_, callbacks, this);
        nghttp2_session_callbacks_del(callbacks);
        if (made != 0 || nghttp2_submit_settings(native_, NGHTTP2_FLAG_NONE, nullptr, 0) != 0)
            throw std::bad_alloc();
    }
    ~Session() { nghttp2_session_del(native_); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    bool begin(const std::string& path, std::string body);
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] bool too_large() const { return too_large_; }
    [[nodiscard]] bool goes_on() const
    {
        return nghttp2_session_want_read(native_) != 0 || nghttp2_session_want_write(native_) != 0;
    }

    /// What is to be sent next; empty: nothing.
    std::string_view outgoing()
    {
        const std::uint8_t* bytes = nullptr;
        const auto count = nghttp2_session_mem_send(native_, &bytes);
        return count <= 0
                   ? std::string_view()
                   : std::string_view(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
    }

    /// False: that is no HTTP/2.
    bool incoming(std::string_view bytes)
    {
        const auto count = nghttp2_session_mem_recv(
            native_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        return count >= 0;
    }

    Reply reply;

private:
    static Session& self(void* pointer) { return *static_cast<Session*>(pointer); }
    static int on_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                         std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                         std::uint8_t flags, void* pointer);
    static int on_data(nghttp2_session* session, std::uint8_t flags, std::int32_t stream,
                       const std::uint8_t* data, std::size_t size, void* pointer);
    static int on_close(nghttp2_session* session, std::int32_t stream, std::uint32_t code, void* pointer);
    static ssize_t give_body(nghttp2_session* session, std::int32_t stream, std::uint8_t* into,
                             std::size_t room, std::uint32_t* flags, nghttp2_data_source* source,
                             void* pointer);

    std::string scheme_;
    std::string authority_;
    std::string user_agent_;
    nghttp2_session* native_ = nullptr;
    std::string body_;
    std::size_t sent_ = 0;
    std::int32_t stream_ = 0;
    bool ended_ = false;
    bool too_large_ = false;
};

bool Http2::Session::begin(const std::string& path, std::string body)
{
    reply = {};
    body_ = std::move(body);
    sent_ = 0;
    ended_ = too_large_ = false;
    const std::array<std::pair<std::string, std::string>, 7> fields{{{":method", "POST"},
                                                                     {":scheme", scheme_},
                                                                     {":authority", authority_},
                                                                     {":path", path},
                                                                     {"content-type", "application/grpc"},
                                                                     {"te", "trailers"},
                                                                     {"user-agent", user_agent_}}};
    std::vector<nghttp2_nv> headers;
    headers.reserve(fields.size());
    for (const auto& [name, value] : fields)
        headers.push_back(header(name, value));
    nghttp2_data_provider provider{{.ptr = nullptr}, &give_body};
    stream_ = nghttp2_submit_request(native_, nullptr, headers.data(), headers.size(), &provider, nullptr);
    return stream_ > 0;
}

int Http2::Session::on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                              const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                              std::size_t value_size, std::uint8_t /*flags*/, void* pointer)
{
    auto& session = self(pointer);
    if (frame->hd.stream_id != session.stream_)
        return 0;
    const std::string_view key(reinterpret_cast<const char*>(name), name_size);
    const std::string text(reinterpret_cast<const char*>(value), std::min(value_size, largest_header));
    auto& reply = session.reply;
    for (const auto& [known, into] : {std::pair(std::string_view(":status"), &reply.http_status),
                                      std::pair(std::string_view("content-type"), &reply.content_type),
                                      std::pair(std::string_view("grpc-status"), &reply.grpc_status),
                                      std::pair(std::string_view("grpc-message"), &reply.grpc_message)})
        if (key == known)
            *into = text;
    return 0;
}

int Http2::Session::on_data(nghttp2_session* /*session*/, std::uint8_t /*flags*/, std::int32_t stream,
                            const std::uint8_t* data, std::size_t size, void* pointer)
{
    auto& session = self(pointer);
    if (stream != session.stream_)
        return 0;
    session.too_large_ = session.too_large_ || session.reply.body.size() + size > largest_reply;
    if (!session.too_large_)
        session.reply.body.append(reinterpret_cast<const char*>(data), size);
    return 0;
}

int Http2::Session::on_close(nghttp2_session* /*session*/, std::int32_t stream, std::uint32_t /*code*/,
                             void* pointer)
{
    auto& session = self(pointer);
    session.ended_ = session.ended_ || stream == session.stream_;
    return 0;
}

ssize_t Http2::Session::give_body(nghttp2_session* /*session*/, std::int32_t /*stream*/, std::uint8_t* into,
                                  std::size_t room, std::uint32_t* flags, nghttp2_data_source* /*source*/,
                                  void* pointer)
{
    auto& session = self(pointer);
    const auto count = std::min(room, session.body_.size() - session.sent_);
    std::memcpy(into, session.body_.data() + session.sent_, count);
    session.sent_ += count;
    if (session.sent_ == session.body_.size())
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

Http2::Http2(net::Stream& stream, std::string scheme, std::string authority, std::string user_agent)
    : stream_(stream),
      session_(std::make_unique<Session>(std::move(scheme), std::move(authority), std::move(user_agent)))
{}

Http2::~Http2() = default;

asio::awaitable<Result<Reply>> Http2::call(const std::string& path, std::string body)
{
    if (!session_->begin(path, std::move(body)))
        co_return Error{ErrorKind::transport, "the server takes no more questions on this connection"};
    while (!session_->ended())
    {
        const auto sent = co_await flush();
        if (sent.has_error())
            co_return sent.error();
        const auto came = co_await take_in();
        if (came.has_error())
            co_return came.error();
    }
    co_return std::move(session_->reply);
}

asio::awaitable<Result<void>> Http2::flush()
{
    for (auto bytes = session_->outgoing(); !bytes.empty(); bytes = session_->outgoing())
    {
        const auto written = co_await stream_.write(bytes);
        if (written.has_error())
            co_return written.error();
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Http2::take_in()
{
    std::vector<char> buffer(at_once);
    const std::span<char> into(buffer);
    const auto count = co_await stream_.read_some(into);
    if (count.has_error())
        co_return count.error();
    if (*count == 0)
        co_return Error{ErrorKind::transport, "the server closed the connection before it answered",
                        std::string(pass_grpc)};
    const std::string_view bytes(buffer.data(), *count);
    // HTTP/2 begins with settings; of anything else nghttp2 could take the begin for a long frame.
    if (!std::exchange(heard_, true) && bytes.size() > place_of_type &&
        bytes[place_of_type] != NGHTTP2_SETTINGS)
        co_return no_http2(bytes);
    const bool taken = session_->incoming(bytes);
    if (session_->too_large())
        co_return Error{ErrorKind::bad_response, "the answer is far larger than any of NetBird's"};
    if (!taken || (!session_->ended() && !session_->goes_on()))
        co_return no_http2(bytes);
    co_return Result<void>();
}

} // namespace idpsync::readback
