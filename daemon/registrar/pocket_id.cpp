#include "registrar/pocket_id.hpp"

#include "core/joined.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/request_under.hpp"
#include "oidc/advice.hpp"
#include "registrar/pocket_id_codec.hpp"
#include "registrar/server_url.hpp"

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

constexpr std::string_view clients_path = "/api/oidc/clients";

/// Of the key's own user, as many as a page has.
constexpr std::string_view keys_path = "/api/api-keys?pagination%5Bpage%5D=1&pagination%5Blimit%5D=100";

std::string client_path(const std::string& client_id, std::string_view what = {})
{
    return std::string(clients_path) + '/' + net::percent_encoded(client_id) + std::string(what);
}

/// `pagination[page]` and `pagination[limit]`, which is 100 at most.
std::string groups_path(unsigned page)
{
    return "/api/user-groups?pagination%5Bpage%5D=" + std::to_string(page) + "&pagination%5Blimit%5D=100";
}

std::string listed_names(const GroupNames& names)
{
    return joined(names, [](const auto& name) { return quoted(name); });
}

} // namespace

Result<Server> pocket_id_server(const Access& access, net::HttpClient& http)
{
    const auto base = server_url(access, "");
    if (base.has_error())
        return base.error();
    return Server{http, oidc::product_of(access.type), *base, "use an API key of an administrator"};
}

net::Request PocketId::request(net::Method method, std::string_view path, net::SteadyTime deadline) const
{
    auto request = net::request_under(server_.base, method, path);
    request.authorization = key_.clone();
    request.authorization_header = "X-API-KEY";
    request.deadline = deadline;
    return request;
}

asio::awaitable<Result<std::optional<PocketId::Shown>>> PocketId::look(std::string client_id,
                                                                       net::SteadyTime deadline)
{
    auto get = request(net::Method::get, client_path(client_id), deadline);
    auto text = co_await ask_for_text(server_, std::move(get));
    if (text.has_error())
        co_return text.error();
    if (!text->has_value())
        co_return std::optional<Shown>();
    const auto document = parse_json(**text);
    auto client = document ? pocket_id_client(*document) : std::nullopt;
    if (!client || client->client_id != client_id)
        co_return not_understood(server_, "the client " + quoted(client_id));
    co_return std::optional(Shown{std::move(**text), std::move(*client)});
}

