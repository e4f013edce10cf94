#pragma once

#include "service/monitoring/process_metrics.hpp"

#include <optional>

namespace idpsync::service {

/// Looks at this process. When it started is worked out at the first look and then kept: a clock that is set
/// later does not move it.
class ThisProcess
{
public:
    /// Nothing where there is no /proc.
    [[nodiscard]] std::optional<ProcessFacts> look();

private:
    std::optional<double> started_; ///< seconds since 1970
};

} // namespace idpsync::service
