#pragma once

// A browser that signs in without being told: a whole login through the sandbox's NetBird and a provider of
// the sandbox, in memory (InProcessClient) or over sockets (net::Client).
//
//     Browser browser(http, clock, {.stop_at = "http://localhost:53000/"});
//     const auto end = run(io, clock, browser.open(login_url));
//     EXPECT_THAT(end.url, HasSubstr("?code="));
//
// It follows redirects, relative ones and ones with blanks included, and keeps each host's cookies. Where a
// provider would ask who it is, it has signed in there (sandbox/provider/login.hpp) and asks again.

#include "net/clock.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <string>
#include <vector>

namespace idpsync::test {

struct BrowserOptions
{
    std::string stop_at;  ///< a URL that begins so ends the way and is not fetched; empty: none
    bool signs_in = true; ///< false: stops at the login page
};

/// Where the way ended.
struct Arrival
{
    std::string url;
    unsigned status = 0;            ///< of the last answer; 0 when `stop_at` was reached or nobody answered
    std::string body;               ///< of the last answer; the error when nobody answered
    std::vector<std::string> trail; ///< every URL, in order, the last one included

    /// A parameter of the URL's query; empty when it is absent.
    [[nodiscard]] std::string parameter(const std::string& name) const;
};

class Browser
{
public:
    /// `http` and `clock` must outlive the browser.
    Browser(net::HttpClient& http, net::Clock& clock, BrowserOptions options = {});

    boost::asio::awaitable<Arrival> open(std::string url);

private:
    boost::asio::awaitable<Result<net::Response>> get(const std::string& url);
    void keep_cookies(const std::string& url, const net::Response& response);
    [[nodiscard]] bool should_sign_in(const std::string& url, const net::Response& response) const;

    net::HttpClient& http_;
    net::Clock& clock_;
    BrowserOptions options_;
    std::map<std::string, std::map<std::string, std::string>> cookies_; ///< by origin and name
};

/// Where a login of NetBird's command line begins, with the challenge of `verifier`; `connector` empty: at
/// the page with every button.
std::string login_url(const std::string& netbird, const std::string& connector, const std::string& verifier,
                      const std::string& scope = "openid profile email groups");

/// What NetBird's token endpoint answers to the code of that login.
boost::asio::awaitable<Result<net::Response>> exchange_code(net::HttpClient& http, net::Clock& clock,
                                                            std::string netbird, std::string code,
                                                            std::string verifier);

} // namespace idpsync::test