asio::awaitable<Result<PocketId::Shown>> PocketId::look_again(std::string client_id, net::SteadyTime deadline)
{
    auto shown = co_await look(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return gone(server_, client_id);
    co_return std::move(**shown);
}

asio::awaitable<Result<std::optional<ProviderClient>>> PocketId::find(std::string client_id,
                                                                      net::SteadyTime deadline)
{
    auto shown = co_await look(std::move(client_id), deadline);
    if (shown.has_error())
        co_return shown.error();
    if (!shown->has_value())
        co_return std::optional<ProviderClient>();
    co_return std::optional(std::move((*shown)->client));
}

asio::awaitable<Result<PocketId::Groups>> PocketId::ids_of(GroupNames names, net::SteadyTime deadline)
{
    std::map<std::string, std::string> known;
    bool is_last = names.empty();
    // A page beyond the last one is the last one again.
    for (unsigned page = 1; !is_last; ++page)
    {
        auto get = request(net::Method::get, groups_path(page), deadline);
        const auto answer = co_await ask(server_, std::move(get));
        if (answer.has_error())
            co_return answer.error();
        auto groups = answer->has_value() ? pocket_id_group_page(***answer) : std::nullopt;
        if (!groups || groups->page != page)
            co_return not_understood(server_, "a list of groups");
        known.merge(groups->ids);
        is_last = groups->page >= groups->pages;
    }
    Groups ids;
    GroupNames missing;
    for (const auto& name : names)
        if (const auto found = known.find(name); found != known.end())
            ids.push_back(found->second);
        else
            missing.push_back(name);
    if (!missing.empty())
        co_return Error{ErrorKind::rejected, at(server_) + " has no group named " + listed_names(missing),
                        "make them in Pocket ID, or correct registration.allowed_groups"};
    co_return ids;
}

asio::awaitable<Result<void>> PocketId::admit(std::string client_id, Groups ids, net::SteadyTime deadline)
{
    auto put = with_json(request(net::Method::put, client_path(client_id, "/allowed-user-groups"), deadline),
                         pocket_id_admission(ids));
    const auto answer = co_await tell(server_, std::move(put));
    if (answer.has_error())
        co_return answer.error();
    co_return Result<void>();
}

/// An id that is not there is dropped without a word (recorded: 044), and no answer to a PUT lists those that
/// the client keeps (036): so it is read again.
asio::awaitable<Result<void>> PocketId::confirm(std::string client_id, GroupNames admitted,
                                                net::SteadyTime deadline)
{
    const auto shown = co_await look_again(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    if (shown->client.admission == Admission{.everybody = false, .groups = admitted})
        co_return Result<void>();
    co_return Error{ErrorKind::conflict,
                    at(server_) + " took what was written, and does not let exactly the members of " +
                        listed_names(admitted) + " sign in by " + quoted(client_id),
                    "check whether somebody changes these groups there, and try again"};
}

asio::awaitable<Result<void>> PocketId::create(NewClient client, net::SteadyTime deadline)
{
    const auto& id = client.client_id;
    const auto& groups = client.needs.allowed_groups;
    // Up to 2.12 an id that is taken is a 400 like any other (recorded: 017).
    const auto shown = co_await look(id, deadline);
    if (shown.has_error())
        co_return shown.error();
    if (shown->has_value())
        co_return taken(server_, id);
    auto names = groups.value_or(GroupNames());
    auto ids = co_await ids_of(names, deadline);
    if (ids.has_error())
        co_return ids.error();

    auto post = with_json(request(net::Method::post, clients_path, deadline), pocket_id_new_client(client));
    const auto made = co_await tell(server_, std::move(post));
    if (made.has_error())
        co_return made.error();
    if (!groups)
        co_return Result<void>();
    const auto admitted = co_await admit(id, std::move(*ids), deadline);
    if (admitted.has_error())
        co_return admitted.error();
    co_return co_await confirm(id, std::move(names), deadline);
}

asio::awaitable<Result<ClientTraits>> PocketId::put_right(std::string client_id, ClientTraits traits,
                                                          ClientNeeds needs, net::SteadyTime deadline)
{
    const auto shown = co_await look_again(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    const auto wrong = amiss(shown->client, needs, traits);
    const bool admits = wrong.contains(ClientTrait::admission);
    if (admits && !needs.allowed_groups)
        co_return Error{ErrorKind::rejected,
                        at(server_) + " lets nobody sign in by " + quoted(client_id) +
                            ", and whom it should let in is not declared",
                        "write registration.allowed_groups"};
    if (admits)
    {
        // The groups before the restriction: it keeps them (recorded: 135), and nobody is shut out meanwhile.
        auto ids = co_await ids_of(*needs.allowed_groups, deadline);
        if (ids.has_error())
            co_return ids.error();
        const auto admitted = co_await admit(client_id, std::move(*ids), deadline);
        if (admitted.has_error())
            co_return admitted.error();
    }
    if (auto body = pocket_id_change(shown->text, wrong, needs))
    {
        auto put = with_json(request(net::Method::put, client_path(client_id), deadline), std::move(*body));
        const auto changed = co_await tell(server_, std::move(put));
        if (changed.has_error())
            co_return changed.error();
    }
    if (!admits)
        co_return wrong;
    const auto confirmed = co_await confirm(client_id, *needs.allowed_groups, deadline);
    if (confirmed.has_error())
        co_return confirmed.error();
    co_return wrong;
}

asio::awaitable<Result<ClientSecrets>> PocketId::secrets(std::string client_id, net::SteadyTime deadline)
{
    auto get = request(net::Method::get, client_path(client_id, "/secrets"), deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    if (answer->has_value())
    {
        auto list = pocket_id_secrets(***answer);
        if (!list)
            co_return not_understood(server_, "a list of secrets");
        co_return ClientSecrets{.custody = SecretCustody::several, .list = std::move(*list)};
    }
    // Up to 2.13 there is no such list of any client.
    const auto shown = co_await look_again(client_id, deadline);
    if (shown.has_error())
        co_return shown.error();
    co_return ClientSecrets{.custody = SecretCustody::one_hidden, .list = {}};
}

asio::awaitable<Result<MadeSecret>> PocketId::add_secret(std::string client_id, NewSecret wanted,
                                                         net::SteadyTime deadline)
{
    const auto kept = co_await secrets(client_id, deadline);
    if (kept.has_error())
        co_return kept.error();
    const bool adds = kept->custody == SecretCustody::several;
    auto post =
        with_json(request(net::Method::post, client_path(client_id, adds ? "/secrets" : "/secret"), deadline),
                  pocket_id_new_secret(wanted.chosen, adds ? wanted.expires : std::nullopt));
    const auto answer = co_await tell(server_, std::move(post));
    if (answer.has_error())
        co_return answer.error();
    auto made = pocket_id_made_secret(**answer);
    if (!made)
        co_return not_understood(server_, "a new secret");
    living_secrets().learn(made->secret);
    co_return std::move(*made);
}

asio::awaitable<Result<void>> PocketId::remove_secret(std::string client_id, std::string secret_id,
                                                      net::SteadyTime deadline)
{
    const auto path = client_path(client_id, "/secrets/" + net::percent_encoded(secret_id));
    auto remove = request(net::Method::remove, path, deadline);
    const auto answer = co_await tell(server_, std::move(remove));
    // Gone already, by a 404 (or with its client).
    if (answer.has_error() && answer.error().kind != ErrorKind::conflict)
        co_return answer.error();
    co_return Result<void>();
}

asio::awaitable<Result<std::optional<WallTime>>> PocketId::access_ends(WallTime now, net::SteadyTime deadline)
{
    auto get = request(net::Method::get, keys_path, deadline);
    const auto answer = co_await ask(server_, std::move(get));
    if (answer.has_error())
        co_return answer.error();
    const auto ends = answer->has_value() ? pocket_id_key_end(***answer, now) : std::nullopt;
    if (!ends)
        co_return not_understood(server_, "a list of API keys");
    co_return *ends;
}

asio::awaitable<Result<void>> PocketId::remove(std::string client_id, net::SteadyTime deadline)
{
    auto remove = request(net::Method::remove, client_path(client_id), deadline);
    const auto answer = co_await tell(server_, std::move(remove));
    if (answer.has_error() && answer.error().kind != ErrorKind::conflict)
        co_return answer.error();
    co_return Result<void>();
}

} // namespace idpsync::registrar
