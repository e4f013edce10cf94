#include "sandbox/program_options.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace idpsync::sandbox {
namespace {

/// What the command line says, before anything of it is understood.
struct Words
{
    std::string listen = "127.0.0.1:0";
    std::string generation = "0.77";
    std::vector<std::string> tokens;
    std::vector<std::string> local_users;
    std::vector<std::string> issuers;
    std::vector<std::string> issuer_urls;
    std::vector<std::string> providers;
    std::string write_delay = "0ms";
    double issuer_timeout_scale = 1;
    bool tls = false;
    bool tls_expired = false;
    std::string tls_host;
    int tls_days = 10;
    std::string tls_certificate;
    std::string tls_key;
    long max_seconds = 600;
};

std::string content_of(const std::string& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    if (!file)
        throw std::runtime_error("cannot read " + path);
    return text.str();
}

std::chrono::milliseconds duration_of(const std::string& text)
{
    long number = 0;
    const auto* end = text.data() + text.size();
    const auto [unit, error] = std::from_chars(text.data(), end, number);
    const std::string_view name(unit, static_cast<std::size_t>(end - unit));
    if (error == std::errc() && number >= 0 && name == "ms")
        return std::chrono::milliseconds(number);
    if (error == std::errc() && number >= 0 && name == "s")
        return std::chrono::seconds(number);
    throw std::runtime_error("\"" + text + "\" is no duration: write 20ms or 2s");
}

TokenGrant grant_of(const std::string& text)
{
    const auto colon = text.find(':');
    if (colon == std::string::npos)
        return {text, Role::owner};
    const auto role = parse_role(text.substr(colon + 1));
    if (!role)
        throw std::runtime_error("--token TOKEN:ROLE takes the roles owner, admin, auditor and user");
    return {text.substr(0, colon), *role};
}

/// "EMAIL:PASSWORD".
LocalLogin login_of(const std::string& text)
{
    const auto colon = text.find(':');
    if (colon == std::string::npos)
        throw std::runtime_error("--local-user takes EMAIL:PASSWORD");
    return {text.substr(0, colon), text.substr(colon + 1)};
}

/// "NAME" or "NAME:BEHAVIOUR"; a URL's own colons stand before a "//" or a port, so the behaviour of a URL
/// follows a space.
std::pair<std::string, IssuerBehaviour> issuer_of(const std::string& text, char separator)
{
    const auto at = text.find(separator);
    const auto words = at == std::string::npos ? std::string("ok") : text.substr(at + 1);
    const auto behaviour = IssuerBehaviour::parse(words);
    if (!behaviour)
        throw std::runtime_error(
            "\"" + words +
            "\" is no behaviour of an issuer: ok, mismatch, says=URL, no-issuer, minimal, "
            "bad-logout, status=503, html, redirect=URL, slow=8s, hang, unreachable, dns");
    return {text.substr(0, at), *behaviour};
}

/// "PROFILE=NAME".
std::pair<std::string, Profile> provider_of(const std::string& text)
{
    const auto equals = text.find('=');
    const auto profile = parse_profile(text.substr(0, equals));
    if (!profile || equals == std::string::npos || equals + 1 == text.size())
    {
        std::string known;
        for (const auto& name : profile_names())
            known += (known.empty() ? "" : ", ") + name;
        throw std::runtime_error("--provider takes PROFILE=NAME, with the profiles " + known);
    }
    return {text.substr(equals + 1), *profile};
}

void read_listen(const std::string& text, ServerOptions& server)
{
    const auto colon = text.rfind(':');
    const auto port = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    unsigned short number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    boost::system::error_code not_an_address;
    const auto address = boost::asio::ip::make_address(host, not_an_address);
    if (not_an_address || !address.is_loopback() || error != std::errc() || end != port.data() + port.size())
        throw std::runtime_error(
            "--listen takes a loopback address and a port, as 127.0.0.1:0: whoever reaches "
            "the sandbox may read and change everything in it");
    server.address = host;
    server.port = number;
}

std::optional<TlsIdentity> identity_of(const Words& words)
{
    if (!words.tls_certificate.empty())
        return TlsIdentity{content_of(words.tls_certificate), content_of(words.tls_key), ""};
    if (!words.tls && !words.tls_expired && words.tls_host.empty())
        return std::nullopt;
    CertificateWish wish{
        .hosts = {"127.0.0.1", "localhost"}, .expired = words.tls_expired, .days_left = words.tls_days};
    if (!words.tls_host.empty())
        wish.hosts = {words.tls_host};
    return make_identity(wish);
}

void understand(const Words& words, ProgramOptions& options)
{
    const auto generation = parse_generation(words.generation);
    if (!generation)
        throw std::runtime_error("--generation takes 0.62, 0.65, 0.70 and 0.77");
    options.sandbox.generation = *generation;
    if (!words.tokens.empty())
        options.sandbox.tokens.clear();
    for (const auto& token : words.tokens)
        options.sandbox.tokens.push_back(grant_of(token));
    for (const auto& user : words.local_users)
        options.sandbox.local_users.push_back(login_of(user));
    for (const auto& issuer : words.issuers)
        options.issuers.push_back(issuer_of(issuer, ':'));
    for (const auto& issuer : words.issuer_urls)
        options.issuer_urls.push_back(issuer_of(issuer, ' '));
    for (const auto& provider : words.providers)
        options.providers.push_back(provider_of(provider));
    options.sandbox.write_delay = duration_of(words.write_delay);
    options.sandbox.issuer_timeout = std::chrono::duration_cast<std::chrono::milliseconds>(
        options.sandbox.issuer_timeout * words.issuer_timeout_scale);
    read_listen(words.listen, options.server);
    options.server.tls = identity_of(words);
    options.max_time = std::chrono::seconds(words.max_seconds);
}

} // namespace

