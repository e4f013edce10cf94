#pragma once

// The pages of the embedded login service, without their style sheets.

#include "sandbox/connectors.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// `text` for an HTML attribute or element, as Go's html/template escapes it.
std::string escaped_html(std::string_view text);

Answer login_error_page(unsigned status, std::string_view heading, std::string_view message);

/// The form for address and password that posts to `action`; after a refusal with the address that was sent.
Answer password_form(unsigned status, std::string_view action, const std::optional<std::string>& refused,
                     Generation generation);

/// One button for each connector, by name, after the one for the local password; `query` goes on to each.
Answer login_selector_page(std::vector<Connector> connectors, bool local_login, std::string_view query);

/// A redirect as Go's net/http writes it.
Answer redirect_to(unsigned status, std::string_view location);

} // namespace idpsync::sandbox
