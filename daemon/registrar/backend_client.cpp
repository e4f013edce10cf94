#include "registrar/backend_client.hpp"

#include "core/consents.hpp"
#include "core/joined.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace idpsync::registrar {
namespace {

constexpr std::size_t shortest_backend_secret = 16;

std::string_view seen_of(BackendTrait trait, const BackendClient& client)
{
    switch (trait)
    {
    case BackendTrait::confidential: return "public, or without a secret";
    case BackendTrait::client_secret: return client.by_secret ? "another one" : "none";
    case BackendTrait::view_users: return "not assigned";
    default: break;
    }
    return "off";
}

std::string_view wanted_of(BackendTrait trait)
{
    switch (trait)
    {
    case BackendTrait::confidential: return "confidential";
    case BackendTrait::client_secret: return "the one that standalone.manager names";
    case BackendTrait::view_users: return "the role of realm-management";
    default: break;
    }
    return "on";
}

/// One decision, from the view to the item.
class BackendDecision
{
public:
    explicit BackendDecision(const BackendView& view) : view_(view) {}

    ClientItem decide();

private:
    void begin();
    [[nodiscard]] bool objects();
    [[nodiscard]] std::string why_backend_consent() const;
    void write();
    [[nodiscard]] const BackendClient* client() const
    {
        return view_.found.has_value() && view_.found->has_value() ? &**view_.found : nullptr;
    }
    [[nodiscard]] bool signs_in() const { return view_.account == view_.logins.registration->account; }

    const BackendView& view_;
    BackendTraits wrong_;
    ClientItem item_{.key = view_.logins.key};
};

void BackendDecision::begin()
{
    item_.product = view_.product;
    item_.client_id = view_.account;
    item_.where = view_.logins.where;
    if (view_.found.has_error())
        return;
    if (client() != nullptr)
        wrong_ = wrong_traits(*client());
    else
        for (const auto trait : enumerators<BackendTrait>())
            if (trait != BackendTrait::enabled)
                wrong_.insert(trait);
    for (const auto trait : wrong_)
        item_.changes.push_back(
            {.part = std::string(to_string(trait)),
             .seen = client() == nullptr ? std::string() : std::string(seen_of(trait, *client())),
             .wanted = std::string(wanted_of(trait))});
}

/// Nothing may be written, whatever is declared.
bool BackendDecision::objects()
{
    if (view_.found.has_error())
    {
        const auto& error = view_.found.error();
        item_.conclude(Action::block, Reason::client_unchecked, error.message, error.next);
        return true;
    }
    if (view_.account == view_.logins.values->client_id)
        item_.conclude(Action::block, Reason::client_unchecked,
                       "standalone.manager.client_id is the client of logins, which is public; the manager's "
                       "has a secret",
                       "declare another client_id there");
    else if (!wrong_.empty() && signs_in())
        item_.conclude(Action::block, Reason::client_unchecked,
                       "registration signs in as this client, so NetBird's server would hold the right to "
                       "change every client of the realm",
                       "declare a client_id of its own in standalone.manager");
    else if (view_.weak_secret && wrong_.contains(BackendTrait::client_secret))
        item_.conclude(Action::block, Reason::secret_missing,
                       "the secret that standalone.manager names is shorter than " +
                           std::to_string(shortest_backend_secret) +
                           " characters: whoever guesses it reads every user",
                       "make a longer one, for example with `openssl rand -base64 32`");
    return item_.action == Action::block;
}

std::string BackendDecision::why_backend_consent() const
{
    std::string why;
    if (client() == nullptr)
        return why;
    if (wrong_.contains(BackendTrait::enabled))
        append_part(why, "somebody has switched the client off", "; ");
    if (wrong_.contains(BackendTrait::confidential))
        append_part(why, "who uses the client in another way than with a secret can sign in no more", "; ");
    else if (wrong_.contains(BackendTrait::client_secret))
        append_part(why,
                    "the secret that it has now ends at once, and whoever knows the declared one is let in",
                    "; ");
    const bool opens_more =
        wrong_.contains(BackendTrait::service_account) || wrong_.contains(BackendTrait::view_users);
    if (opens_more && !client()->ours)
        append_part(why, "whoever has the client's secret could read every user of the realm", "; ");
    return why;
}

void BackendDecision::write()
{
    if (client() == nullptr)
        return item_.conclude(Action::create, Reason::not_at_provider);
    const auto why = why_backend_consent();
    if (!why.empty())
        item_.needed.add(Consent::client_change);
    if (!why.empty() && !view_.logins.allow.has(Consent::client_change))
    {
        item_.missing = item_.needed;
        return item_.conclude(Action::refuse, Reason::consent_missing, why,
                              "consent with `allow: [" + consent_list(item_.missing) + "]`");
    }
    item_.conclude(Action::update, Reason::declaration_changed, "not as it must be yet");
}

ClientItem BackendDecision::decide()
{
    begin();
    if (objects())
        return std::move(item_);
    if (wrong_.empty() && signs_in())
        item_.hints.emplace_back(
            "registration signs in as this client, too: NetBird's server holds the right "
            "to change every client; declare one of its own in standalone.manager");
    if (wrong_.empty())
        item_.conclude(Action::none, Reason::in_sync);
    else
        write();
    return std::move(item_);
}

} // namespace

BackendTraits wrong_traits(const BackendClient& client)
{
    BackendTraits wrong;
    const auto want = [&](BackendTrait trait, bool good) {
        if (!good)
            wrong.insert(trait);
    };
    want(BackendTrait::enabled, client.enabled);
    want(BackendTrait::confidential, client.by_secret);
    want(BackendTrait::service_account, client.service_account);
    want(BackendTrait::client_secret, client.by_secret && client.knows_secret.value_or(true));
    want(BackendTrait::view_users, client.reads_users.value_or(true));
    return wrong;
}

bool is_weak_secret(const std::string& secret)
{
    return secret.size() < shortest_backend_secret;
}

ClientItem decide_backend(const BackendView& view)
{
    return BackendDecision(view).decide();
}

} // namespace idpsync::registrar