std::variant<ProgramOptions, int> parse_program_options(int count, char** arguments)
{
    CLI::App app("A server that behaves like NetBird's management API and login service.", "netbird-sandbox");
    ProgramOptions options;
    Words words;
    app.add_option("--listen", words.listen, "loopback address and port; port 0: the system picks one");
    app.add_option("--generation", words.generation, "of NetBird: 0.62, 0.65, 0.70, 0.77");
    app.add_option("--token", words.tokens, "TOKEN or TOKEN:ROLE; repeat for several");
    app.add_option("--issuer", words.issuers, "NAME or NAME:BEHAVIOUR, served under /issuers/NAME");
    app.add_option("--issuer-url", words.issuer_urls, "URL or \"URL BEHAVIOUR\", for NetBird's check alone");
    app.add_option("--provider", words.providers, "PROFILE=NAME, served under /providers/NAME");
    app.add_option("--write-delay", words.write_delay, "of every write, as 20ms");
    app.add_option("--issuer-timeout-scale", words.issuer_timeout_scale, "0.1: a check gives up after 1 s");
    app.add_option("--time-scale", options.time_scale, "10: ten seconds pass in one")
        ->check(CLI::PositiveNumber);
    app.add_option("--seed", options.sandbox.seed, "of the ids");
    app.add_option("--server-version", options.sandbox.version, "that the server says it has");
    app.add_flag("--fresh", options.sandbox.fresh, "nobody has set NetBird up yet");
    app.add_option("--local-user", words.local_users, "EMAIL:PASSWORD, known to the login service");
    app.add_option("--account-domain", options.sandbox.account_domain, "that NetBird gives the account");
    app.add_flag("--rate-limit", options.sandbox.rate_limit, "500 requests at once, then one every 10 s");
    app.add_flag("!--no-embedded-idp", options.sandbox.embedded_idp,
                 "as without the embedded identity provider");
    app.add_flag("--local-auth-disabled", options.sandbox.local_auth_disabled,
                 "no login with a local password");
    app.add_flag("--any-cli-port", options.sandbox.any_cli_port,
                 "netbird-cli may come back to any port of localhost");
    app.add_flag("--reach-this-host", options.reach_this_host,
                 "NetBird asks the servers of this host, too: plain http to loopback");
    app.add_flag("--tls", words.tls, "HTTPS with a new certificate for 127.0.0.1 and localhost");
    app.add_flag("--tls-expired", words.tls_expired, "the same, ended yesterday");
    app.add_option("--tls-days", words.tls_days, "so long the new certificate lasts");
    app.add_option("--tls-host", words.tls_host, "the same, for this host alone");
    app.add_option("--tls-ca-file", options.ca_file,
                   "where to write the certificate that clients must trust");
    auto* key = app.add_option("--tls-key", words.tls_key, "PEM file");
    app.add_option("--tls-certificate", words.tls_certificate, "PEM file")->needs(key);
    app.add_flag("--until-stdin-closes", options.until_stdin_closes, "end when standard input ends");
    app.add_option("--max-seconds", words.max_seconds, "end after so many seconds")
        ->check(CLI::PositiveNumber);
    try
    {
        app.parse(count, arguments);
    }
    catch (const CLI::ParseError& problem)
    {
        return app.exit(problem);
    }
    understand(words, options);
    return options;
}

} // namespace idpsync::sandbox
