#pragma once

#include "sandbox/provider/setup.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace idpsync::sandbox {

/// What stands in a document's addresses.
struct DocumentBases
{
    std::string issuer;
    std::string front; ///< before the paths of what a browser opens
    std::string back;  ///< before the paths of what a server calls
    std::string realm;
};

/// The discovery document of a profile, with the members that the setup replaces or removes.
boost::json::object discovery_document(const ProviderSetup& setup, const DocumentBases& bases);

} // namespace idpsync::sandbox
