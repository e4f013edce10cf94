#pragma once

// What a doctor's visit came to: NetBird, hosts of several providers, then each provider.

#include "core/finding.hpp"
#include "core/next_command.hpp"
#include "core/provider.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

struct ProviderDiagnosis
{
    ProviderKey key;
    std::string name;              ///< on the login button; raw
    std::string issuer;            ///< raw; empty: built into NetBird
    std::vector<Finding> findings; ///< what to mend first first; empty when fold() told all
    std::optional<std::chrono::seconds> clock_ahead = {}; ///< of its answer's date; nothing: it names none
    /// How long ago it accepted client id and secret; nothing: just now, or it did not.
    std::optional<std::chrono::seconds> credentials_age = {};
    /// A member of Diagnosis::hosts, or NetBird's own address: what is wrong there is not among `findings`.
    std::string host = {};
};

/// What is wrong with a host that several providers share, told once.
struct HostDiagnosis
{
    std::string host;                   ///< "https://id.example.com"; escaped
    std::vector<ProviderKey> providers; ///< that suffer from it
    std::vector<Finding> findings;      ///< what to mend first first; never empty
};

struct Diagnosis
{
    std::string management_url;               ///< escaped
    std::optional<std::string> redirect_uri;  ///< NetBird's, to be registered at each provider; raw
    std::optional<std::string> logout_uri;    ///< optional at a provider; raw
    std::vector<Finding> netbird;             ///< what to mend first first
    std::vector<HostDiagnosis> hosts;         ///< made by fold(); the worst first
    std::vector<ProviderDiagnosis> providers; ///< worst first, then by key
    std::vector<ProviderKey> not_checked;     ///< declared absent or released, or named by nobody
    std::optional<std::chrono::seconds> clock_ahead = {}; ///< NetBird's
    bool unknown_is_trouble = false; ///< what could not be checked is not well: of a standalone NetBird

    /// No error and no warning anywhere.
    [[nodiscard]] bool is_well() const;
    /// How often a severity occurs.
    [[nodiscard]] std::size_t count(Severity severity) const;
};

/// The next steps, with the options of this installation in each command that they name.
std::vector<Finding> located(std::vector<Finding> findings, const NextCommand& commands);

/// The worst first: by what is first found of each, then by key. Before fold().
void sort_by_urgency(std::vector<ProviderDiagnosis>& providers);

} // namespace idpsync::diagnose
