#include "service/candidate_settings.hpp"

namespace idpsync::service {

bool same_source(const SecretSource& left, const SecretSource& right)
{
    const auto* one = std::get_if<SecretSource::Plain>(&left.where);
    const auto* other = std::get_if<SecretSource::Plain>(&right.where);
    if (one != nullptr && other != nullptr)
        return one->text->reveal() == other->text->reveal();
    const auto* command = std::get_if<SecretSource::Command>(&left.where);
    const auto* another = std::get_if<SecretSource::Command>(&right.where);
    if (command != nullptr && another != nullptr)
        return *command == *another;
    return left.where.index() == right.where.index() && describe(left) == describe(right);
}

std::vector<std::string> not_judged(const config::Settings& candidate, const config::Settings& in_force)
{
    std::vector<std::string> names;
    const auto note = [&](const char* name, bool same) {
        if (!same)
            names.emplace_back(name);
    };
    const auto& wanted = candidate.management;
    const auto& present = in_force.management;
    note("management.url", wanted.url.buffer() == present.url.buffer());
    note("management.token", same_source(wanted.token, present.token));
    note("management.ca_file", wanted.ca_file == present.ca_file);
    note("management.proxy", wanted.proxy == present.proxy);
    note("providers.ca_file", candidate.providers.ca_file == in_force.providers.ca_file);
    note("providers.proxy", candidate.providers.proxy == in_force.providers.proxy);
    return names;
}

} // namespace idpsync::service
