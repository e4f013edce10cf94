// What a provider answers: discovery document, keys, token endpoint, pages and headers.

#include "core/time_text.hpp"
#include "oidc/credentials.hpp"
#include "oidc/discovery.hpp"
#include "oidc/id_token.hpp"
#include "oidc/keys.hpp"
#include "oidc/page.hpp"
#include "oidc/redirect.hpp"
#include "oidc/redirect_words.hpp"
#include "oidc/retry_after.hpp"
#include "target.hpp"

#include <boost/url/parse.hpp>

namespace idpsync::fuzz {
namespace {

constexpr WallTime now{std::chrono::seconds(1'795'000'000)};

void read_documents(const net::Response& response)
{
    oidc::Registration registration;
    registration.client_id = "netbird";
    registration.redirect_uri = "https://netbird.example.com/oauth2/callback";
    const auto document = oidc::read_discovery(response.body);
    registration.issuer = document && document->issuer ? *document->issuer : "https://id.example.com";
    static_cast<void>(oidc::judge_discovery(registration, response, now));
    static_cast<void>(oidc::judge_keys(registration, document.value_or(oidc::Discovery()), response, now));
    static_cast<void>(oidc::read_token_answer(response));
    static_cast<void>(oidc::discovery_url(response.body));
}

void read_landing(const net::Response& response)
{
    const auto url = boost::urls::parse_uri("https://id.example.com/authorize").value();
    const std::string redirect_uri = "https://netbird.example.com/oauth2/callback";
    const oidc::RedirectResult result{.redirect_uri = redirect_uri, .first = {url, response}, .second = {}};
    static_cast<void>(oidc::own_redirect(result.first, redirect_uri));
    static_cast<void>(oidc::tells_by_itself(result));
    static_cast<void>(oidc::follow_once(result, result));
    static_cast<void>(oidc::cookies_for_hop(response));
    static_cast<void>(oidc::retry_after(response));
}

} // namespace

void feed(std::string_view input)
{
    const std::string text(input);
    net::Response response{.status = 200, .body = text};
    read_documents(response);
    read_landing(response);
    static_cast<void>(oidc::words_of_page(input));
    must(oidc::visible_text(input).size() <= 2000, "a page is cut");
    // A header cannot hold line breaks: the parser of answers ends it there.
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    for (const auto* header : {"location", "set-cookie", "retry-after", "date", "content-type"})
        response.headers.emplace_back(header, line);
    for (const unsigned status : {302U, 400U, 401U, 429U, 500U})
    {
        response.status = status;
        read_documents(response);
        read_landing(response);
    }
    static_cast<void>(parse_http_date(input));
    const oidc::IdTokenTerms terms{
        .issuer = "https://nb", .audience = "netbird-cli", .nonce = "n", .now = now};
    const auto half = text.find('\n');
    static_cast<void>(
        oidc::verify_id_token(text.substr(0, half), half == text.npos ? text : text.substr(half), terms));
}

std::vector<std::string> seeds()
{
    auto all = recorded_bodies("idp");
    all.push_back(file("tests/data/jws/vectors.json"));
    for (const auto* line : {"Sat, 21 Nov 2026 23:36:29 GMT", "120", "/login?error=invalid_request#x",
                             "https://id.example.com/authorize?a=b", "session=1; Path=/; HttpOnly"})
        all.emplace_back(line);
    return all;
}

} // namespace idpsync::fuzz
