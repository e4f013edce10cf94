#pragma once

// OIDC issuers, as NetBird and the daemon meet them: a registry of URLs and what happens to somebody who
// fetches them. Nothing here opens a socket; a URL that nobody registered is unreachable, unless somebody is
// named who asks elsewhere.

#include "net/clock.hpp"
#include "sandbox/message.hpp"
#include "sandbox/provider/provider.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace idpsync::sandbox {

/// How one issuer behaves when its discovery document is asked for.
struct IssuerBehaviour
{
    enum class Kind
    {
        ok,          ///< a complete document
        says,        ///< a complete document with another issuer in it: `text`
        no_issuer,   ///< a document without an issuer member
        minimal,     ///< a document that holds nothing but the right issuer
        bad_logout,  ///< a complete document with an end_session_endpoint that is no URL
        status,      ///< `status` with the plain text `text`
        html,        ///< 200 and a web page
        redirect,    ///< 302 to the discovery document of the issuer `text`
        hang,        ///< never an answer
        unreachable, ///< connection refused
        dns          ///< no such host
    };

    Kind kind = Kind::ok;
    unsigned status = 200;
    std::string text;
    std::chrono::milliseconds delay{0}; ///< before anything else happens
    std::string authorization_endpoint; ///< empty: ISSUER/authorize

    static IssuerBehaviour ok() { return {}; }
    static IssuerBehaviour slow(std::chrono::milliseconds delay);
    static IssuerBehaviour says(std::string other_issuer);
    static IssuerBehaviour answers(unsigned status, std::string text);
    static IssuerBehaviour redirects_to(std::string other_issuer);
    static IssuerBehaviour of(Kind kind);

    /// From the words of the command line and the control interface: "ok", "mismatch", "no-issuer",
    /// "minimal", "bad-logout", "status=503", "html", "redirect=URL", "says=URL", "slow=8s", "hang",
    /// "unreachable", "dns".
    static std::optional<IssuerBehaviour> parse(std::string_view words);
};

/// What a visitor of a URL meets: an answer after `delay`, or no connection.
struct Visit
{
    struct Refused
    {
        std::string reason; ///< in the words of Go's dialer, as NetBird repeats them
    };
    struct Silence
    {};

    std::chrono::milliseconds delay{0};
    std::variant<Answer, Refused, Silence> outcome = Refused{};
};

/// Who asks: a provider may be out of NetBird's reach alone.
enum class Asker
{
    netbird,
    anybody
};

class Issuers
{
public:
    explicit Issuers(const net::Clock& clock) : clock_(clock) {}

    /// Registers `url` or changes what it does. A trailing slash belongs to the issuer's name, not to the
    /// place of its document.
    void set(const std::string& url, IssuerBehaviour behaviour);
    void remove(const std::string& url);

    [[nodiscard]] const IssuerBehaviour* find(std::string_view url) const;

    /// Providers answer whatever is asked of them, issuers the GET of a document alone. Replaces what
    /// was registered at the same base.
    Provider& add_provider(const std::string& base, ProviderSetup setup);
    [[nodiscard]] Provider* provider(std::string_view base) const; ///< nothing when there is none

    /// Whom NetBird's requests to a URL that nobody registered go to. Nothing: nobody is there, either.
    using Elsewhere = std::function<std::optional<Answer>(const Request& request)>;
    void ask_elsewhere(Elsewhere elsewhere) { elsewhere_ = std::move(elsewhere); }

    /// One request, its target a whole URL, without following redirects.
    [[nodiscard]] Visit visit(const Request& request, Asker asker) const;

    /// True when some registered issuer stands at the beginning of `url`, or some provider at its host.
    [[nodiscard]] bool serves(std::string_view url) const;

    [[nodiscard]] const std::map<std::string, IssuerBehaviour>& all() const { return issuers_; }

private:
    [[nodiscard]] bool serves_issuer(std::string_view url) const;
    [[nodiscard]] Provider* provider_for(std::string_view url) const;
    [[nodiscard]] Visit visit_issuer(std::string_view url) const;

    const net::Clock& clock_;
    Elsewhere elsewhere_;
    std::map<std::string, IssuerBehaviour> issuers_;             ///< by the URL as it was registered
    std::map<std::string, std::unique_ptr<Provider>> providers_; ///< by their base
};

} // namespace idpsync::sandbox
