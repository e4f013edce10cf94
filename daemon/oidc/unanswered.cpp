#include "oidc/unanswered.hpp"

#include <algorithm>
#include <iterator>

namespace idpsync::oidc {
namespace {

FindingId id_of(const Error& error)
{
    switch (error.cause)
    {
    case ErrorCause::name_unknown: return FindingId::host_unknown;
    case ErrorCause::certificate_expired: return FindingId::certificate_expired;
    case ErrorCause::certificate_for_another_host: return FindingId::certificate_for_another_host;
    case ErrorCause::certificate_untrusted: return FindingId::certificate_untrusted;
    case ErrorCause::address_not_allowed: return FindingId::endpoint_unusable;
    default: break;
    }
    return FindingId::provider_unreachable;
}

std::string next_for(const Error& error)
{
    switch (error.cause)
    {
    case ErrorCause::name_unknown: return "correct the issuer, or fix DNS where NetBird and this tool run";
    case ErrorCause::certificate_expired: return "renew the provider's certificate";
    case ErrorCause::certificate_for_another_host:
        return "declare the issuer with a name that the certificate has, or give the provider one for this "
               "name";
    case ErrorCause::certificate_untrusted:
        return "name the authority's certificate as providers.ca_file here, and make NetBird trust it too";
    case ErrorCause::address_not_allowed: return "let the provider state endpoints under its public address";
    default: break;
    }
    return "check that the provider runs and that this machine and NetBird reach it";
}

constexpr int lowest_rank = 4;

int rank(const Finding& finding)
{
    switch (finding.severity)
    {
    case Severity::error: return 0;
    case Severity::unknown: return 1;
    case Severity::warning: return 2;
    case Severity::hint: return 3;
    case Severity::ok: break;
    }
    return lowest_rank;
}

} // namespace

void sort_by_severity(std::vector<Finding>& findings)
{
    std::vector<Finding> sorted;
    sorted.reserve(findings.size());
    for (int wanted = 0; wanted <= lowest_rank; ++wanted)
        std::ranges::copy_if(findings, std::back_inserter(sorted),
                             [&](const Finding& finding) { return rank(finding) == wanted; });
    findings = std::move(sorted);
}

Finding unanswered(const Error& error, std::string_view what)
{
    return {id_of(error), Severity::error, "no answer about " + std::string(what) + ": " + error.text(),
            next_for(error)};
}

bool may_answer_later(const Error& error)
{
    return error.kind == ErrorKind::transport && error.cause == ErrorCause::unspecified;
}

std::optional<Finding> trouble_at_the_server(unsigned status, std::string_view what)
{
    constexpr unsigned too_many_requests = 429;
    const auto evidence = "it answers " + std::to_string(status) + " when asked about " + std::string(what);
    if (status == too_many_requests)
        return Finding{FindingId::provider_throttles, Severity::unknown, evidence + ": too many requests",
                       "wait; this provider is not asked for a while"};
    if (status >= 500)
        return Finding{FindingId::provider_unreachable, Severity::error, evidence,
                       "check the provider's log, and the proxy in front of it"};
    return std::nullopt;
}

} // namespace idpsync::oidc
