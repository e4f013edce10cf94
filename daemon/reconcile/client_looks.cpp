#include "reconcile/client_looks.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "net/concurrently.hpp"
#include "registrar/decide_removal.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using registrar::SecretCustody;

namespace {

constexpr std::size_t looks_at_once = 8;
constexpr auto time_for_a_request = 15s;

/// Of whom it is asked, and for which client.
std::string question_of(const DesiredProvider& provider)
{
    return provider.values->issuer + ' ' + provider.registration->url + ' ' + provider.values->client_id;
}

Error hidden_secret(const DesiredProvider& provider)
{
    return {ErrorKind::forbidden, "the client is there, but this account may not see its secret",
            "give the account of identity_providers." + provider.key.str() +
                ".registration the right to manage clients"};
}

} // namespace

net::SteadyTime ClientLooks::deadline() const
{
    return work_.dependencies.clock.now() + time_for_a_request;
}

/// NetBird's login service is asked once for all of them; what it does not say stays empty, and is reported
/// with each client.
asio::awaitable<void> ClientLooks::look()
{
    for (const auto& provider : work_.input.desired.providers())
        if (provider.registration && (provider.state == State::present || is_to_go(provider)))
            looks_.emplace(provider.key, ClientLook{.desired = provider,
                                                    .registrar = nullptr,
                                                    .found = std::optional<registrar::ProviderClient>(),
                                                    .needs = {}});
    if (looks_.empty() || work_.dependencies.provider_apis == nullptr || work_.dependencies.login == nullptr)
    {
        looks_.clear();
        co_return;
    }
    const auto login = co_await work_.dependencies.login->discovery();
    std::vector<asio::awaitable<void>> tasks;
    for (auto& [key, look] : looks_)
    {
        if (login.has_value())
            look.needs = {.redirect_uri = login->redirect_uri, .logout_uri = login->logout_uri};
        look.needs.allowed_groups = look.desired.registration->allowed_groups;
        look.needs.groups = look.desired.registration->groups;
        tasks.push_back(look_at(look));
    }
    co_await net::run_concurrently(std::move(tasks), looks_at_once);
}

bool ClientLooks::is_to_go(const DesiredProvider& provider) const
{
    const auto known = work_.ledger.clients.find(provider.key);
    return provider.state == State::absent && provider.values && known != work_.ledger.clients.end() &&
           known->second.issuer == provider.values->issuer &&
           known->second.client_id == provider.values->client_id && registrar::was_made_here(known->second);
}

asio::awaitable<void> ClientLooks::look_at(ClientLook& look)
{
    const auto& secret = work_.input.secrets.registration.find(look.desired.key);
    if (secret == work_.input.secrets.registration.end() || secret->second.has_error())
    {
        look.found = secret == work_.input.secrets.registration.end()
                         ? Error{ErrorKind::bad_config, "its secret was not read"}
                         : secret->second.error();
        look.found = look.found.error().with_context(registration_secret_path(look.desired));
        co_return;
    }
    auto opened =
        registrar::open_registrar(look.desired, secret->second->secret, *work_.dependencies.provider_apis);
    if (opened.has_error())
    {
        look.found = opened.error();
        co_return;
    }
    look.registrar = std::move(*opened);
    if (!recall(look))
    {
        co_await find(look);
        co_await see_access(look);
    }
    if (look.desired.state != State::present)
        co_return;
    co_await see_challenge(look);
    co_await see_former_uris(look);
    if (look.desired.registration->generated_secret)
        co_await see_secrets(look);
    else
        see_secret_end(look);
}

bool ClientLooks::recall(ClientLook& look) const
{
    const auto& every = work_.input.request.clients_every;
    const auto seen = work_.memory.clients.find(look.desired.key);
    if (!every || work_.input.request.demanded || seen == work_.memory.clients.end() ||
        seen->second.asked != question_of(look.desired) ||
        work_.dependencies.clock.now() >= seen->second.at + *every)
        return false;
    look.found = seen->second.found;
    look.access_ends = seen->second.access_ends;
    look.shown_at = seen->second.shown_at;
    return true;
}

asio::awaitable<void> ClientLooks::find(ClientLook& look)
{
    look.found = co_await look.registrar->find(look.desired.values->client_id, deadline());
    look.shown_at =
        look.found.has_value() ? std::optional(work_.dependencies.clock.wall_now()) : std::nullopt;
    remember(look);
}

/// A server that does not say it hinders nothing: `doctor` tells.
asio::awaitable<void> ClientLooks::see_access(ClientLook& look)
{
    if (look.found.has_error())
        co_return;
    const auto now = work_.dependencies.clock.wall_now();
    const auto ends = co_await look.registrar->access_ends(now, deadline());
    if (ends.has_value())
        look.access_ends = *ends;
    remember(look);
}

