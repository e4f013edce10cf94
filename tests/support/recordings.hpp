#pragma once

// Exchanges recorded from real servers, under tests/data.

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace idpsync::test {

/// One recorded request and its answer.
struct Recording
{
    std::string folder; ///< "netbird/v0.77.1"
    std::string name;   ///< "03-create-oidc"
    std::string what;

    std::string method;
    std::string url;
    boost::json::object request_headers;
    boost::json::value request_body; ///< null when there was none; a string when it was not JSON

    unsigned status = 0;
    double milliseconds = 0;
    boost::json::object response_headers; ///< names in lower case
    boost::json::value response_body;     ///< a string when it was not JSON

    /// The body as it went over the wire: JSON serialized, anything else as it is.
    [[nodiscard]] std::string response_text() const;
    [[nodiscard]] std::string request_text() const;
};

/// Every recording of tests/data/FOLDER ("netbird/v0.77.1"), in the order of their names.
std::vector<Recording> recordings(const std::string& folder);

/// One of them. Throws when there is none.
Recording recording(const std::string& folder, const std::string& name);

} // namespace idpsync::test
