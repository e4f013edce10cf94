// Lines of NetBird's log, in pieces.

#include "diagnose/login_log.hpp"
#include "target.hpp"

#include <algorithm>

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    static_cast<void>(diagnose::logged_failure(input));
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{4096}})
    {
        diagnose::LogReader whole;
        whole.read(input);
        whole.read("\n");
        diagnose::LogReader pieces;
        for (std::size_t at = 0; at < input.size(); at += size)
            pieces.read(input.substr(at, size));
        pieces.read("\n");
        must(whole.failure() == pieces.failure(), "it makes no difference how a log comes");
    }
}

std::vector<std::string> seeds()
{
    return {file("tests/data/netbird/v0.77.1-login-log/lines.txt"),
            "2026-11-21T23:36:29Z ERRO failed to authenticate: missing \"name\" claim\n",
            R"(level=error msg="failed to authenticate: oidc: malformed \"groups\" claim")"
            "\n",
            "{\"msg\":\"missing \\\"email\\\" claim\"}\n",
            "something else\r\n\r\nand more",
            std::string(70'000, 'x')};
}

} // namespace idpsync::fuzz
