#pragma once

// Shapes of the model's values that more than one document holds.

#include "core/group_settings.hpp"
#include "core/provider.hpp"
#include "json/shape.hpp"

namespace idpsync {

BOOST_DESCRIBE_STRUCT(ConnectorValues, (), (type, name, issuer, client_id))
BOOST_DESCRIBE_STRUCT(GroupSettings, (), (enabled, claim, allowed_groups))

} // namespace idpsync
