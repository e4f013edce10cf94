#pragma once

// `pause`: for a while the daemon observes only. Kept in the state directory, so that a restart does not end
// it.

#include "core/seams.hpp"
#include "net/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

inline constexpr std::chrono::hours default_pause{1};
inline constexpr std::chrono::hours longest_pause{24 * 30};

/// pause.json: when a pause began and when it ends.
struct PauseRecord
{
    WallTime since;
    WallTime until;

    bool operator==(const PauseRecord&) const = default;
};

/// The text of pause.json, and back. "No pause" is a text as well. Error (storage): it says neither.
std::string encode_pause(const std::optional<PauseRecord>& record);
Result<std::optional<PauseRecord>> decode_pause(std::string_view text);

/// How long the pause still lasts; zero or less: it is over. Never longer than it was meant to be, though the
/// clock was set back.
std::chrono::seconds remaining(const PauseRecord& record, WallTime now);

/// What `pause` came to.
struct PauseAnswer
{
    WallTime until;
    bool pass_under_way = false; ///< a pass that began before may still write
    std::string warning;         ///< it does not survive a restart; escaped
};

/// What `resume` came to.
struct ResumeAnswer
{
    bool was_paused = false;
    std::string warning; ///< a restart brings the pause back; escaped
};

/// Within one run the steady clock decides when a pause ends.
class Pause
{
public:
    /// `files` and `clock` must outlive it.
    Pause(Files& files, net::Clock& clock, std::string state_directory);

    /// What an earlier run left. Error (storage): the file cannot be read; it is paused for default_pause
    /// then, because nobody knows what was asked for.
    Result<void> load();

    /// From now on, for `duration`. Error (storage): it does not survive a restart.
    Result<void> begin(std::chrono::seconds duration);

    /// Ends it. Error (storage): a restart brings it back.
    Result<void> end();

    /// When it ends; nothing: there is none. One whose time has come stays until end().
    [[nodiscard]] const std::optional<net::SteadyTime>& until() const { return until_; }
    [[nodiscard]] bool over() const { return until_ && clock_.now() >= *until_; }

private:
    Result<void> save(const std::optional<PauseRecord>& record);

    Files& files_;
    net::Clock& clock_;
    std::string path_;
    std::optional<net::SteadyTime> until_;
};

} // namespace idpsync::service
