#pragma once

// What requests look like; docs/control.md says what they mean.

#include "json/model.hpp"
#include "service/control/protocol.hpp"
#include "service/daemon/pause.hpp"

#include <boost/describe/members.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service::control {

/// What every request has.
struct RequestHeader
{
    std::string_view command;
    std::string_view sudo_user;
};

/// A ReloadRequest with a candidate.
struct CandidateRecord
{
    CandidateTexts files;
    std::vector<std::string> keys;
    std::vector<std::string> force_preflight;
    bool progress = false;
};

BOOST_DESCRIBE_STRUCT(StatusRequest, (), (watch))
BOOST_DESCRIBE_STRUCT(ResumeRequest, (), ())
BOOST_DESCRIBE_STRUCT(HistoryRequest, (), (keys, lines))

} // namespace idpsync::service::control

namespace idpsync::json {

template <>
inline constexpr auto shape<service::control::RequestHeader> =
    object("", "", constant("version", service::control::protocol_version),
           member("command", &service::control::RequestHeader::command),
           member("sudo_user", &service::control::RequestHeader::sudo_user).if_set());

/// Each flag of a pass stands among the members, under its own name.
template <template <class...> class List, class... Flag>
constexpr auto shape_of_reload(List<Flag...> /*flags*/)
{
    using service::ReloadRequest;
    return object("", "", member("keys", &ReloadRequest::keys),
                  member("force_preflight", &ReloadRequest::force_preflight),
                  member("write", &ReloadRequest::write),
                  member(Flag::name, [](auto& request) -> auto& { return request.flags.*Flag::pointer; })...,
                  member("agreed_deletes", &ReloadRequest::agreed_deletes),
                  // A daemon of before does not know it.
                  member("progress", &ReloadRequest::progress).if_set());
}

template <>
inline constexpr auto shape<service::ReloadRequest> =
    shape_of_reload(boost::describe::describe_members<PassFlags, boost::describe::mod_public>());

template <>
inline constexpr auto shape<service::control::CandidateRecord> =
    object("", "", member("files", &service::control::CandidateRecord::files).essential(),
           member("keys", &service::control::CandidateRecord::keys),
           member("force_preflight", &service::control::CandidateRecord::force_preflight),
           member("progress", &service::control::CandidateRecord::progress).if_set());

template <>
inline constexpr auto shape<service::control::PauseRequest> = object(
    "", "",
    property(
        "seconds",
        [](const service::control::PauseRequest& request) { return std::int64_t{request.duration.count()}; },
        [](service::control::PauseRequest& request, std::int64_t&& read) {
            request.duration = std::chrono::seconds(read);
        }));

template <>
struct Blank<service::control::PauseRequest>
{
    static service::control::PauseRequest make() { return {service::default_pause}; }
};

template <>
inline constexpr auto shape<service::control::AcknowledgeRequest> =
    object("", "",
           member("generation", &service::control::AcknowledgeRequest::generation)
               .expecting("a whole number from 0 on"));

} // namespace idpsync::json
