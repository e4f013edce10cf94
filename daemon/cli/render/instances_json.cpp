#include "cli/render/instances_json.hpp"

#include "cli/render/instances_shape.hpp"
#include "json/write.hpp"

namespace idpsync::cli {

std::string instances_json(const std::vector<InstanceStatus>& instances)
{
    return json::text_of(InstancesDocument{instances});
}

} // namespace idpsync::cli
