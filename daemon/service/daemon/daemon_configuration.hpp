#pragma once

// The files of a daemon: what is in force, what is watched, and what the log hears of them.

#include "config/load.hpp"
#include "core/event.hpp"
#include "service/daemon/configuration_source.hpp"
#include "service/daemon/daemon_seams.hpp"
#include "service/declared_files.hpp"
#include "service/system/file_watch.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace idpsync::service {

class DaemonConfiguration
{
public:
    /// `seams` must outlive it; `file` is config.yaml, absolute; `objection` as in ConfigurationSource.
    DaemonConfiguration(const DaemonSeams& seams, reconcile::Environment environment, std::string file,
                        ConfigurationSource::Objection objection);

    /// The first load: nothing when the files are good, else what is wrong with them.
    const config::LoadFailure* load();

    /// Puts what was loaded in force: tells of it, and calls `changed` for every change from now on. Needs a
    /// load() that went well.
    void begin(std::function<void()> changed);

    /// Reads the files anew. `tell`: an operator waits for a word, whether there are news or not. `take`: as
    /// in ConfigurationSource::load().
    ConfigurationSource::Loaded load_again(bool tell, bool take);

    /// ConfigurationSource's, and watches the files of what is in force then.
    Result<void> take_only(const Named& named);

    /// ConfigurationSource's.
    [[nodiscard]] const config::Configuration& waiting_or_in_force() const
    {
        return source_.waiting() ? *source_.waiting() : source_.in_force();
    }
    boost::system::result<config::Configuration, config::LoadFailure>
    candidate(const std::optional<CandidateTexts>& texts)
    {
        return source_.candidate(texts);
    }
    boost::asio::awaitable<DeclaredFiles> read_for(const config::Configuration& configuration)
    {
        return source_.read_for(configuration);
    }

    /// Reads what the configuration in force points to, and warns of what others may read.
    boost::asio::awaitable<ConfigurationSource::Reading> read();

    /// The same without a word, in the middle of a pass.
    boost::asio::awaitable<ConfigurationSource::Reading> read_again() { return source_.read(); }

    /// ConfigurationSource's; tells of another one.
    void look_at_revision();

    /// Whether the files say something else than what is in force; reads and parses them.
    [[nodiscard]] bool files_differ() { return source_.files_differ(); }

    /// The same of the files as they were read last.
    [[nodiscard]] bool loaded_differs() const { return source_.loaded_differs(); }

    [[nodiscard]] const config::Configuration& in_force() const { return source_.in_force(); }
    [[nodiscard]] const std::string& hash() const { return source_.hash(); }
    [[nodiscard]] const Revision& revision() const { return source_.revision(); }
    [[nodiscard]] const std::optional<config::LoadFailure>& rejected() const { return source_.rejected(); }

private:
    void watch();
    void warn_of_secrets(const DeclaredFiles& files);

    const DaemonSeams& seams_;
    ConfigurationSource source_;
    std::unique_ptr<FileWatch> watch_;
    std::string watch_problem_;          ///< as it was told last
    std::vector<Event> secret_warnings_; ///< as they were told last
};

} // namespace idpsync::service
