#include "diagnose/fold.hpp"

#include "core/text.hpp"
#include "diagnose/catalogue.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace idpsync::diagnose {
namespace {

using namespace std::chrono_literals;

bool has(const std::vector<Finding>& findings, FindingId id)
{
    return std::any_of(findings.begin(), findings.end(),
                       [id](const Finding& finding) { return finding.id == id && is_trouble(finding); });
}

void drop(std::vector<Finding>& findings, FindingId id)
{
    std::erase_if(findings, [id](const Finding& finding) { return finding.id == id; });
}

/// NetBird and every provider that names a date agree with one another, and not with us.
bool own_clock_is_wrong(const Diagnosis& diagnosis)
{
    constexpr auto alike = 30s;
    if (!diagnosis.clock_ahead || !has(diagnosis.netbird, FindingId::clock_off))
        return false;
    bool confirmed = false;
    for (const auto& provider : diagnosis.providers)
    {
        if (!provider.clock_ahead)
            continue;
        if (std::chrono::abs(*provider.clock_ahead - *diagnosis.clock_ahead) > alike)
            return false;
        confirmed = true;
    }
    return confirmed;
}

void fold_clocks(Diagnosis& diagnosis)
{
    if (!own_clock_is_wrong(diagnosis))
        return;
    for (auto& provider : diagnosis.providers)
        drop(provider.findings, FindingId::clock_off);
    const auto ahead = *diagnosis.clock_ahead;
    for (auto& finding : diagnosis.netbird)
        if (finding.id == FindingId::clock_off)
            finding = {finding.id, finding.severity,
                       "this host's clock is " + std::to_string(std::chrono::abs(ahead).count()) + " s " +
                           (ahead > 0s ? "behind" : "ahead of") +
                           " NetBird's; the providers' clocks agree with NetBird's",
                       "correct this host's clock (`timedatectl status` shows whether NTP is on); or correct "
                       "theirs, if they all run on one host"};
}

/// What says nothing new beside a fault of NetBird's.
void drop_consequences(Diagnosis& diagnosis)
{
    const auto& netbird = diagnosis.netbird;
    const bool no_connectors = has(netbird, FindingId::embedded_idp_off);
    const bool no_login_service =
        no_connectors || has(netbird, FindingId::netbird_failing) || has(netbird, FindingId::not_the_api);
    for (auto& provider : diagnosis.providers)
    {
        if (no_connectors)
            drop(provider.findings, FindingId::connector_missing);
        if (no_login_service)
            std::erase_if(provider.findings, [](const Finding& finding) {
                return finding.id == FindingId::login_service_outdated &&
                       finding.severity == Severity::unknown;
            });
    }
}

/// True for what is wrong with the host rather than with what it serves for one provider.
bool concerns_the_host(const Finding& finding)
{
    constexpr std::array ids{FindingId::provider_unreachable,
                             FindingId::provider_throttles,
                             FindingId::host_unknown,
                             FindingId::certificate_expired,
                             FindingId::certificate_expiring,
                             FindingId::certificate_for_another_host,
                             FindingId::certificate_untrusted,
                             FindingId::clock_off,
                             FindingId::unreachable_from_netbird};
    // The certificate beside a provider's signing key is its own, and nobody looks at it.
    const bool of_a_key = finding.id == FindingId::certificate_expired && finding.severity == Severity::hint;
    return finding.severity != Severity::ok && !of_a_key &&
           std::find(ids.begin(), ids.end(), finding.id) != ids.end();
}

/// Scheme, host and port, the latter as far as it is not the usual one; empty for what is no URL.
std::string host_of(const std::string& address)
{
    const auto parsed = boost::urls::parse_uri(address);
    if (!parsed)
        return {};
    boost::urls::url url(*parsed);
    url.normalize_scheme();
    url.normalize_authority();
    if (url.port() == (url.scheme_id() == boost::urls::scheme::https ? "443" : "80"))
        url.remove_port();
    return escaped(std::string(url.encoded_origin()));
}

/// What makes two findings at one host the same one. Endpoints may be elsewhere, with certificates of their
/// own.
using Cause = std::tuple<std::string, FindingId, std::string>;

Cause cause_of(const std::string& host, const Finding& finding)
{
    return {host, finding.id,
            finding.id == FindingId::certificate_expiring ? finding.evidence : std::string()};
}

HostDiagnosis& at_host(std::vector<HostDiagnosis>& hosts, const std::string& host)
{
    const auto known =
        std::find_if(hosts.begin(), hosts.end(), [&](const HostDiagnosis& one) { return one.host == host; });
    return known == hosts.end()
               ? hosts.emplace_back(HostDiagnosis{.host = host, .providers = {}, .findings = {}})
               : *known;
}

void move_to_host(HostDiagnosis& host, ProviderDiagnosis& provider, const Finding& finding)
{
    provider.host = host.host;
    if (std::find(host.providers.begin(), host.providers.end(), provider.key) == host.providers.end())
        host.providers.push_back(provider.key);
    const auto told = std::find_if(host.findings.begin(), host.findings.end(), [&](const Finding& one) {
        return cause_of(host.host, one) == cause_of(host.host, finding);
    });
    if (told == host.findings.end())
        host.findings.push_back(finding);
    else if (is_more_urgent(finding, *told))
        *told = finding;
}

/// False for the certificate of another host than this one, where an endpoint of the provider is.
bool is_of(const std::string& host, const Finding& finding)
{
    const auto name = host.substr(host.find("//") + 2);
    return finding.id != FindingId::certificate_expiring ||
           finding.evidence.starts_with("the certificate of " + name + ' ');
}

/// A provider behind NetBird's own address has its certificate and its clock.
void fold_into_netbird(Diagnosis& diagnosis)
{
    const auto netbird = host_of(diagnosis.management_url);
    for (auto& provider : diagnosis.providers)
    {
        if (netbird.empty() || host_of(provider.issuer) != netbird)
            continue;
        const auto told = std::erase_if(provider.findings, [&](const Finding& finding) {
            return concerns_the_host(finding) && has(diagnosis.netbird, finding.id) &&
                   is_of(netbird, finding);
        });
        if (told != 0)
            provider.host = netbird;
    }
}

void fold_hosts(Diagnosis& diagnosis)
{
    std::map<Cause, std::size_t> causes;
    for (const auto& provider : diagnosis.providers)
        for (const auto& finding : provider.findings)
            if (concerns_the_host(finding))
                ++causes[cause_of(host_of(provider.issuer), finding)];
    for (auto& provider : diagnosis.providers)
    {
        const auto host = host_of(provider.issuer);
        const auto shared = [&](const Finding& finding) {
            return !host.empty() && concerns_the_host(finding) && causes[cause_of(host, finding)] > 1;
        };
        for (const auto& finding : provider.findings)
            if (shared(finding))
                move_to_host(at_host(diagnosis.hosts, host), provider, finding);
        std::erase_if(provider.findings, shared);
    }
    for (auto& host : diagnosis.hosts)
    {
        std::sort(host.providers.begin(), host.providers.end());
        sort_by_urgency(host.findings);
    }
    std::sort(diagnosis.hosts.begin(), diagnosis.hosts.end(),
              [](const HostDiagnosis& left, const HostDiagnosis& right) {
                  if (is_more_urgent(left.findings.front(), right.findings.front()))
                      return true;
                  return !is_more_urgent(right.findings.front(), left.findings.front()) &&
                         left.host < right.host;
              });
}

} // namespace

void fold(Diagnosis& diagnosis)
{
    fold_clocks(diagnosis);
    drop_consequences(diagnosis);
    fold_into_netbird(diagnosis);
    fold_hosts(diagnosis);
}

} // namespace idpsync::diagnose
