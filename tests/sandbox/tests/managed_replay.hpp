#pragma once

// The recorded sessions with the providers' management APIs (tests/data/idp), sent to the sandbox's in the
// order in which they were recorded: what one request makes, the next ones work with.

#include "sandbox/provider/provider.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/tests/replay.hpp"
#include "support/manual_clock.hpp"
#include "support/recordings.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/value.hpp>

#include <map>
#include <string>
#include <vector>

namespace idpsync::sandbox::test {

/// The folders with such sessions.
const std::vector<std::string>& managed_folders();

/// Whether an exchange belongs to a session: it asks the management API, or shows what that changed.
bool is_managed(const Recording& recording);

/// What the recorded server drew and what the sandbox drew in its place: ids and secrets.
class Drawn
{
public:
    /// Takes note of the ids and secrets that stand at the same places of both.
    void learn(const boost::json::value& recorded, const boost::json::value& sent);
    void learn(const std::string& recorded, const std::string& sent);

    [[nodiscard]] std::string to_sandbox(std::string recorded) const;
    [[nodiscard]] std::string to_recorded(std::string sent) const;

private:
    std::map<std::string, std::string> sent_; ///< by what was recorded
};

/// A provider of the sandbox in the place of the recorded server, from its first day on.
class ManagedReplay
{
public:
    explicit ManagedReplay(const std::string& folder);

    /// Sends the request, after what is known to have happened before it without having been recorded. The
    /// answer is in the recorded server's terms.
    Answer send(const Recording& recorded);

private:
    Answer ask(Request request);
    void stage(ProviderSetup& setup);
    void become(int number);
    void prepare(const Recording& recorded);
    void learn(const Recording& recorded, Answer& answer);
    [[nodiscard]] std::string authorization(const Recording& recorded) const;

    std::vector<Recording> session_;
    boost::asio::io_context io_;
    idpsync::test::ManualClock clock_;
    Sandbox sandbox_;
    Provider* provider_ = nullptr;
    std::string bearer_;
    Drawn drawn_;
};

/// A document with everything taken out that no server gives twice: times, tokens; lists sorted.
boost::json::value comparable_document(const boost::json::value& document);

/// Of `sent` what was kept of an abridged recording.
boost::json::value kept_part(const boost::json::value& recorded, const boost::json::value& sent);

} // namespace idpsync::sandbox::test
