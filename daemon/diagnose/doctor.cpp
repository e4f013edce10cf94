#include "diagnose/doctor.hpp"

#include "core/text.hpp"

namespace idpsync::diagnose {

namespace asio = boost::asio;

Doctor::Doctor(const Dependencies& dependencies, const config::Configuration& configuration)
    : dependencies_(dependencies), configuration_(configuration)
{}

asio::awaitable<Diagnosis> Doctor::visit()
{
    const auto facts = co_await fetch_netbird(dependencies_.netbird, dependencies_.clock);
    co_return judge(facts);
}

Diagnosis Doctor::judge(const NetBirdFacts& facts) const
{
    const auto& management = configuration_.settings.management;
    Diagnosis diagnosis;
    diagnosis.management_url = escaped(management.url.buffer());
    if (const auto* login = facts.login_facts())
    {
        diagnosis.redirect_uri = login->redirect_uri;
        diagnosis.logout_uri = login->logout_uri;
    }
    diagnosis.netbird = judge_netbird(facts, {.management = management.url,
                                              .token_source = describe(management.token),
                                              .mode = configuration_.settings.policy.mode,
                                              .now = dependencies_.clock.wall_now()});
    return diagnosis;
}

} // namespace idpsync::diagnose
