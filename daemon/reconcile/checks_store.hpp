#pragma once

// What checks remember between passes and processes: DIR/checks.json (0600), replaced whole under
// DIR/checks.lock, which is held only for that. docs/checks.md describes the file. Nothing in it is needed
// for a pass: a file that is missing or cannot be read counts as empty.

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
    std::string issuer; ///< these three are what was tried
    std::string client_id;
    Fingerprint secret;
    Verdict verdict = Verdict::unknown;
    Finding finding;
    std::optional<WallTime> accepted_at; ///< when the provider last accepted just these

    bool operator==(const CredentialEvidence&) const = default;
};

/// A write that went out although the provider could not be asked (rule 19).
struct UnverifiedWrite
{
    WallTime at{};
    std::string issuer;
    std::string client_id;
    Fingerprint secret;

    bool operator==(const UnverifiedWrite&) const = default;
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
    std::optional<CredentialEvidence> credentials;
    std::vector<WallTime> demanded; ///< tries that somebody asked for, within the last hour (rule 20)
    std::optional<WallTime> leave_alone_until; ///< it asked for that (429 with Retry-After)
    std::optional<UnverifiedWrite> unverified;
    std::optional<LoginEvidence> login;

    bool operator==(const ProviderEvidence&) const = default;
};

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

/// `theirs` with what made `ours` out of `base`, member by member of each provider: what two processes learnt
/// beside each other. Of what both changed, the later evidence counts; of the rest, `ours`.
Checks merged(const Checks& base, const Checks& ours, const Checks& theirs);

class ChecksStore
{
public:
    /// `directory` is the state directory; `files` and `clock` must outlive the store.
    ChecksStore(Files& files, net::Clock& clock, std::string directory);

    /// What is on the disk, with what this process could not write there; when nothing can be read there,
    /// what this process knows itself.
    Checks load();

    /// Reads, lets `change` work on it, and replaces the file; nothing is written when nothing changes. Waits
    /// a moment for another process that is just replacing it. Where it cannot be written (storage, conflict)
    /// the change still counts for this process, and goes to the disk with the next one.
    boost::asio::awaitable<Result<void>> update(std::function<void(Checks&)> change);

private:
    [[nodiscard]] std::string path(std::string_view name) const;

    Files& files_;
    net::Clock& clock_;
    std::string directory_;
    Checks known_; ///< as last read or changed here
    /// `known_` holds what could not be written, and this is what it was made of. Nothing: it holds nothing.
    std::optional<Checks> unsaved_since_;
};

} // namespace idpsync::reconcile
