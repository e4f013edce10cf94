#pragma once

/// The HTTP statuses that are told apart, by name.
namespace idpsync::net::status {

inline constexpr unsigned found = 302;
inline constexpr unsigned see_other = 303;
inline constexpr unsigned unauthorized = 401;
inline constexpr unsigned forbidden = 403;
inline constexpr unsigned not_found = 404;
inline constexpr unsigned too_many = 429;
inline constexpr unsigned server_error = 500;

} // namespace idpsync::net::status
