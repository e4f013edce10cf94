// The application that a client at authentik belongs to.

#include "json/text.hpp"
#include "registrar/authentik_codec.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace idpsync::registrar {

namespace dom = boost::json;

Seat seat_of(const dom::value* application, bool is_named_by_issuer)
{
    if (application == nullptr)
        return Seat::none;
    const auto* provider = find_member(*application, "provider");
    if (provider == nullptr || !provider->is_null())
        return Seat::taken;
    return is_named_by_issuer || is_made_here(*application) ? Seat::vacant : Seat::others;
}

bool is_made_here(const dom::value& application)
{
    return text_member(application, "meta_description") == mark_of_this_program;
}

dom::object shown_application(const std::string& name, const std::string& slug)
{
    return {{"name", name}, {"slug", slug}, {"meta_description", mark_of_this_program}};
}

std::string authentik_new_application(const ProviderClient& client, const std::string& slug)
{
    auto application = shown_application(client.name, slug);
    application["provider"] = dom::parse(client.handle);
    return dom::serialize(application);
}

std::string authentik_seated(const ProviderClient& client)
{
    return dom::serialize(dom::object{{"provider", dom::parse(client.handle)}});
}

} // namespace idpsync::registrar
