#include "recorded_setups.hpp"

#include "support/matchers.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace idpsync::standalone::test {
namespace {

namespace bj = boost::json;

/// A path with the members that are objects below it, as the recordings have it.
void add_flat(Effects& into, const std::string& name, const bj::value& value)
{
    if (const auto* object = value.if_object())
        for (const auto& [member, inner] : *object)
            add_flat(into, name + "." + std::string(member), inner);
    else
        into.insert_or_assign(name, bj::serialize(value));
}

void change(Effects& effects, const bj::object& changes)
{
    for (const auto& [name, value] : changes)
        if (value.is_null())
            effects.erase(std::string(name));
        else
            effects.insert_or_assign(std::string(name), bj::serialize(value));
}

std::map<std::string, std::string> setup_in(const bj::value& written)
{
    std::map<std::string, std::string> setup;
    for (const auto& [key, value] : written.as_object())
        setup.emplace(key, value.as_string());
    return setup;
}

Effects effects_in(const bj::value& recorded)
{
    Effects effects;
    change(effects, recorded.as_object());
    return effects;
}

Endpoints endpoints_in(const bj::object& document)
{
    const auto of = [&](const char* name) { return std::string(document.at(name).as_string()); };
    return {.issuer = of("issuer"),
            .keys = of("jwks_uri"),
            .token = of("token_endpoint"),
            .authorization = of("authorization_endpoint"),
            .device = of("device_authorization_endpoint")};
}

} // namespace

bj::value recorded(const std::string& name)
{
    std::ostringstream text;
    text << std::ifstream(IDPSYNC_TEST_DATA "/configure/" + name).rdbuf();
    return bj::parse(text.str());
}

std::vector<Mutation> recorded_mutations()
{
    const auto all = recorded("mutations.json");
    std::vector<Mutation> mutations;
    for (const auto& one : all.at("mutations").as_array())
    {
        Mutation mutation{.name = std::string(one.at("name").as_string()),
                          .setup = setup_in(all.at("setup")),
                          .exit = one.at("exit").to_number<int>(),
                          .effects = effects_in(all.at("effects"))};
        for (const auto& [key, value] : one.at("edit").as_object())
            if (value.is_null())
                mutation.setup.erase(key);
            else
                mutation.setup.insert_or_assign(key, std::string(value.as_string()));
        change(mutation.effects, one.at("changes").as_object());
        mutations.push_back(std::move(mutation));
    }
    return mutations;
}

Guide recorded_guide(const std::string& provider)
{
    const auto all = recorded("guides.json");
    const auto& one = all.at(provider);
    return {.setup = setup_in(one.at("setup")),
            .provider = endpoints_in(one.at("discovery").as_object()),
            .effects = effects_in(one.at("effects"))};
}

std::string text_of(const std::map<std::string, std::string>& setup)
{
    std::string text;
    for (const auto& [key, value] : setup)
        text += key + "=" + value + "\n";
    return text;
}

std::string name_of(const LoginPlace& place)
{
    switch (place.receiver)
    {
    case Receiver::management_json: return "management.json " + std::string(place.path);
    case Receiver::dashboard: return "dashboard " + std::string(place.path);
    case Receiver::server_option: break;
    }
    return "management " + std::string(place.path);
}

Effects effects_of(const Variables& setup, const Endpoints& provider)
{
    Effects effects;
    const auto variables = configured(setup, provider);
    for (const auto& place : login_places())
        add_flat(effects, name_of(place), bj::parse(json_at(place, variables)));
    return effects;
}

Effects of_logins(const Effects& recorded)
{
    Effects effects;
    for (const auto& place : login_places())
        for (const auto& [name, value] : recorded)
            if (name == name_of(place) ||
                (place.form == JsonForm::extra && name.starts_with(name_of(place) + ".")))
                effects.emplace(name, value);
    return effects;
}

} // namespace idpsync::standalone::test
