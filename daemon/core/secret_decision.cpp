#include "core/secret_decision.hpp"

namespace idpsync {
namespace {

SecretDecision decide_read(const SecretQuestion& question)
{
    const auto& entry = question.entry;
    const auto& fingerprint = question.declared.fingerprint;

    if (entry.secret)
    {
        const bool changed = *entry.secret != fingerprint;
        const bool goes = changed || question.pair_changes;
        return {.fate = goes ? SecretFate::written : SecretFate::unchanged, .declaration_changed = changed};
    }
    const bool changed = entry.held_back && entry.held_back->declared != fingerprint;
    if (changed)
        return {.fate = SecretFate::written, .declaration_changed = true, .held_back = entry.held_back};
    return {.fate = question.may_overwrite ? SecretFate::written : SecretFate::unverified,
            .needs_consent = true,
            .held_back = HeldBack{fingerprint}};
}

} // namespace

SecretDecision decide_secret(const SecretQuestion& question)
{
    switch (question.declared.kind)
    {
    case SecretState::Kind::unreadable:
        return {.fate = SecretFate::unreadable, .held_back = question.entry.held_back};
    case SecretState::Kind::not_declared: {
        auto held_back = question.entry.held_back;
        if (!question.entry.secret && !held_back)
            held_back = HeldBack{};
        return {.fate = SecretFate::kept, .held_back = held_back};
    }
    case SecretState::Kind::read: break;
    }
    return decide_read(question);
}

} // namespace idpsync
