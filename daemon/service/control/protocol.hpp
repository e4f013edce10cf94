#pragma once

// What is said over the control socket: one JSON line each way (docs/control.md). Pure.

#include "core/error.hpp"
#include "core/next_command.hpp"
#include "core/restart.hpp"
#include "service/control/status.hpp"
#include "service/daemon/pause.hpp"
#include "service/daemon/reload.hpp"
#include "service/history.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace idpsync::service::control {

/// Of requests and answers. An answer may have members that an older client does not know.
inline constexpr int protocol_version = 1;

/// A request, with its line end, is no longer than this.
inline constexpr std::size_t longest_request = 64U << 10U;

/// The same for a request with files, of somebody who may ask for everything: largest_candidate, escaped.
inline constexpr std::size_t longest_request_with_files = 2 * largest_candidate;

struct StatusRequest
{
    bool watch = false; ///< an answer now, and another whenever something changes
};

struct PauseRequest
{
    std::chrono::seconds duration{};
};

struct ResumeRequest
{};

struct AcknowledgeRequest
{
    std::optional<std::uint64_t> generation; ///< of the restart that was asked for; nothing: whichever it is
};

/// What was changed: service::last_of().
struct HistoryRequest
{
    std::vector<std::string> keys; ///< empty: all
    std::size_t lines = 50;        ///< at most so many, the last
};

/// A ReloadRequest with a candidate goes as "plan", and is answered like a reload.
using Request = std::variant<StatusRequest, ReloadRequest, PauseRequest, ResumeRequest, AcknowledgeRequest,
                             HistoryRequest>;

/// What an operator calls it: "status", "reload" …
std::string_view name_of(const Request& request);

/// May be asked by everybody who can connect.
bool only_looks(const Request& request);

/// One line, with its end. `sudo_user`: who became root to ask; empty: nobody did.
std::string encode(const Request& request, std::string_view sudo_user = {});

/// Who says that a request's line comes from them, through sudo; empty: nobody. Any text: only to be shown.
std::string sudo_user_in(std::string_view line);

/// Error (rejected): not a request that this program understands; what is wrong with it.
Result<Request> decode_request(std::string_view line);

struct AcknowledgeAnswer
{
    std::string message; ///< what that changed; escaped
};

/// What an operator's word that NetBird was restarted came to. Error (conflict): more was written since; it
/// names one of `commands`, which shows the need.
Result<AcknowledgeAnswer> acknowledge_answer(Acknowledgement outcome, const NextCommand& commands);

/// Answers, each one line with its end.
std::string encode(const Error& error);
std::string encode(const StatusDocument& status);
std::string encode(const ReloadOutcome& outcome);
/// Before the answer to a reload that asked for it (ReloadRequest::progress).
std::string encode(const reconcile::PassProgress& progress);
std::string encode(const PauseAnswer& answer);
std::string encode(const ResumeAnswer& answer);
std::string encode(const AcknowledgeAnswer& answer);
std::string encode(const History::Kept& answer);

/// What a client reads. Errors: the one that the daemon answered, and bad_response when the line is not an
/// answer to that request.
Result<StatusDocument> decode_status_answer(std::string_view line);
Result<ReloadOutcome> decode_reload_answer(std::string_view line);
/// Nothing: the line is no progress, so it is the answer.
std::optional<reconcile::PassProgress> progress_in(std::string_view line);
Result<PauseAnswer> decode_pause_answer(std::string_view line);
Result<ResumeAnswer> decode_resume_answer(std::string_view line);
Result<AcknowledgeAnswer> decode_acknowledge_answer(std::string_view line);
Result<History::Kept> decode_history_answer(std::string_view line);

} // namespace idpsync::service::control
