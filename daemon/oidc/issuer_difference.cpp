#include "oidc/issuer_difference.hpp"

#include "core/joined.hpp"
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

    IssuerDifference judge() &&;

private:
    void note(const std::string& what) { append_part(notes_, what); }
    void note_spelling();
    IssuerDifference of_path(bool same_host);
    [[nodiscard]] IssuerDifference of(FindingId id, Mend otherwise,
                                      std::optional<std::string> remark = std::string()) const;

    const Registration& registration_;
    const std::string& stated_;
    const Parts& ours_;
    const Parts& theirs_;
    std::string notes_;
};

/// `remark`: of the advice to declare what is stated; nothing: that is not to be advised.
IssuerDifference Difference::of(FindingId id, Mend otherwise, std::optional<std::string> remark) const
{
    IssuerDifference difference{.finding = {id, Severity::error,
                                            "the provider states the issuer " + quoted(stated_) +
                                                ", declared is " + quoted(registration_.issuer) +
                                                ": they differ in " + notes_,
                                            how_to(otherwise, registration_)},
                                .candidate = {}};
    if (remark)
        difference.candidate = IssuerCandidate{.issuer = stated_, .remark = std::move(*remark)};
    return difference;
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

IssuerDifference Difference::of_path(bool same_host)
{
    const bool longer = theirs_.path.starts_with(ours_.path) && same_host;
    const bool shorter = ours_.path.starts_with(theirs_.path) && same_host;
    note(longer    ? "the path, which goes on with " + quoted(theirs_.path.substr(ours_.path.size()))
         : shorter ? "the path, which ends before " + quoted(ours_.path.substr(theirs_.path.size()))
                   : "the path");
    auto difference = of(FindingId::issuer_mismatch, Mend::issuer,
                         " if that is the provider you mean; " + how_to(Mend::issuer, registration_));
    // authentik can state its root for every provider; there is no document then, whatever is declared.
    if (registration_.type == ProviderType::authentik && shorter)
        difference.finding.next = how_to(Mend::issuer_mode, registration_);
    return difference;
}

IssuerDifference Difference::judge() &&
{
    const bool same_host = lower(ours_.host) == lower(theirs_.host);
    const bool same_path = lower(ours_.path) == lower(theirs_.path) && ours_.rest == theirs_.rest;
    if (!same_path)
        return of_path(same_host);
    if (!same_host)
    {
        note("the host");
        return of(FindingId::issuer_follows_host, Mend::public_address,
                  " if users open that address; else " + how_to(Mend::public_address, registration_));
    }
    if (ours_.scheme == "https" && theirs_.scheme == "http")
    {
        note("the scheme: it believes that its own address is plain http");
        return of(FindingId::issuer_follows_host, Mend::public_address, std::nullopt);
    }
    if (ours_.scheme != theirs_.scheme)
    {
        note("the scheme: write it with " + theirs_.scheme);
        return of(FindingId::issuer_spelling, Mend::public_address);
    }
    if (ours_.port != theirs_.port)
    {
        note("the port: write it with port " + std::to_string(theirs_.port));
        return of(FindingId::issuer_spelling, Mend::public_address,
                  "; if users open another port, " + how_to(Mend::public_address, registration_));
    }
    note_spelling();
    return of(FindingId::issuer_spelling, Mend::issuer);
}

/// Microsoft's login hosts state a template where the tenant is not named, and the issuer of their first
/// version where the path has no /v2.0; nothing for every other issuer.
std::optional<IssuerDifference> microsofts(const Registration& registration, const std::string& stated,
                                           const Parts& ours)
{
    constexpr std::string_view for_any_tenant = "{tenantid}";
    constexpr std::string_view first_version = "https://sts.windows.net/";
    if (lower(stated).find(for_any_tenant) != std::string::npos)
        return IssuerDifference{
            .finding = {FindingId::issuer_mismatch, Severity::error,
                        "the issuer " + quoted(registration.issuer) +
                            " is that of every tenant: the provider states " + quoted(stated),
                        "declare `type: microsoft`, without an issuer, for users of any tenant; or, for one "
                        "tenant, `type: entra` with its id in the issuer"},
            .candidate = {}};
    if (!stated.starts_with(first_version) || ours.path.ends_with("/v2.0"))
        return std::nullopt;
    return IssuerDifference{
        .finding = {FindingId::issuer_mismatch, Severity::error,
                    "the provider states " + quoted(stated) +
                        ", the issuer of Entra's first version, because the declared one, " +
                        quoted(registration.issuer) + ", does not end in /v2.0",
                    how_to(Mend::issuer, registration)},
        .candidate = IssuerCandidate{.issuer = std::string(without_slash(registration.issuer)) + "/v2.0",
                                     .remark = {}}};
}

} // namespace

IssuerDifference issuer_difference(const Registration& registration, const std::string& stated)
{
    const auto ours = parts_of(registration.issuer);
    if (ours)
        if (auto difference = microsofts(registration, stated, *ours))
            return std::move(*difference);
    const auto theirs = parts_of(stated);
    if (!ours || !theirs)
        return {.finding = {FindingId::issuer_mismatch, Severity::error,
                            "the provider states the issuer " + quoted(stated) + ", declared is " +
                                quoted(registration.issuer),
                            how_to(Mend::issuer, registration)},
                .candidate = {}};
    return Difference(registration, stated, *ours, *theirs).judge();
}

} // namespace idpsync::oidc
