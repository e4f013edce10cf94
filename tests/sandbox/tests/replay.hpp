#pragma once

// Recorded sessions with real NetBird servers, sent to a sandbox of the same generation.

#include "sandbox/sandbox.hpp"
#include "support/manual_clock.hpp"
#include "support/recordings.hpp"

#include <boost/asio/io_context.hpp>

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::test {

/// For GoogleTest.
inline void PrintTo(const Recording& recording, std::ostream* out)
{
    *out << recording.folder << "/" << recording.name << ": " << recording.what;
}

} // namespace idpsync::test

namespace idpsync::sandbox::test {

using idpsync::test::Recording;

/// One request of a session and the answer that a real server gave.
struct Step
{
    Recording asked;    ///< whose request is sent
    Recording expected; ///< whose answer is expected
};

/// The steps of the session that `folder` belongs to, from an empty server on. An older server's folder holds
/// what differs from v0.77.1, so its session is v0.77.1's, with its own exchange wherever it has one of that
/// name.
std::vector<Step> session(const std::string& folder);

/// What the sandbox said, and how long that took on its clock.
struct Replayed
{
    Answer answer;
    std::chrono::seconds took{0};
};

/// A sandbox in the place of the recorded server.
class Replay
{
public:
    explicit Replay(const std::string& folder);

    /// Sends the request of one step, and what is known to have happened before and after it without having
    /// been recorded.
    Replayed send(const Step& step);

private:
    Answer ask(Request request);
    Answer ask_as_owner(std::string method, std::string target, std::string body);
    void prepare(const Step& step);
    void clean_up(const Step& step, const Answer& answer);
    void learn(const Step& step, const Answer& answer);
    [[nodiscard]] std::string translated(std::string text) const;
    [[nodiscard]] std::string authorization(const Recording& asked) const;

    boost::asio::io_context io_;
    idpsync::test::ManualClock clock_;
    Sandbox sandbox_;
    std::map<std::string, std::string> ids_; ///< recorded -> the sandbox's
    std::string auditor_token_;
    std::string user_token_;
};

/// An answer with everything taken out that differs from server to server: ids, times, tokens, states, and
/// the style sheets and drawings that the recordings leave out.
std::string comparable(std::string text);

} // namespace idpsync::sandbox::test
