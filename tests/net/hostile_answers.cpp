// The table of hostile answers: every state of an HTTP answer, without end, over a limit, cut, or at odds
// with itself.

#include "hostile.hpp"

namespace idpsync::net::test {
namespace {

using namespace std::string_literals;

const auto ok = "HTTP/1.1 200 OK\r\n"s;
const auto chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

void add_endless(std::vector<Hostility>& all)
{
    const auto add = [&](const char* name, std::string bytes, const std::string& unit,
                         Ending ending = Ending::bad_response) {
        all.push_back({"endless: "s + name, endless(std::move(bytes), unit), ending});
    };
    add("letters", "", "x");
    add("NULs", "", "\0"s);
    add("0xff", "", "\xff");
    add("empty lines", "", "\r\n");
    add("spaces", "", " ");
    add("digits of the version", "HTTP/1.", "1");
    add("digits of the status", "HTTP/1.1 ", "2");
    add("reason", "HTTP/1.1 200 ", "x");
    add("reason of NULs", "HTTP/1.1 200 ", "\0"s);
    add("name of a header", ok, "x");
    add("value of a header", ok + "X: ", "x");
    add("spaces before a value", ok + "X:", " ");
    add("NULs in a value", ok + "X: ", "\0"s);
    add("header lines of eight bytes", ok, "a: bcd\r\n");
    add("header lines that end where a read ends", "HTTP/1.1 200 123456789\r\n", "a: bcd\r\n");
    add("header lines of seven bytes", ok, "a: bc\r\n");
    add("headers without a value", ok, "a:\r\n");
    add("the same length", ok, "Content-Length: 5\r\n");
    add("cookies", ok, "Set-Cookie: a=b; HttpOnly\r\n");
    add("folded lines", ok + "X: a", "\r\n a");
    add("a list in Connection", ok + "Connection: close", ", close");
    add("100 Continue", "", "HTTP/1.1 100 Continue\r\n\r\n");
    add("103 with headers", "", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n");
    add("103 with long headers", "",
        "HTTP/1.1 103 Early Hints\r\nX: " + std::string(60'000, 'x') + "\r\n\r\n");
    add("zeros of a chunk's size", chunked, "0");
    add("digits of a chunk's size", chunked, "1");
    add("extension of a chunk", chunked + "5;", "x");
    add("value of an extension", chunked + "5;a=", "x");
    add("quoted extension", chunked + "5;a=\"", "x");
    add("extensions", chunked + "5", ";a=b");
    add("spaces behind a size", chunked + "5", " ");
    add("extension of the second chunk", chunked + "1\r\nx\r\n5;", "x");
    add("zeros of the last size", chunked + "1\r\nx\r\n", "0");
    add("extension of the last chunk", chunked + "0;", "x");
    add("trailer line", chunked + "0\r\nX: ", "x");
    add("name of a trailer", chunked + "0\r\n", "x");
    add("trailers", chunked + "0\r\n", "X: y\r\n");
    add("trailers of eight bytes", chunked + "0\r\n", "a: bcd\r\n");
    add("chunks of one byte", chunked, "1\r\nx\r\n");
    add("chunks of one byte with extension", chunked, "1;a=b\r\nx\r\n");
    add("chunks of 4 KiB", chunked, "1000\r\n" + std::string(4096, 'x') + "\r\n");
    add("one chunk", chunked + "ffffffffffff\r\n", "x");
    add("body without length", ok + "\r\n", "x");
    add("body of HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", "x");
    add("body of a refusal", "HTTP/1.1 500 Internal Server Error\r\n\r\n", "x");
    add("body of an announced length", ok + "Content-Length: 99999999999\r\n\r\n", "x");
    add("bytes behind the answer", ok + "Content-Length: 2\r\n\r\nok", "x", Ending::answer);
    add("answers", "", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Ending::answer);
    add("bytes behind a 204", "HTTP/1.1 204 No Content\r\n\r\n", "x", Ending::answer);
}

void add_contradictions(std::vector<Hostility>& all)
{
    const auto add = [&](const char* name, std::string bytes, Ending ending = Ending::bad_response) {
        all.push_back({"wrong: "s + name, then_hold(std::move(bytes)), ending});
    };
    const auto length = [](const std::string& value) {
        return ok + "Content-Length: " + value + "\r\n\r\nabc";
    };
    const auto coding = [](const std::string& value) {
        return ok + "Transfer-Encoding: " + value + "\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    };
    add("length of 2^64", length("18446744073709551616"));
    add("length of 2^64 - 1", length("18446744073709551615"));
    add("length of 2^63", length("9223372036854775808"));
    add("length of many digits", length(std::string(5000, '9')));
    add("negative length", length("-3"));
    add("length with a plus", length("+3"));
    add("hexadecimal length", length("0x3"));
    add("length with a point", length("3.0"));
    add("no length", length(""));
    add("length of letters", length("abc"));
    add("length with a NUL", length("3\0"s));
    add("two lengths in one", length("3, 4"));
    add("two lengths", length("3\r\nContent-Length: 4"));
    add("length with an empty part", length("3,,4"));
    add("length and chunks",
        ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    add("chunks and length",
        ok + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    add("chunked twice", coding("chunked\r\nTransfer-Encoding: chunked"));
    add("chunk size of 2^64", chunked + "10000000000000000\r\nabc");
    add("chunk size of 2^64 - 1", chunked + "ffffffffffffffff\r\nabc");
    add("negative chunk size", chunked + "-3\r\nabc\r\n0\r\n\r\n");
    add("chunk size of letters", chunked + "xyz\r\nabc\r\n0\r\n\r\n");
    add("chunk without a size", chunked + "\r\nabc\r\n0\r\n\r\n");
    add("chunk longer than its size", chunked + "3\r\nabcdef\r\n0\r\n\r\n");
    add("chunk that ends in LF", chunked + "3\nabc\n0\n\n", Ending::deadline);
    add("broken extension", chunked + "3;=\r\nabc\r\n0\r\n\r\n");
    add("broken trailer", chunked + "0\r\n: x\r\n\r\n");
    add("HTTP/0.9", "<html>hello</html>\r\n\r\n");
    add("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n");
    add("frames of HTTP/2", "\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64\r\n\r\n"s);
    add("HTTP/9.9", "HTTP/9.9 200 OK\r\n\r\n");
    add("http in small letters", "http/1.1 200 OK\r\n\r\n");
    add("an answer of TLS", "\x15\x03\x03\x00\x02\x02\x28\r\n\r\n"s);
    add("an answer of SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n");
    add("a request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    add("status of two digits", "HTTP/1.1 20 OK\r\n\r\n");
    add("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n");
    add("status of letters", "HTTP/1.1 2xx OK\r\n\r\n");
    add("status 000", "HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n");
    add("status 099", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n");
    add("status 101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    add("NUL in a name", ok + "a\0b: c\r\n\r\n"s);
    add("NUL in a value", ok + "a: b\0c\r\n\r\n"s);
    add("space before the colon", ok + "a : b\r\n\r\n");
    add("no colon", ok + "abc\r\n\r\n");
    add("no name", ok + ": b\r\n\r\n");
    add("line ends in CR", ok + "a: b\rc: d\r\n\r\n");
    add("broken Connection", ok + "Connection: @@@,,\"\r\n\r\n");
    add("lines end in LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
}

void add_odd_answers(std::vector<Hostility>& all)
{
    const auto add = [&](const char* name, std::string bytes) {
        all.push_back({"odd: "s + name, then_hold(std::move(bytes)), Ending::answer});
    };
    add("length of many zeros", ok + "Content-Length: 0000000000003\r\n\r\nabc");
    add("the same length twice", ok + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc");
    add("status 999", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n");
    add("redirect to itself", "HTTP/1.1 302 Found\r\nLocation: /api/things\r\nContent-Length: 0\r\n\r\n");
    add("redirect to nowhere", "HTTP/1.1 308 Gone\r\nLocation: \xff://\r\nContent-Length: 0\r\n\r\n");
    add("gzip that nobody asked for",
        ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x01");
    add("204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 999999\r\n\r\n");
    add("304 with chunks", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n");
    add("no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");
    add("sixteen 1xx", [] {
        std::string bytes;
        for (int i = 0; i < 16; ++i)
            bytes += "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        return bytes + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    }());
    add("chunks of NULs", chunked + "3\r\n\0\0\0\r\n0\r\n\r\n"s);
    add("trailers that look like lengths", chunked + "1\r\nx\r\n0\r\nX-Length: 99\r\n\r\n");
}

/// A whole answer, cut at each place where another state begins: held, closed and reset there.
void add_cuts(std::vector<Hostility>& all)
{
    const auto cut = [&](const std::string& name, const std::string& bytes) {
        all.push_back({"held: " + name, then_hold(bytes), Ending::deadline});
        all.push_back({"closed: " + name, then_close(bytes), Ending::transport});
        all.push_back({"reset: " + name, then_reset(bytes), Ending::transport});
    };
    cut("before a byte", "");
    cut("in the version", "HTTP/1");
    cut("in the status", "HTTP/1.1 2");
    cut("in the reason", "HTTP/1.1 200 O");
    cut("between CR and LF", "HTTP/1.1 200 OK\r");
    cut("in a name", ok + "Conte");
    cut("in a value", ok + "Content-Length: 1");
    cut("in the empty line", ok + "Content-Length: 10\r\n\r");
    cut("before the body", ok + "Content-Length: 10\r\n\r\n");
    cut("in the body", ok + "Content-Length: 10\r\n\r\nabc");
    cut("before a chunk", chunked);
    cut("in a chunk's size", chunked + "1");
    cut("in an extension", chunked + "3;a");
    cut("in a chunk", chunked + "3\r\na");
    cut("behind a chunk", chunked + "3\r\nabc");
    cut("before the last chunk", chunked + "3\r\nabc\r\n");
    cut("in the last chunk", chunked + "3\r\nabc\r\n0\r\n");
    cut("in a trailer", chunked + "3\r\nabc\r\n0\r\nX: y");
    cut("behind a trailer", chunked + "3\r\nabc\r\n0\r\nX: y\r\n");
    cut("behind a 1xx", "HTTP/1.1 100 Continue\r\n\r\n");
    cut("in a second 1xx", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 1");
}

} // namespace

std::vector<Hostility> hostile_answers()
{
    std::vector<Hostility> all;
    add_endless(all);
    add_contradictions(all);
    add_odd_answers(all);
    add_cuts(all);
    return all;
}

} // namespace idpsync::net::test
