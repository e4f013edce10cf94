// What changes a client at authentik. What looks at it is in authentik.cpp.

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/request_under.hpp"
#include "registrar/authentik.hpp"

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

/// A slug has no other characters, and no more than 50 of them.
std::string as_slug(std::string text)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    constexpr std::size_t longest = 50;
    for (auto& letter : text)
        if (allowed.find(letter) == std::string_view::npos)
            letter = '-';
    return text.substr(0, longest);
}

/// It says so by itself, in an answer that is no error.
bool was_applied(const boost::json::value& answer)
{
    const auto* applied = find_member(answer, "applied");
    return applied != nullptr && *applied == boost::json::value(true);
}

/// What a new client can still miss: an application that was there, and what only 2026.5 has.
ClientTraits left_for_later()
{
    return {ClientTrait::application, ClientTrait::code_flow, ClientTrait::logout_uri, ClientTrait::grants};
}

std::string chosen_secret(const Secret& secret)
{
    std::string body;
    body.reserve(secret.reveal().size() + 32); // growing would leave copies behind
    body += "{\"client_secret\":";
    append_json_string(body, secret.reveal());
    body += '}';
    return body;
}

} // namespace

asio::awaitable<Result<void>> Authentik::seat(ProviderClient client, net::SteadyTime deadline)
{
    const auto slug = slug_of_new(client.client_id);
    const auto found = co_await find_seat(slug, deadline);
    if (found.has_error())
        co_return found.error();
    const bool is_new = *found == Seat::none;
    auto change = with_json(
        request(is_new ? net::Method::post : net::Method::patch,
                is_new ? std::string(authentik_applications) : authentik_application(slug), deadline),
        is_new ? authentik_new_application(client, slug) : authentik_seated(client));
    const auto answer = co_await tell(server_, std::move(change));
    if (answer.has_error())
        co_return answer.error();
    co_return Result<void>();
}

/// A client whose application is there is put into it afterwards: nothing makes both then.
asio::awaitable<Result<void>> Authentik::make(NewClient client, Seat found, net::SteadyTime deadline)
{
    const AuthentikApplication application{.slug = slug_of_new(client.client_id),
                                           .global_issuer = slug_.empty()};
    const auto parts = co_await all_parts(client.needs, deadline);
    if (parts.has_error())
        co_return parts.error();
    auto change = found == Seat::none
                      ? with_json(request(net::Method::put, "/core/transactional/applications/", deadline),
                                  authentik_new_client(client, application, *parts))
                      : with_json(request(net::Method::post, authentik_clients, deadline),
                                  authentik_new_provider(client, application, *parts));
    const auto answer = co_await tell(server_, std::move(change));
    if (answer.has_error())
        co_return answer.error();
    if (found == Seat::none && !was_applied(**answer))
        co_return Error{ErrorKind::rejected,
                        at(server_) + " did not make the client: " + complaint_of(**answer),
                        "look into its log"};
    co_return Result<void>();
}

std::string Authentik::slug_of_new(const std::string& client_id) const
{
    return slug_.empty() ? as_slug(client_id) : slug_;
}

