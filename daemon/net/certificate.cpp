#include "net/certificate.hpp"

#include "core/calendar.hpp"
#include "core/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <vector>

namespace idpsync::net {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t names_shown = 10;
constexpr std::size_t name_length = 200;

std::string name_text(const X509_NAME* name)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    constexpr unsigned long form = XN_FLAG_ONELINE & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!memory || X509_NAME_print_ex(memory.get(), name, 0, form) < 0)
        return "?";
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    if (size <= 0)
        return "without a name";
    return "\"" + excerpt({data, static_cast<std::size_t>(size)}, name_length) + "\"";
}

std::string time_text(const ASN1_TIME* time)
{
    std::tm parts{};
    char text[sizeof "9999-12-31 23:59:59 UTC"];
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1 ||
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts) == 0)
        return "an unreadable date";
    return text;
}

std::string address_text(const ASN1_OCTET_STRING* octets)
{
    const auto* data = ASN1_STRING_get0_data(octets);
    const auto size = ASN1_STRING_length(octets);
    if (size == 4)
    {
        ip::address_v4::bytes_type bytes;
        std::copy_n(data, bytes.size(), bytes.begin());
        return ip::address_v4(bytes).to_string();
    }
    if (size == 16)
    {
        ip::address_v6::bytes_type bytes;
        std::copy_n(data, bytes.size(), bytes.begin());
        return ip::address_v6(bytes).to_string();
    }
    return "?";
}

/// The hosts that `certificate` is for.
std::vector<std::string> host_names(const X509& certificate)
{
    const auto release = [](GENERAL_NAMES* all) { GENERAL_NAMES_free(all); };
    const std::unique_ptr<GENERAL_NAMES, decltype(release)> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)),
        release);
    std::vector<std::string> names;
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i)
    {
        const auto* name = sk_GENERAL_NAME_value(all.get(), i);
        if (name->type == GEN_DNS)
            names.push_back(excerpt({reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                     static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))},
                                    name_length));
        else if (name->type == GEN_IPADD)
            names.push_back(address_text(name->d.iPAddress));
    }
    return names;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < names_shown; ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > names_shown)
        text += " and " + std::to_string(names.size() - names_shown) + " more";
    return text;
}

std::string other_host(const X509& certificate, const std::string& host)
{
    const auto names = host_names(certificate);
    if (names.empty())
        return "names no host at all (a common name alone does not count), so not " + quoted(host) +
               " either: the server needs a certificate for that name";
    return "is for " + listed(names) + ", not for " + quoted(host) +
           ": use one of its names in the URL, or give the server a certificate for this one";
}

std::string unknown_issuer(const X509& certificate, const std::string& trusted)
{
    const auto* issuer = X509_get_issuer_name(&certificate);
    if (X509_NAME_cmp(issuer, X509_get_subject_name(&certificate)) == 0)
        return "is signed by itself and is not among " + trusted +
               ": if it is the right one, put it into a PEM file and name that as ca_file";
    return "is issued by " + name_text(issuer) + ", which is not among " + trusted +
           ": name that issuer's certificate as ca_file, or let the server send its intermediate "
           "certificates";
}

std::string what_is_wrong(X509_STORE_CTX& verification, const X509& certificate, const std::string& host,
                          const std::string& trusted)
{
    const int code = X509_STORE_CTX_get_error(&verification);
    switch (code)
    {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "expired on " + time_text(X509_get0_notAfter(&certificate)) +
               ": renew it, or correct this machine's clock";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "is valid only from " + time_text(X509_get0_notBefore(&certificate)) +
               " on: check this machine's clock";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return other_host(certificate, host);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return unknown_issuer(certificate, trusted);
    default: return std::string("is refused: ") + X509_verify_cert_error_string(code);
    }
}

} // namespace

std::string certificate_failure(X509_STORE_CTX& verification, const std::string& host,
                                const std::string& peer, const std::string& trusted)
{
    const auto* certificate = X509_STORE_CTX_get_current_cert(&verification);
    if (certificate == nullptr)
        return "the certificate of " + peer +
               " is refused: " + X509_verify_cert_error_string(X509_STORE_CTX_get_error(&verification));
    const bool own = X509_STORE_CTX_get_error_depth(&verification) == 0;
    return (own ? "the certificate of " : "a certificate in the chain of ") + peer + ", " +
           name_text(X509_get_subject_name(certificate)) + ", " +
           what_is_wrong(verification, *certificate, host, trusted);
}

ErrorCause certificate_cause(X509_STORE_CTX& verification)
{
    switch (X509_STORE_CTX_get_error(&verification))
    {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return ErrorCause::certificate_expired;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return ErrorCause::certificate_for_another_host;
    default: return ErrorCause::certificate_untrusted;
    }
}

std::optional<WallTime> expiry_of(const X509& certificate)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &parts) != 1)
        return std::nullopt;
    return wall_time_of(parts);
}

} // namespace idpsync::net
