#pragma once

// Exchanges recorded from real servers, under tests/data.

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
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
    double milliseconds = 0;              ///< 0 when it was not taken down
    boost::json::object response_headers; ///< names in lower case; an array where one came several times
    boost::json::value response_body;     ///< a string when it was not JSON
    std::string visible_text;             ///< of a whole HTML page, without tags; where it was taken down
    bool truncated = false;               ///< the body is only the beginning of what came
    bool abridged = false;                ///< some members of a large JSON body were left out

    /// The number that its name begins with.
    [[nodiscard]] int number() const;

    /// What it is as the name of a test.
    [[nodiscard]] std::string test_name() const;

    /// The body as it went over the wire: JSON serialized, anything else as it is.
    [[nodiscard]] std::string response_text() const;
    [[nodiscard]] std::string request_text() const;

    /// The first response header of the (lower-case) name `header`; empty when there is none.
    [[nodiscard]] std::string response_header(std::string_view header) const;
};

/// Every recording of tests/data/FOLDER ("netbird/v0.77.1"), in the order of their names.
std::vector<Recording> recordings(const std::string& folder);

/// One of them. Throws when there is none.
Recording recording(const std::string& folder, const std::string& name);

} // namespace idpsync::test
