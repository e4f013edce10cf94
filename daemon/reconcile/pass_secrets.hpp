#pragma once

#include "reconcile/secret_reader.hpp"

#include <map>
#include <utility>

namespace idpsync::reconcile {

/// The client secrets of one pass: those that were read for it, and those that it makes, or sees at a
/// provider.
class PassSecrets
{
public:
    explicit PassSecrets(const Secrets& read) : read_(read), states_(read.states) {}

    [[nodiscard]] const SecretStates& states() const { return states_; }
    [[nodiscard]] const std::string& fingerprint_key() const { return read_.fingerprint_key; }

    /// nullptr: none is declared, it could not be read, or it is yet to be made.
    [[nodiscard]] const Secret* find(const ProviderKey& key) const
    {
        const auto own = own_.find(key);
        if (own != own_.end())
            return &own->second;
        const auto read = read_.values.find(key);
        return read == read_.values.end() ? nullptr : &read->second;
    }

    /// In place of what there is.
    void set(const ProviderKey& key, Secret secret, Fingerprint fingerprint)
    {
        states_[key] = {SecretState::Kind::read, std::move(fingerprint), {}};
        own_.insert_or_assign(key, std::move(secret));
    }

    /// It will be made in this pass, or by the next that may write: it counts as one that was never seen.
    void expect(const ProviderKey& key) { states_[key] = {SecretState::Kind::read, {}, {}}; }

    void fail(const ProviderKey& key, std::string problem)
    {
        states_[key] = {SecretState::Kind::unreadable, {}, std::move(problem)};
    }

private:
    const Secrets& read_;
    SecretStates states_;
    std::map<ProviderKey, Secret> own_;
};

} // namespace idpsync::reconcile
