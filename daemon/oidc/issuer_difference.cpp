#include "oidc/issuer_difference.hpp"

#include "core/text.hpp"
#include "oidc/advice.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>

namespace idpsync::oidc {
namespace {

namespace urls = boost::urls;

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string_view without_slash(std::string_view text)
{
    while (text.ends_with('/'))
        text.remove_suffix(1);
    return text;
}

struct Parts
{
    std::string scheme;
    std::string host;
    unsigned port = 0;
    std::string path; ///< as written, without trailing slashes
    std::string rest; ///< query and fragment
    bool slash = false;
};

std::optional<Parts> parts_of(const std::string& issuer)
{
    const auto parsed = urls::parse_uri(issuer);
    if (parsed.has_error())
        return std::nullopt;
    const auto& url = *parsed;
    const unsigned standard = url.scheme_id() == urls::scheme::https ? 443 : 80;
    Parts parts{.scheme = lower(std::string(url.scheme())),
                .host = std::string(url.encoded_host()),
                .port = url.port_number() != 0 ? url.port_number() : standard,
                .path = std::string(without_slash(std::string_view(url.encoded_path()))),
                .rest = std::string(url.encoded_query()) + '#' + std::string(url.encoded_fragment())};
    parts.slash = std::string_view(url.encoded_path()).ends_with('/');
    return parts;
}

/// What is different, one thing after the other.
class Difference
{
public:
    Difference(const Registration& registration, const std::string& stated, const Parts& ours,
               const Parts& theirs)
        : registration_(registration), stated_(stated), ours_(ours), theirs_(theirs)
    {}

    Finding finding() &&;

private:
    void note(const std::string& what) { notes_ += (notes_.empty() ? "" : ", ") + what; }
    void note_spelling();
    [[nodiscard]] Finding of(FindingId id, std::string next) const;
    [[nodiscard]] std::string declare() const { return "declare `issuer: " + escaped(stated_) + "`"; }

    const Registration& registration_;
    const std::string& stated_;
    const Parts& ours_;
    const Parts& theirs_;
    std::string notes_;
};

Finding Difference::of(FindingId id, std::string next) const
{
    return {id, Severity::error,
            "the provider states the issuer " + quoted(stated_) + ", declared is " +
                quoted(registration_.issuer) + ": they differ in " + notes_,
            std::move(next)};
}

void Difference::note_spelling()
{
    if (ours_.slash != theirs_.slash)
        note(theirs_.slash ? "the trailing slash: write it with the trailing slash"
                           : "the trailing slash: write it without the trailing slash");
    if (ours_.host != theirs_.host || ours_.path != theirs_.path)
        note("upper and lower case");
    if (notes_.empty())
        note("how the port is written");
}

Finding Difference::finding() &&
{
    const bool same_host = lower(ours_.host) == lower(theirs_.host);
    const bool same_path = lower(ours_.path) == lower(theirs_.path) && ours_.rest == theirs_.rest;
    if (!same_path)
    {
        const bool longer = theirs_.path.starts_with(ours_.path) && same_host;
        const bool shorter = ours_.path.starts_with(theirs_.path) && same_host;
        note(longer    ? "the path, which goes on with " + quoted(theirs_.path.substr(ours_.path.size()))
             : shorter ? "the path, which ends before " + quoted(ours_.path.substr(theirs_.path.size()))
                       : "the path");
        return of(FindingId::issuer_mismatch,
                  declare() + " if that is the provider you mean; " + how_to(Mend::issuer, registration_));
    }
    if (!same_host)
    {
        note("the host");
        return of(FindingId::issuer_follows_host, "if users open " + quoted(stated_) + ", " + declare() +
                                                      "; else " +
                                                      how_to(Mend::public_address, registration_));
    }
    if (ours_.scheme == "https" && theirs_.scheme == "http")
    {
        note("the scheme: it takes itself for plain http");
        return of(FindingId::issuer_follows_host, how_to(Mend::public_address, registration_));
    }
    if (ours_.scheme != theirs_.scheme)
    {
        note("the scheme: write it with " + theirs_.scheme);
        return of(FindingId::issuer_spelling, declare());
    }
    if (ours_.port != theirs_.port)
    {
        note("the port: write it with port " + std::to_string(theirs_.port));
        return of(FindingId::issuer_spelling,
                  declare() + "; if users open another port, " + how_to(Mend::public_address, registration_));
    }
    note_spelling();
    return of(FindingId::issuer_spelling, declare());
}

} // namespace

Finding issuer_difference(const Registration& registration, const std::string& stated)
{
    const auto ours = parts_of(registration.issuer);
    const auto theirs = parts_of(stated);
    if (!ours || !theirs)
        return {FindingId::issuer_mismatch, Severity::error,
                "the provider states the issuer " + quoted(stated) + ", declared is " +
                    quoted(registration.issuer),
                how_to(Mend::issuer, registration)};
    return Difference(registration, stated, *ours, *theirs).finding();
}

} // namespace idpsync::oidc