asio::awaitable<void> ClientLooks::look_again(ClientLook& look)
{
    co_await find(look);
    const bool shown = look.desired.state == State::present && look.found.has_value() &&
                       registrar::shows_secrets(look.desired.values->type);
    if (look.desired.registration->generated_secret && shown)
        take_shown_secret(look);
}

void ClientLooks::remember(const ClientLook& look)
{
    if (!work_.input.request.candidate)
        work_.memory.clients.insert_or_assign(look.desired.key,
                                              PassMemory::SeenClient{question_of(look.desired), look.found,
                                                                     work_.dependencies.clock.now(),
                                                                     look.access_ends, look.shown_at});
}

/// Only where it decides, and only through a connector that a probe has opened already: it would open it
/// (docs/reconciling.md 21).
asio::awaitable<void> ClientLooks::see_challenge(ClientLook& look)
{
    const auto* entry = work_.ledger.find(look.desired.key);
    if (look.client() == nullptr || !look.client()->demands_challenge || entry == nullptr ||
        !entry->login.seen)
        co_return;
    const auto probe = co_await work_.dependencies.login->probe(entry->id);
    if (probe.has_value() && probe->in_force)
        look.needs.sends_challenge = probe->in_force->challenge;
}

/// What is shown is taken. What is made here is held before it is sent, so that an answer that gets lost
/// costs nothing: what was sent is known by its first characters, or is simply sent again.
asio::awaitable<void> ClientLooks::see_secrets(ClientLook& look)
{
    const auto& key = look.desired.key;
    const bool held = work_.secrets.find(key) != nullptr;
    if (look.found.has_error() && !held)
        work_.secrets.fail(key, look.found.error().text());
    if (registrar::shows_secrets(look.desired.values->type))
    {
        if (look.client() != nullptr)
            look.custody = registrar::custody_of(*look.client());
        see_former_secret(look);
        resume_swap(look);
        take_shown_secret(look);
        rotate(look);
        co_return;
    }
    resume_swap(look);
    look.sends_secret = !held || is_unsettled(look);
    if (look.found.has_error())
        co_return;
    const bool asks = look.sends_secret || may_rotate(look);
    if (asks && look.client() != nullptr)
        co_await see_custody(look);
    const bool is_chosen_there = registrar::chooses_secrets(look.desired.values->type);
    if (!held || (is_chosen_there && look.sends_secret))
        make_secret(look);
    rotate(look);
}

asio::awaitable<void> ClientLooks::see_custody(ClientLook& look)
{
    const auto secrets = co_await look.registrar->secrets(look.desired.values->client_id, deadline());
    if (secrets.has_error())
    {
        look.found = secrets.error();
        co_return;
    }
    look.custody = secrets->custody;
    const bool is_chosen_there = registrar::chooses_secrets(look.desired.values->type);
    if (is_chosen_there && known(look) != nullptr)
        look.lost_secrets = registrar::lost_secrets(secrets->list, *known(look));
    const auto* held = work_.secrets.find(look.desired.key);
    // Nobody here knows one that was asked for there, and whose answer was lost.
    const bool was_asked_for = is_chosen_there && known(look) != nullptr && !known(look)->secret_mark.empty();
    if (held == nullptr || was_asked_for)
        co_return;
    const auto arrived = is_chosen_there ? registrar::own_secret(secrets->list, *held)
                                         : registrar::arrived_secret(secrets->list, *held);
    if (!arrived)
        co_return;
    look.sends_secret = false;
    look.secret_arrived = arrived;
    // A rotation that was cut before its secret was made: it is the one before it.
    if (auto found = work_.ledger.clients.find(look.desired.key);
        found != work_.ledger.clients.end() && found->second.predecessor == arrived->id)
    {
        found->second.predecessor.clear();
        found->second.secret_unsettled = false;
    }
}

const LedgerClient* ClientLooks::known(const ClientLook& look) const
{
    const auto found = work_.ledger.clients.find(look.desired.key);
    const bool same = found != work_.ledger.clients.end() &&
                      found->second.client_id == look.desired.values->client_id &&
                      found->second.issuer == look.desired.values->issuer;
    return same ? &found->second : nullptr;
}

bool ClientLooks::is_unsettled(const ClientLook& look) const
{
    // One that is made anew where the server chooses ids has another id: it is another client.
    const bool may_be_made_anew = !registrar::chooses_client_ids(look.desired.values->type);
    return known(look) == nullptr || known(look)->secret_unsettled ||
           (may_be_made_anew && look.found.has_value() && look.client() == nullptr);
}

/// Its custody decides only where a rotation is due.
bool ClientLooks::may_rotate(const ClientLook& look) const
{
    const auto& request = work_.input.request;
    return known(look) != nullptr &&
           registrar::decide_rotation(
               {.declared = *look.desired.registration,
                .known = *known(look),
                .asked = request.flags.rotate && request.named.contains(look.desired.key),
                .now = work_.dependencies.clock.wall_now()}) == registrar::Rotation::begins;
}

