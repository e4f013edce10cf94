#pragma once

// What the small server (server.hpp) is asked and answers, as bytes. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::net {

/// An answer.
struct Page
{
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{}; ///< more of them; without line breaks
};

/// The whole answer: it ends its connection, and nobody may keep it. A 405 says that GET is allowed.
std::string answer_bytes(const Page& page);

/// What a request asks for, or the status of the answer that refuses it.
struct PageRequest
{
    unsigned refused = 0; ///< 400 (not HTTP/1), 405 (not GET), 413 (a body is announced); 0: it is a GET
    std::string path;     ///< without the query; begins with '/'; not decoded
    std::string query{};  ///< what follows the first '?'; not decoded
    std::string host{};   ///< as the client names this server; empty: it does not
    std::string authorization{};
};

/// How many bytes the head of a request has, its empty line included; nothing while that has not come.
std::optional<std::size_t> head_size(std::string_view bytes);

/// `head` ends with its empty line.
PageRequest parse_page_request(std::string_view head);

} // namespace idpsync::net
