#pragma once

// The connectors that NetBird stores, secrets included.

#include "sandbox/ids.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// One connector, as it is stored. `type` is not: it is read back from the id.
struct Connector
{
    std::string id;
    std::string type;
    std::string name;
    std::string issuer;
    std::string client_id;
    std::string client_secret;
    std::vector<std::string> scopes = {}; ///< that a login asks for
    /// The redirect URI that it was made with; empty: NetBird's present one.
    std::string callback = {};
    /// Of a connector that NetBird's own configuration holds ("ldap"): listed so, and no write reaches it.
    std::string static_type = {};
    /// What a newer NetBird keeps beside these: listed, and replaced whole by a PUT.
    boost::json::object more = {};

    bool operator==(const Connector&) const = default;
};

/// What somebody changes behind the daemon's back; an empty field stays as it is.
struct Change
{
    std::optional<std::string> name;
    std::optional<std::string> issuer;
    std::optional<std::string> client_id;
    std::optional<std::string> client_secret;
};

/// The type that NetBird reads back from an id.
std::string type_of_id(std::string_view id);

bool is_builtin_type(std::string_view type); ///< google and microsoft

/// The scopes of a new connector.
std::vector<std::string> scopes_of_type(std::string_view type);

class Connectors
{
public:
    explicit Connectors(Ids& ids) : ids_(ids) {}

    /// Stores it under a new id and returns that; an id that is set already stays.
    const Connector& add(Connector connector);
    Connector* find(std::string_view id);
    [[nodiscard]] const Connector* find(std::string_view id) const;
    bool remove(std::string_view id);

    [[nodiscard]] const std::vector<Connector>& all() const { return connectors_; } ///< oldest first

private:
    Ids& ids_;
    std::vector<Connector> connectors_;
};

} // namespace idpsync::sandbox
