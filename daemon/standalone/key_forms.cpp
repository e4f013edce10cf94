#include "standalone/key_forms.hpp"

#include "core/account_domain.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <charconv>

namespace idpsync::standalone {
namespace {

std::string value_of(const SetupKey& key, std::string_view value)
{
    return key.secret ? std::string("the value") : quoted(value, 80);
}

/// What a template puts between quotes as it is.
std::string objection_to_text(std::string_view value)
{
    if (value.find_first_of("\"\\") != std::string_view::npos)
        return "a double quote or backslash in it breaks management.json; choose a value without";
    return {};
}

bool is_port_number(std::string_view text)
{
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

bool are_ports(std::string_view text)
{
    for (;;)
    {
        const auto comma = text.find(',');
        if (!is_port_number(text.substr(0, comma)))
            return false;
        if (comma == std::string_view::npos)
            return true;
        text.remove_prefix(comma + 1);
    }
}

bool has_upper_case(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string must_be(const SetupKey& key, std::string_view value, std::string_view what)
{
    return value_of(key, value) + " must be " + std::string(what);
}

} // namespace

std::string objection_to_value(const SetupKey& key, std::string_view value)
{
    if (has_control_characters(value))
        return "a line break or another control character in it breaks what configure.sh writes; remove it";
    if (value.find("{{") != std::string_view::npos && !is_reference(value))
        return "the management server takes {{ for a template and does not start; choose a value without";
    switch (key.form)
    {
    case KeyForm::boolean:
        return value == "true" || value == "false" ? "" : must_be(key, value, "true or false");
    case KeyForm::login_flag:
        return value == "0" || value == "1" || value == "2" ? "" : must_be(key, value, "0, 1 or 2");
    case KeyForm::port: return is_port_number(value) ? "" : must_be(key, value, "a port");
    case KeyForm::ports:
        return are_ports(value) ? "" : must_be(key, value, "a port, or several with commas between");
    case KeyForm::token_source:
        return value == "idToken" || value == "accessToken"
                   ? ""
                   : must_be(key, value, "idToken or accessToken, spelt so");
    case KeyForm::manager:
        return is_manager(value) ? ""
                                 : value_of(key, value) +
                                       " is none of the managers that the server has, and it does not start";
    case KeyForm::domain: return objection_to_domain(value);
    case KeyForm::text: return objection_to_text(value);
    case KeyForm::anything: break;
    }
    return {};
}

bool is_reference(std::string_view value)
{
    if (!value.starts_with("{{ .") || !value.ends_with(" }}"))
        return false;
    value.remove_prefix(std::string_view("{{ .").size());
    value.remove_suffix(std::string_view(" }}").size());
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string objection_to_domain(std::string_view domain)
{
    if (is_joined_domain(domain))
        return {};
    if (has_upper_case(domain))
        return quoted(domain, 80) + " has capital letters: the first user to log in gets an account of "
                                    "their own";
    return quoted(domain, 80) +
           " is no domain to NetBird, so that every user gets an account of their own: it takes small "
           "letters, digits and hyphens, with a dot, and letters alone behind the last dot";
}

} // namespace idpsync::standalone
