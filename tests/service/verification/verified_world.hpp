#pragma once

#include "sandbox/provider/provider.hpp"
#include "service/daemon/conditions.hpp"
#include "service/daemon/daemon_world.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::test {

inline const std::string provider_url = "https://id.example.com";

/// With one provider as Pocket ID is, which says what is wrong with it. Passes are rare: they are not what is
/// tested.
class VerifiedWorld : public DaemonWorld
{
public:
    explicit VerifiedWorld(const std::string& how_often = "{ interval: 1h, credentials: 24h }")
        : provider(sandbox.add_provider(provider_url, {.profile = sandbox::Profile::pocketid_2_10}))
    {
        verify = how_often;
        files.put("/etc/idp/secrets/corp", "not-a-real-secret");
        write_config("reconcile: { interval: 6h }\n");
    }

    /// What the daemon found out about logins.
    service::LoginStatus login() { return daemon->state().logins.at(ProviderKey::parse("corp").value()); }

    ConditionId condition() { return conditions().find(ProviderKey::parse("corp").value())->id; }
    Conditions conditions() { return service::conditions_of(daemon->state(), clock.now(), clock.wall_now()); }

    /// config.yaml anew, with this below `verify:`.
    void verify_from_now_on(const std::string& how_often)
    {
        verify = how_often;
        write_config("reconcile: { interval: 6h }\n");
        tell_of_changed_files();
    }

    std::ptrdiff_t asked(std::string_view method, std::string_view where = provider_url)
    {
        const auto& seen = sandbox.requests();
        return std::count_if(seen.begin(), seen.end(), [&](const sandbox::Seen& request) {
            return request.target.starts_with(where) && request.method == method;
        });
    }

    /// Each is a probe and its control, when it is accepted.
    std::ptrdiff_t credential_requests() { return asked("POST"); }
    std::ptrdiff_t requests() { return asked("GET") + asked("POST"); }

    /// The provider gives no answer from now on.
    void hang_provider()
    {
        sandbox.fail({.path = provider_url, .times = std::nullopt, .fault = sandbox::Fault::hang()});
    }

    /// Until the daemon waits for the answer of a provider that hangs.
    void start_and_wait_for_a_hanging_provider()
    {
        start();
        pass_time(std::chrono::seconds(1));
        hang_provider();
        pass_time(std::chrono::seconds(6));
    }

    sandbox::Provider& provider_at(const std::string& base) { return sandbox.provider(base); }
    std::string metrics() { return monitoring.page("/metrics")->body; }

    sandbox::Provider& provider;
};

} // namespace idpsync::test
