#pragma once

// What `doctor` says of a standalone NetBird, by what was seen of it.

#include "standalone/management_json.hpp"
#include "standalones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::diagnose {

/// A NetBird that a test spoils.
class StandaloneChecks : public testing::Test
{
protected:
    Diagnosis judge() { return judge_standalone(facts, context); }

    /// Everything that is not well.
    std::vector<Finding> wrong()
    {
        auto diagnosis = judge();
        auto all = std::move(diagnosis.netbird);
        for (auto& finding : diagnosis.providers.front().findings)
            all.push_back(std::move(finding));
        std::erase_if(all, [](const Finding& finding) { return finding.severity == Severity::ok; });
        return all;
    }

    Finding only()
    {
        const auto all = wrong();
        for (const auto& finding : all)
            if (all.size() > 1)
                ADD_FAILURE() << to_string(finding.id) << ": " << finding.evidence;
        return all.size() == 1 ? all.front() : Finding{};
    }

    void use(StandaloneProvider provider)
    {
        declared = test::declared_standalone(provider);
        facts = test::healthy_standalone(declared);
    }

    void change_setup(std::string_view from, std::string_view to)
    {
        auto& setup = *facts.files->setup_env;
        setup.replace(setup.find(from), from.size(), to);
        facts.rendering = test::rendered(declared, *facts.files);
    }

    /// What the running server hands out: what its file has, changed.
    void hand_out(std::string_view from = {}, std::string_view to = {})
    {
        auto flows = *facts.files->server_json;
        if (!from.empty())
            flows.replace(flows.find(from, flows.find("PKCEAuthorizationFlow")), from.size(), to);
        facts.rendering = standalone::render({.declared = declared,
                                              .provider = test::endpoints,
                                              .secret = "not-a-real-api-key",
                                              .files = *facts.files,
                                              .handed_out = flows,
                                              .management_json = true});
        facts.handed_out.emplace(std::move(flows));
    }

    registrar::ProviderClient& client() { return ***facts.client; }
    void refuse_manager(ErrorKind kind) { facts.manager.emplace(Error{kind, "Pocket ID answers no"}); }

    Standalone declared = test::declared_standalone();
    StandaloneFacts facts = test::healthy_standalone(declared);
    StandaloneContext context = test::standalone_context(declared);
};

} // namespace idpsync::diagnose
