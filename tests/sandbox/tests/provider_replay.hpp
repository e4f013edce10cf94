#pragma once

// Recorded exchanges with real identity providers (tests/data/idp), sent to the sandbox's.

#include "sandbox/provider/provider.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/tests/replay.hpp"
#include "support/manual_clock.hpp"
#include "support/recordings.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <vector>

namespace idpsync::sandbox::test {

/// The recorded servers that some profile plays.
const std::vector<std::string>& provider_folders();

/// Whether this is played by itself, on a provider that was staged for it. What asks the management APIs is
/// played in its session (managed_replay.hpp).
bool is_played(const Recording& recording);

/// The sandbox's providers in the place of the recorded server, with the clients that it had.
class ProviderReplay
{
public:
    /// In the state in which the recorded server was when `recording` was made.
    explicit ProviderReplay(const Recording& recording);

    /// Sends the recorded request.
    Answer send();

private:
    Answer ask(Request request);
    std::string login_page();

    const Recording& recording_;
    boost::asio::io_context io_;
    idpsync::test::ManualClock clock_;
    Sandbox sandbox_;
};

/// What a browser shows of a page: no tags, scripts or styles, one blank between words.
std::string visible_text(std::string_view html);

} // namespace idpsync::sandbox::test
