#include "bootstrap/steps.hpp"

#include "core/account_domain.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::bootstrap {
namespace {

constexpr std::size_t shortest_password = 8;
constexpr std::size_t longest_password = 72;

Error conflict(std::string seen, std::string next)
{
    return {ErrorKind::conflict, std::move(seen), std::move(next)};
}

std::optional<Error> objection_to_notes(const Wish& wish, const Notes& notes)
{
    const std::string url(wish.management.buffer());
    if (notes.url != url)
        return conflict("an earlier bootstrap in this state directory was for NetBird " + escaped(notes.url),
                        "finish that one, or name another directory with --state-dir");
    if (notes.makes_owner && notes.owner != wish.owner_email)
        return conflict("an earlier bootstrap made " + quoted(notes.owner) + " the owner of this NetBird",
                        "run it again with --owner-email " + escaped(notes.owner));
    return std::nullopt;
}

Error set_up_by_others()
{
    return conflict(
        "NetBird is set up already, and not by this command",
        "if you know its owner's password, run it again with --existing-owner; else make a service "
        "user with the role admin and a token in NetBird's dashboard");
}

} // namespace

Result<Way> choose_way(const Wish& wish, const Seen& seen)
{
    if (seen.token == TokenSeen::works)
        return Way::finished;
    if (seen.notes)
        if (const auto objection = objection_to_notes(wish, *seen.notes))
            return *objection;
    if (seen.token == TokenSeen::refused && (!seen.notes || seen.notes->token.empty()))
        return conflict(
            "the token file holds a token that NetBird does not accept, and that this command did "
            "not write",
            "move the file away and run the command again");
    const bool began = seen.declared || (seen.notes && seen.notes->owner == wish.owner_email);
    if (wish.owner_in_configuration && (seen.setup_required || !seen.running))
        return Way::configure;
    if (seen.setup_required && wish.existing_owner)
        return Error{ErrorKind::rejected, "nobody has set NetBird up yet, so it has no owner",
                     "leave --existing-owner out: the owner is made then"};
    if (seen.setup_required)
        return Way::set_up;
    if (began || wish.existing_owner)
        return Way::sign_in;
    return set_up_by_others();
}

std::optional<Error> objection_to_address(std::string_view host, const Signs& signs)
{
    if (is_joined_domain(host) || signs.ends_sessions || !signs.has_version_endpoint)
        return std::nullopt;
    return Error{
        ErrorKind::rejected,
        "NetBird's address " + quoted(host) +
            " cannot be an account's domain; NetBird v0.65.0 to v0.66.2 would make it the domain, and "
            "every SSO user would get an account of their own",
        "give NetBird a name such as netbird.example.com; or, if it has another version, add "
        "--any-address"};
}

std::optional<Error> objection_to_password(const Secret& password)
{
    const auto size = password.reveal().size();
    if (size < shortest_password || size > longest_password)
        return Error{ErrorKind::rejected,
                     "NetBird takes an owner's password of 8 to 72 bytes; this one has " +
                         std::to_string(size)};
    return std::nullopt;
}

std::optional<Error> objection_to_account(const netbird::AccountDetails& account)
{
    if (!account.domain || account.domain->empty())
        return Error{ErrorKind::rejected,
                     "the account has no domain, so every SSO user would get an account of their own; "
                     "`POST /api/setup` with create_pat causes this, and no API fixes it",
                     "delete NetBird's data and set it up again without create_pat"};
    const bool is_private = !account.category || *account.category == "private";
    if (!is_joined_domain(*account.domain) || !is_private)
        return Error{ErrorKind::rejected,
                     "the account has the domain " + quoted(*account.domain) +
                         (is_private ? "" : " of the category " + quoted(*account.category)) +
                         ", which SSO users do not join: each would get an account of their own",
                     "delete NetBird's data and set it up again under a name such as netbird.example.com"};
    return std::nullopt;
}

std::optional<Error> objection_to_owner(const netbird::User& user)
{
    if (user.role == "owner")
        return std::nullopt;
    return Error{ErrorKind::forbidden,
                 quoted(user.email) + " is not the owner of this NetBird but has the role " +
                     quoted(user.role),
                 "name its owner with --owner-email"};
}

Result<std::optional<netbird::User>> choose_service_user(const std::vector<netbird::User>& users,
                                                         const Notes& notes, const std::string& name)
{
    std::vector<netbird::User> of_that_name;
    for (const auto& user : users)
    {
        if (user.is_service && !notes.service_user_id.empty() && user.id == notes.service_user_id)
            return std::optional(user);
        if (user.is_service && user.name == name)
            of_that_name.push_back(user);
    }
    if (of_that_name.empty())
        return std::optional<netbird::User>();
    const bool ours = notes.service_user_id.empty() && notes.service_user == name;
    if (of_that_name.size() > 1 || !ours)
        return conflict("NetBird has " + std::to_string(of_that_name.size()) + " service user" +
                            (of_that_name.size() == 1 ? "" : "s") + " with the name " + quoted(name) +
                            " that this command did not make",
                        "name another one with --service-user");
    return std::optional(of_that_name.front());
}

std::vector<netbird::AccessToken> lost_tokens(const std::vector<netbird::AccessToken>& tokens,
                                              const Notes& notes)
{
    std::vector<netbird::AccessToken> lost;
    std::ranges::copy_if(tokens, std::back_inserter(lost), [&](const netbird::AccessToken& token) {
        return !notes.token.empty() && token.name == notes.token;
    });
    return lost;
}

} // namespace idpsync::bootstrap
