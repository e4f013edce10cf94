#pragma once

// What is logged and what is served of a daemon, which two kinds of configurations have.

#include "config/kinds.hpp"
#include "config/settings.hpp"

namespace idpsync::config {

/// Of what holds Settings as `path`; of Settings themselves without one.
template <auto... path>
inline constexpr auto log_rows = std::to_array({
    row<kinds::Choice<LogFormat>, path..., &Settings::log, &LogSettings::format>(
        "format", "`auto`: journald under systemd, text on a terminal, json otherwise"),
    row<kinds::Choice<Level>, path..., &Settings::log, &LogSettings::level>("level",
                                                                            "the least level that is logged"),
});

template <auto... path>
inline constexpr auto metrics_rows = std::to_array({
    row<kinds::Address, path..., &Settings::metrics>(
        "listen", "where they are served, as `127.0.0.1:9464`, `[::1]:9464` or `localhost:9464`")
        .left_out("not served")
        .as("127.0.0.1:9464"),
});

} // namespace idpsync::config
