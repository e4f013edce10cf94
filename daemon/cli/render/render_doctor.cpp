#include "cli/render/render_doctor.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/plan_words.hpp"
#include "core/duration_text.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace idpsync::cli {
namespace {

Sign severity_sign(Severity severity)
{
    switch (severity)
    {
    case Severity::error: return {"!", Colour::red};
    case Severity::warning: return {"~", Colour::yellow};
    case Severity::unknown: return {"?", Colour::cyan};
    case Severity::hint: return {".", Colour::faint};
    case Severity::ok: break;
    }
    return {"=", Colour::green};
}

constexpr std::size_t severity_column = 8;

/// NetBird, or one provider, with what was found of it.
class Branch
{
public:
    Branch(const std::vector<Finding>& findings, const DoctorStyle& style)
        : findings_(findings), style_(style), paint_(style.colour)
    {}

    /// `above`: the host whose own findings stand above, or empty.
    /// `remark`: beside what is well and folded, or empty.
    [[nodiscard]] std::string text(const std::string& head, const std::string& above = {},
                                   const std::string& remark = {}) const;

private:
    [[nodiscard]] std::string leaf(const Finding& finding) const;
    [[nodiscard]] std::string folded(std::size_t count, bool elsewhere, const std::string& remark) const;

    const std::vector<Finding>& findings_;
    const DoctorStyle& style_;
    Painter paint_;
};

std::string Branch::text(const std::string& head, const std::string& above, const std::string& remark) const
{
    auto out = paint_(Colour::bold, head) + '\n';
    if (!above.empty())
        out += "  " + paint_(Colour::faint, "^ above   its host is not well: " + above) + '\n';
    std::size_t well = 0;
    for (const auto& finding : findings_)
    {
        if (finding.severity == Severity::ok && !style_.verbose)
            ++well;
        else
            out += leaf(finding);
    }
    return out + folded(well, !above.empty(), remark) + '\n';
}

std::string Branch::leaf(const Finding& finding) const
{
    const auto sign = severity_sign(finding.severity);
    auto out = "  " +
               paint_(sign.colour,
                      std::string(sign.text) + ' ' + padded(to_string(finding.severity), severity_column)) +
               std::string(to_string(finding.id)) + ": " + finding.evidence + '\n';
    if (!finding.next.empty())
        out += "      " + paint_(Colour::bold, "next: ") + finding.next + '\n';
    return out;
}

std::string Branch::folded(std::size_t count, bool elsewhere, const std::string& remark) const
{
    if (count == 0)
        return {};
    const auto sign = severity_sign(Severity::ok);
    const std::string_view which = count == findings_.size() && !elsewhere ? "" : "other ";
    return "  " + paint_(sign.colour, std::string(sign.text) + " ok") + "      " + std::to_string(count) +
           ' ' + std::string(which) + (count == 1 ? "check" : "checks") + " passed (-v lists them)" +
           (remark.empty() ? "" : "; ") + remark + '\n';
}

std::string provider_head(const diagnose::ProviderDiagnosis& provider)
{
    auto head = provider.key.str() + "  " + quoted(provider.name);
    if (!provider.issuer.empty())
        head += "  " + escaped(provider.issuer);
    return head;
}

/// That an earlier answer served.
std::string remark_of(const diagnose::ProviderDiagnosis& provider)
{
    if (!provider.credentials_age)
        return {};
    return "client id and secret accepted " + duration_text(*provider.credentials_age) + " ago";
}

/// There is nothing to say of it but what its host's branch says, which names it.
bool is_told_by_its_host(const diagnose::ProviderDiagnosis& provider,
                         const std::vector<diagnose::HostDiagnosis>& hosts)
{
    const bool is_named =
        std::ranges::find(hosts, provider.host, &diagnose::HostDiagnosis::host) != hosts.end();
    return is_named && std::all_of(provider.findings.begin(), provider.findings.end(),
                                   [](const Finding& finding) { return finding.severity == Severity::ok; });
}

std::string host_head(const diagnose::HostDiagnosis& host)
{
    auto head = host.host + "  of ";
    for (const auto& key : host.providers)
        head += (key == host.providers.front() ? "" : ", ") + key.str();
    return head;
}

std::string counted(const diagnose::Diagnosis& diagnosis)
{
    struct Word
    {
        Severity severity;
        std::string_view one;
        std::string_view many;
    };
    constexpr std::array words{
        Word{Severity::error, "error", "errors"}, Word{Severity::warning, "warning", "warnings"},
        Word{Severity::unknown, "unknown", "unknown"}, Word{Severity::hint, "hint", "hints"}};
    std::string out;
    for (const auto& [severity, one, many] : words)
        if (const auto count = diagnosis.count(severity); count != 0)
            append_part(out, std::to_string(count) + ' ' + std::string(count == 1 ? one : many));
    return out.empty() ? "nothing to fix" : out;
}

/// The first thing to mend: NetBird's own faults go before a host's, and these before a provider's.
std::string mend_first(const diagnose::Diagnosis& diagnosis)
{
    const auto worth = [](const std::vector<Finding>& findings, Severity severity) {
        return !findings.empty() && findings.front().severity == severity;
    };
    for (const auto severity : {Severity::error, Severity::warning})
    {
        if (worth(diagnosis.netbird, severity))
            return "; fix first: " + std::string(to_string(diagnosis.netbird.front().id));
        for (const auto& host : diagnosis.hosts)
            if (worth(host.findings, severity))
                return "; fix first: " + std::string(to_string(host.findings.front().id)) + " of " +
                       host.host;
        for (const auto& provider : diagnosis.providers)
            if (worth(provider.findings, severity))
                return "; fix first: " + std::string(to_string(provider.findings.front().id)) + " of " +
                       provider.key.str();
    }
    return {};
}

} // namespace

std::string render_findings(const std::string& head, const std::vector<Finding>& findings,
                            const DoctorStyle& style)
{
    return Branch(findings, style).text(head);
}

std::string render_doctor(const diagnose::Diagnosis& diagnosis, const DoctorStyle& style)
{
    auto out = Branch(diagnosis.netbird, style).text("NetBird " + diagnosis.management_url);
    for (const auto& host : diagnosis.hosts)
        out += Branch(host.findings, style).text(host_head(host));
    for (const auto& provider : diagnosis.providers)
        if (style.verbose || !is_told_by_its_host(provider, diagnosis.hosts))
            out += Branch(provider.findings, style)
                       .text(provider_head(provider), provider.host, remark_of(provider));
    if (diagnosis.redirect_uri && (style.verbose || !diagnosis.is_well()))
        out += "Redirect URI to register at each provider: " + escaped(*diagnosis.redirect_uri) + "\n\n";
    return out + "Doctor: " + counted(diagnosis) + mend_first(diagnosis) + ".\n";
}

} // namespace idpsync::cli