/// That a secret is replaced is on the disk before the new one is: whatever is cut in between is sent again.
/// The one secret of a client is replaced last in the pass, by RotationStep.
void ClientLooks::rotate(ClientLook& look)
{
    const auto& key = look.desired.key;
    const auto& request = work_.input.request;
    if (known(look) == nullptr || look.client() == nullptr || look.sends_secret)
        return;
    look.rotation = registrar::decide_rotation({.declared = *look.desired.registration,
                                                .known = *known(look),
                                                .custody = look.custody,
                                                .asked = request.flags.rotate && request.named.contains(key),
                                                .may_interrupt = request.flags.interrupt,
                                                .now = work_.dependencies.clock.wall_now()});
    if (look.rotation != registrar::Rotation::begins || !is_selected(look))
        return;
    look.sends_secret = true;
    if (!work_.may_write() || registrar::knows_one(look.custody))
        return work_.secrets.expect(key);
    const bool is_drawn_there = look.custody == SecretCustody::one_and_former;
    auto& noted = work_.ledger.clients.at(key);
    noted.predecessor = is_drawn_there ? registrar::former_secret_id : noted.secret_id;
    // What is drawn there is shown, whatever becomes of the answer.
    noted.secret_unsettled = !is_drawn_there;
    noted.secret_mark.clear();
    if (const auto saved = work_.save(); saved.has_error())
        return work_.secrets.fail(key, saved.error().text());
    if (is_drawn_there)
        return work_.secrets.expect(key);
    make_secret(look);
}

bool ClientLooks::is_selected(const ClientLook& look) const
{
    const auto& named = work_.input.request.named;
    return named.empty() || named.contains(look.desired.key);
}

void ClientLooks::make_secret(const ClientLook& look)
{
    const auto& key = look.desired.key;
    // The one that is held works until the provider has made another.
    if (registrar::chooses_secrets(look.desired.values->type))
        return work_.secrets.expect(key);
    if (!work_.may_write() || !is_selected(look))
        return work_.secrets.expect(key);
    auto made = work_.dependencies.ledger.make_held_secret(key);
    if (made.has_error())
        return work_.secrets.fail(key, made.error().text());
    use(key, std::move(*made));
}

/// It is held, so that a later pass and `doctor` have it when the provider does not answer. One that is held
/// and was not seen to arrive is sent again.
void ClientLooks::take_shown_secret(ClientLook& look)
{
    const auto& key = look.desired.key;
    if (look.client() == nullptr)
    {
        if (look.found.has_value())
            work_.secrets.expect(key);
        return;
    }
    const auto& shown = look.client()->secret;
    // One without a need for a secret shows none.
    if (shown == nullptr && !look.client()->confidential)
    {
        if (work_.secrets.find(key) == nullptr)
            work_.secrets.expect(key);
        return;
    }
    if (shown == nullptr)
    {
        look.found = hidden_secret(look.desired);
        return;
    }
    const auto* held = work_.secrets.find(key);
    if (held != nullptr && held->reveal() == shown->reveal())
        return;
    look.sends_secret = held != nullptr && known(look) != nullptr && known(look)->secret_unsettled;
    if (look.sends_secret)
        return;
    if (work_.may_write())
        if (const auto kept = work_.dependencies.ledger.hold_secret(key, *shown); kept.has_error())
            return work_.secrets.fail(key, kept.error().text());
    use(key, shown->clone());
    // Somebody set another one there.
    if (known(look) != nullptr && known(look)->swap == SecretSwap::replacing)
        forget_swap(look, std::nullopt);
}

void ClientLooks::see_secret_end(ClientLook& look) const
{
    const auto* client = look.client();
    const auto* declared = work_.secrets.find(look.desired.key);
    const bool shown = client != nullptr && client->secret && declared != nullptr &&
                       client->secret->reveal() == declared->reveal();
    if (shown && client->secret_ends)
        look.secret_end = registrar::SecretEnd{.at = *client->secret_ends};
    if (client != nullptr && client->secrets && declared != nullptr)
        look.secret_end = registrar::end_of_secret(client->secrets->list, *declared);
}

void ClientLooks::use(const ProviderKey& key, Secret secret)
{
    const auto fingerprinter = work_.dependencies.ledger.fingerprinter(work_.may_write());
    if (fingerprinter.has_error())
        return work_.secrets.fail(key, fingerprinter.error().text());
    living_secrets().learn_pair(work_.input.desired.find(key)->values->client_id, secret);
    auto fingerprint = (**fingerprinter)(secret);
    work_.secrets.set(key, std::move(secret), std::move(fingerprint));
}

} // namespace idpsync::reconcile
