#pragma once

// What checks remember between passes and processes: DIR/checks.json (0600), replaced whole under
// DIR/checks.lock, which is held only for that. docs/checks.md describes the file. A file that is missing or
// cannot be read counts as empty.

#include "core/finding.hpp"
#include "core/provider.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "net/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::reconcile {

/// How a provider answered when the client's credentials were tried.
struct CredentialEvidence
{
    WallTime at{};
    std::string issuer; ///< these four are what was tried
    std::string client_id;
    Fingerprint secret;
    std::string redirect_uri; ///< empty: it was not known
    Verdict verdict = Verdict::unknown;
    Finding finding;
    std::optional<WallTime> accepted_at; ///< when the provider last accepted just these

    bool operator==(const CredentialEvidence&) const = default;
};

/// Values that the provider has not accepted: NetBird has them all the same, or they are held back (rule 19).
struct Unverified
{
    WallTime at{};    ///< when that was found last
    WallTime since{}; ///< written, or first held back
    std::string issuer;
    std::string client_id;
    Fingerprint secret;
    unsigned tries = 0;  ///< how often it was asked in vain when it was due
    WallTime next_try{}; ///< when it is due again
    Finding finding;     ///< why they are not accepted

    bool operator==(const Unverified&) const = default;
};

/// What a provider said no to, and has not accepted since; or what NetBird's login service showed to be wrong
/// with a connector, and has not shown to be well since.
struct KnownRefusal
{
    WallTime at{}; ///< first
    std::string issuer;
    std::string client_id;
    Fingerprint secret;       ///< empty: it was asked without one
    std::string redirect_uri; ///< empty: it was not known
    Finding finding;
    std::optional<ConnectorId> connector = {}; ///< of NetBird's login service; nothing: the provider said it

    bool operator==(const KnownRefusal&) const = default;
};

/// The last write of these values, which NetBird refused.
struct RefusedWrite
{
    WallTime at{};
    std::string name;
    std::string issuer;
    std::string client_id;
    Fingerprint secret; ///< that was declared
    std::string why;    ///< NetBird's words; escaped

    /// True when it is a write of these.
    [[nodiscard]] bool is_of(const ConnectorValues& values, const Fingerprint& declared) const
    {
        return name == values.name && issuer == values.issuer && client_id == values.client_id &&
               secret == declared;
    }

    bool operator==(const RefusedWrite&) const = default;
};

/// What a real login showed. Never a token, never a name or address of the user.
struct LoginEvidence
{
    WallTime at{};
    ConnectorId connector; ///< that the login went through
    std::string client_id; ///< in force then
    bool name_present = false;
    bool email_present = false;
    std::string group_claim;         ///< the claim that was looked at
    std::vector<std::string> groups; ///< what it held; raw

    bool operator==(const LoginEvidence&) const = default;
};

/// What is kept of one provider.
struct ProviderEvidence
{
    /// Of the values that were tried last, one for each, the latest first; at most `answers_kept`.
    std::vector<CredentialEvidence> credentials;
    std::optional<WallTime> tries_counted_until; ///< tries by hand, as credential_budget.hpp counts them
    std::optional<WallTime> leave_alone_until;   ///< it asked for that (429 with Retry-After)
    std::optional<Unverified> unverified;        ///< values that were written
    std::optional<Unverified> held;              ///< values that were not
    std::optional<RefusedWrite> refused;
    std::vector<KnownRefusal> refusals; ///< the latest first; at most `answers_kept`
    std::optional<LoginEvidence> login;

    bool operator==(const ProviderEvidence&) const = default;
};

inline constexpr std::size_t answers_kept = 8;

struct Checks
{
    std::map<ProviderKey, ProviderEvidence> providers;

    bool operator==(const Checks&) const = default;
};

/// Version of checks.json that this program writes; it reads this one and none newer.
inline constexpr int checks_version = 1;

std::string encode_checks(const Checks& checks);
/// Errors (storage): not JSON, wrong types, a newer version.
Result<Checks> decode_checks(std::string_view text);

/// `theirs` with what made `ours` out of `base`, member by member of each provider in `base`: what two
/// processes learnt beside each other. Of what both changed, the later evidence counts; of the rest, `ours`.
Checks merged(const Checks& base, const Checks& ours, Checks theirs);

/// In memory, and on the disk when somebody says so. Reading costs nothing while the file stays the same.
class ChecksStore
{
public:
    /// `directory` is the state directory; `files` and `clock` must outlive the store.
    ChecksStore(Files& files, net::Clock& clock, std::string directory);

    /// What is known; the file is read by the first call, and by the first after look_again().
    [[nodiscard]] const Checks& known();
    /// The same of one provider.
    [[nodiscard]] const ProviderEvidence& known(const ProviderKey& key);

    /// A pass, or a round of questions, begins: what other processes wrote since is to be seen.
    void look_again() { stale_ = true; }

    /// look_again() and known(): what is on the disk, with what this process could not write there; when
    /// nothing can be read there, what this process knows itself.
    [[nodiscard]] const Checks& load();

    using Change = std::function<void(ProviderEvidence&)>;

    /// Counts for this process at once, and goes to the disk with the next save().
    void note(const ProviderKey& key, const Change& change);

    /// Replaces the file, unless there is nothing to write; what other processes wrote meanwhile is kept.
    /// Waits a moment for one that is just doing the same. Where it cannot be written (storage, conflict),
    /// what was noted waits for the next save.
    boost::asio::awaitable<Result<void>> save();

    /// note() and save().
    boost::asio::awaitable<Result<void>> update(ProviderKey key, Change change);

private:
    void read();
    [[nodiscard]] std::string path(std::string_view name) const;

    Files& files_;
    net::Clock& clock_;
    std::string directory_;
    bool stale_ = true;
    std::string text_; ///< of the file, as it was read or written last
    Checks known_;
    Checks before_;      ///< of the providers that were noted since, what the file held
    bool swept_ = false; ///< leftovers of dead processes are removed
};

} // namespace idpsync::reconcile