asio::awaitable<Result<void>> Authentik::create(NewClient client, net::SteadyTime deadline)
{
    const auto shown = co_await look(client.client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    if (shown->has_value())
        co_return taken(server_, client.client_id);
    const auto slug = slug_of_new(client.client_id);
    const auto found = co_await find_seat(slug, deadline);
    if (found.has_error())
        co_return found.error();
    const auto made = co_await make(client, *found, deadline);
    if (made.has_error())
        co_return made.error();
    const auto completed = co_await put_right(client.client_id, left_for_later(), client.needs, deadline);
    if (completed.has_error())
        co_return completed.error();
    co_return Result<void>();
}

asio::awaitable<Result<std::string>> Authentik::entitlements(const Mappings& all, net::SteadyTime deadline)
{
    if (const auto* there = entitlements_mapping(all))
    {
        if (replaces_profile(*there))
            co_return there->pk;
        co_return Error{ErrorKind::rejected,
                        at(server_) + " has a scope mapping called " + quoted(entitlements_name) +
                            " that does not return name, preferred_username and groups for the scope profile",
                        "rename it there, or correct its expression"};
    }
    auto post = with_json(request(net::Method::post, "/propertymappings/provider/scope/", deadline),
                          new_entitlements_mapping());
    const auto answer = co_await tell(server_, std::move(post));
    if (answer.has_error())
        co_return answer.error();
    auto id = text_member(**answer, "pk");
    if (id.empty())
        co_return not_understood(server_, "a scope mapping");
    co_return std::move(id);
}

/// Where something else can stand in place of authentik's own, that only goes.
asio::awaitable<Result<void>> Authentik::add_group_parts(AuthentikParts& parts, AllGroups seen,
                                                         net::SteadyTime deadline)
{
    const auto all = co_await mappings(deadline);
    if (all.has_error())
        co_return all.error();
    auto profile = own_mapping(*all, "profile");
    if (profile.has_error())
        co_return profile.error();
    parts.profile = std::move(*profile);
    if (seen == AllGroups::beside)
        co_return Result<void>();
    auto made = co_await entitlements(*all, deadline);
    if (made.has_error())
        co_return made.error();
    parts.entitlements = std::move(*made);
    co_return Result<void>();
}

asio::awaitable<Result<AuthentikParts>> Authentik::parts_for(ClientTraits traits, AllGroups seen,
                                                             std::vector<std::string> scopes,
                                                             net::SteadyTime deadline)
{
    AuthentikParts parts;
    if (traits.contains(ClientTrait::signing_key))
    {
        auto key = co_await signing_key(deadline);
        if (key.has_error())
            co_return key.error();
        parts.signing_key = std::move(*key);
    }
    if (traits.contains(ClientTrait::groups))
    {
        const auto added = co_await add_group_parts(parts, seen, deadline);
        if (added.has_error())
            co_return added.error();
    }
    if (traits.contains(ClientTrait::scopes))
    {
        const auto all = co_await mappings(deadline);
        if (all.has_error())
            co_return all.error();
        auto wanted = mappings_of(*all, scopes);
        if (wanted.has_error())
            co_return wanted.error();
        parts.missing_mappings = std::move(*wanted);
    }
    co_return parts;
}

asio::awaitable<Result<ClientTraits>> Authentik::put_right(std::string client_id, ClientTraits traits,
                                                           ClientNeeds needs, net::SteadyTime deadline)
{
    const auto shown = co_await look_again(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    const auto wrong = amiss(shown->client, needs, traits);
    if (wrong.contains(ClientTrait::application) && shown->client.has_application)
    {
        const auto seated = co_await seat(shown->client, deadline);
        if (seated.has_error())
            co_return seated.error();
    }
    auto scopes = missing_scopes(shown->client, needs);
    const auto parts = co_await parts_for(wrong, shown->client.all_groups, std::move(scopes), deadline);
    if (parts.has_error())
        co_return parts.error();
    auto body = authentik_change(authentik_object(*shown->list, client_id), wrong, needs, *parts);
    if (!body)
        co_return wrong;
    Secret text(std::move(*body));
    const auto patched = co_await patch(shown->client.handle, std::move(text), deadline);
    if (patched.has_error())
        co_return patched.error();
    co_return wrong;
}

asio::awaitable<Result<void>> Authentik::patch(std::string handle, Secret body, net::SteadyTime deadline)
{
    auto change = request(net::Method::patch, std::string(authentik_clients) + handle + "/", deadline);
    change.body = std::move(body);
    change.content_type = "application/json";
    const auto answer = co_await tell(server_, std::move(change));
    if (answer.has_error())
        co_return answer.error();
    co_return Result<void>();
}

asio::awaitable<Result<ClientSecrets>> Authentik::secrets(std::string client_id, net::SteadyTime deadline)
{
    const auto shown = co_await look_again(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    co_return ClientSecrets{.custody = SecretCustody::one_shown, .list = {}};
}

asio::awaitable<Result<MadeSecret>> Authentik::add_secret(std::string client_id, NewSecret wanted,
                                                          net::SteadyTime deadline)
{
    const auto shown = co_await look_again(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    living_secrets().learn(wanted.chosen); // before it leaves: an error may repeat it
    Secret body(chosen_secret(wanted.chosen));
    const auto changed = co_await patch(shown->client.handle, std::move(body), deadline);
    if (changed.has_error())
        co_return changed.error();
    co_return MadeSecret{.secret = std::move(wanted.chosen), .id = {}};
}

asio::awaitable<Result<void>> Authentik::remove_secret(std::string /*client_id*/, std::string /*secret_id*/,
                                                       net::SteadyTime /*deadline*/)
{
    co_return holds_one_secret(server_);
}

asio::awaitable<Result<void>> Authentik::delete_at(std::string path, net::SteadyTime deadline)
{
    auto remove = request(net::Method::remove, path, deadline);
    const auto answer = co_await tell(server_, std::move(remove));
    if (answer.has_error() && answer.error().kind != ErrorKind::conflict)
        co_return answer.error();
    co_return Result<void>();
}

/// One of somebody else stays, without a provider.
asio::awaitable<Result<void>> Authentik::remove_application(std::string slug, net::SteadyTime deadline)
{
    auto path = authentik_application(slug);
    auto get = request(net::Method::get, path, deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    const bool goes = answer->has_value() && is_made_here(***answer);
    if (!goes)
        co_return Result<void>();
    co_return co_await delete_at(std::move(path), deadline);
}

/// The application first: without it the provider is still found. One of another slug is somebody's.
asio::awaitable<Result<void>> Authentik::remove(std::string client_id, net::SteadyTime deadline)
{
    const auto shown = co_await look(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return Result<void>();
    const auto slug = slug_of_new(client_id);
    const auto* assigned =
        find_member(authentik_object(*(*shown)->list, client_id), "assigned_application_slug");
    if (assigned != nullptr && *assigned == boost::json::value(slug))
    {
        const auto removed = co_await remove_application(slug, deadline);
        if (removed.has_error())
            co_return removed.error();
    }
    co_return co_await delete_at(std::string(authentik_clients) + (*shown)->client.handle + "/", deadline);
}

} // namespace idpsync::registrar
