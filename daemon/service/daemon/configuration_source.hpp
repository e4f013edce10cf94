#pragma once

// Where the daemon's configuration comes from, again and again: the last good one stays in force until the
// files are good again.

#include "config/load.hpp"
#include "core/seams.hpp"
#include "crypto/digest.hpp"
#include "net/clock.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/candidate_files.hpp"
#include "service/declared_files.hpp"
#include "service/keys.hpp"
#include "service/revision.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace idpsync::service {

class ConfigurationSource
{
public:
    /// Why good files must not replace a configuration that declares providers; nothing: they may.
    using Objection = std::function<std::optional<Error>(const DesiredState&)>;

    /// `file` is config.yaml; `files`, `clock` and `programs` (as SecretReader has them) must outlive the
    /// source.
    ConfigurationSource(
        Files& files, net::Clock& clock, reconcile::Environment environment, std::string file,
        Objection objection = [](const DesiredState&) { return std::nullopt; },
        reconcile::Programs* programs = nullptr);

    enum class Outcome
    {
        replaced,  ///< another configuration is in force now
        unchanged, ///< the files say what is in force already
        rejected,  ///< the files are wrong, or an Objection holds: what was in force stays so
        waits,     ///< the files are good and say something else, which nobody has taken yet
    };

    struct Loaded
    {
        Outcome outcome;
        bool news = false; ///< not what the last load() came to: other content, errors or warnings
    };

    /// Reads config.yaml and the files of its providers_dir. Good files are in force from now on, and what
    /// the next read() finds in the secrets; not so when `take` is false: then they wait.
    Loaded load(bool take = true);

    /// After a load() that did not take: puts in force what waits of the providers named, declaration and
    /// secret; the rest goes on waiting. Error (bad_config): these do not go together with what is in force.
    Result<void> take_only(const Named& named);

    /// What waits for somebody to take it; nothing: the files are what is in force, or they are wrong.
    [[nodiscard]] const std::optional<config::Configuration>& waiting() const { return waiting_; }

    /// What a load of other files would come to, relative to where these lie: `texts` in their place, or
    /// those on the disk. Places call a text of `texts` by its name there. Changes nothing.
    boost::system::result<config::Configuration, config::LoadFailure>
    candidate(const std::optional<CandidateTexts>& texts);

    /// The secrets of a configuration that is not in force. Of its commands those alone are run that are in
    /// force as well: nobody may have looked at the others.
    boost::asio::awaitable<DeclaredFiles> read_for(const config::Configuration& configuration);

    /// What load() accepted last. Not to be called before it did.
    [[nodiscard]] const config::Configuration& in_force() const { return *in_force_; }

    /// Tells configurations apart: 16 hexadecimal digits of a SHA-256 over paths and contents of the files.
    [[nodiscard]] const std::string& hash() const { return hash_; }

    /// The commit that the files in force are from, as far as load() and look_at_revision() saw.
    [[nodiscard]] const Revision& revision() const { return revision_; }

    /// Reads it anew: a pull writes the files before it says which commit they are. Only to be called while
    /// the files on the disk are those in force. True: it is another than before.
    bool look_at_revision();

    /// Whether the files are not those of hash() any more: another load() would come to something else. Reads
    /// and parses them all.
    [[nodiscard]] bool files_differ();

    /// The same of the files that the last load() read.
    [[nodiscard]] bool loaded_differs() const { return loaded_hash_ != hash_; }

    /// What is wrong with the files, when the last load() rejected them.
    [[nodiscard]] const std::optional<config::LoadFailure>& rejected() const { return rejected_; }

    struct Reading
    {
        DeclaredFiles files;
        bool changed = false; ///< configuration, token, certificates or a secret are not those of the last
                              ///< read(); never on the first
        /// Tells apart what waits, configuration and secrets; empty: nothing does.
        std::string waits;
    };

    /// Reads the token, the CA certificates and the client secrets that the configuration in force names.
    /// With `on_change: ask`, a client secret that changed since the last load() that took waits, and the
    /// former one is given.
    boost::asio::awaitable<Reading> read();

    /// Every file and directory that load() and read() look at, sorted: absolute, each once. Credentials and
    /// the environment are not among them: those of a running process do not change.
    [[nodiscard]] std::vector<std::string> paths() const;

private:
    boost::system::result<config::Configuration, config::LoadFailure> read_files(Files& files);
    std::string keep_former_secrets(DeclaredFiles& files);
    void note_taken_secrets(const DeclaredFiles& files, bool asks);

    Files& files_;
    net::Clock& clock_;
    reconcile::Environment environment_;
    reconcile::Programs* programs_;
    reconcile::SecretReader reader_;
    std::string file_;
    Objection objection_;
    std::optional<config::Configuration> in_force_;
    std::string hash_;
    Revision revision_;
    std::string loaded_hash_; ///< of what the last load() read, accepted or not
    std::optional<config::LoadFailure> rejected_;
    std::optional<config::Configuration> waiting_;
    std::string waiting_hash_;
    std::string taken_of_waiting_;                               ///< tells what take_only() took of it
    bool takes_secrets_ = true;                                  ///< with the next read()
    std::set<ProviderKey> takes_these_;                          ///< secrets, with the next read()
    std::map<ProviderKey, reconcile::SecretRead> taken_secrets_; ///< with `on_change: ask`
    std::string last_load_;                                      ///< what the last load() came to
    std::optional<crypto::Digest> last_read_; ///< what the last read() came to; stays in memory
};

} // namespace idpsync::service
