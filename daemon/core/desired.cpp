#include "core/desired.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <map>

namespace idpsync {
namespace {

Error bad(const DesiredProvider& provider, std::string_view what, std::string next = {})
{
    return {ErrorKind::bad_config, "identity_providers." + provider.key.str() + ": " + std::string(what),
            std::move(next)};
}

Result<void> check_twins(const std::vector<DesiredProvider>& providers)
{
    std::map<std::string, const DesiredProvider*> by_match;
    for (const auto& provider : providers)
    {
        if (provider.state != State::present || !provider.values)
            continue;
        const auto [twin, fresh] = by_match.try_emplace(match_key(*provider.values), &provider);
        if (!fresh && !(provider.id && twin->second->id))
            return bad(provider,
                       "the same issuer and client_id as identity_providers." + twin->second->key.str(),
                       "give each its own `id`, or remove one");
        if (!fresh && provider.registration && twin->second->registration)
            return bad(provider,
                       "the same client has a `registration` in identity_providers." +
                           twin->second->key.str(),
                       "leave it out of one of them");
    }
    return {};
}

} // namespace

std::string registration_secret_path(const DesiredProvider& provider)
{
    const bool by_account = provider.registration && !provider.registration->account.empty();
    return "identity_providers." + provider.key.str() + ".registration." +
           (by_account ? "client_secret" : "token");
}

std::string describe(const SecretSource& source)
{
    struct Describe
    {
        std::string operator()(const SecretSource::File& file) const { return "file " + escaped(file.path); }
        std::string operator()(const SecretSource::Credential& credential) const
        {
            return "credential " + escaped(credential.name);
        }
        std::string operator()(const SecretSource::Environment& environment) const
        {
            return "environment variable " + escaped(environment.variable);
        }
        std::string operator()(const SecretSource::Plain&) const { return "plain text"; }
        std::string operator()(const SecretSource::Command& command) const
        {
            return "command " + escaped(command.words.front());
        }
    };
    return std::visit(Describe{}, source.where);
}

Consents::Consents(std::initializer_list<Consent> consents)
{
    for (const auto consent : consents)
        add(consent);
}

void Consents::add(Consent consent)
{
    bits_ = static_cast<std::uint8_t>(bits_ | (1U << static_cast<unsigned>(consent)));
}

bool Consents::has(Consent consent) const
{
    return (bits_ & (1U << static_cast<unsigned>(consent))) != 0;
}

std::vector<Consent> Consents::list() const
{
    std::vector<Consent> result;
    std::copy_if(enumerators<Consent>().begin(), enumerators<Consent>().end(), std::back_inserter(result),
                 [this](Consent consent) { return has(consent); });
    return result;
}

Result<DesiredState> DesiredState::make(std::vector<DesiredProvider> providers,
                                        std::optional<DesiredGroupSync> group_sync)
{
    std::sort(providers.begin(), providers.end(),
              [](const DesiredProvider& left, const DesiredProvider& right) { return left.key < right.key; });

    std::map<ConnectorId, const DesiredProvider*> by_id;
    const DesiredProvider* previous = nullptr;
    for (auto& provider : providers)
    {
        if (previous != nullptr && previous->key == provider.key)
            return bad(provider, "declared twice");
        previous = &provider;
        if (provider.state == State::present && !provider.values)
            return bad(provider, "a present provider needs type, issuer and client_id");
        if (provider.values && has_builtin_issuer(provider.values->type))
            provider.values->issuer.clear();
        if (!provider.id)
            continue;
        const auto [twin, fresh] = by_id.try_emplace(*provider.id, &provider);
        if (!fresh)
            return bad(provider, "the same id as identity_providers." + twin->second->key.str());
    }
    if (const auto twins = check_twins(providers); twins.has_error())
        return twins.error();

    DesiredState state;
    state.providers_ = std::move(providers);
    state.group_sync_ = std::move(group_sync);
    return state;
}

const DesiredProvider* DesiredState::find(const ProviderKey& key) const
{
    const auto found = std::lower_bound(
        providers_.begin(), providers_.end(), key,
        [](const DesiredProvider& one, const ProviderKey& wanted) { return one.key < wanted; });
    return found != providers_.end() && found->key == key ? &*found : nullptr;
}

} // namespace idpsync
