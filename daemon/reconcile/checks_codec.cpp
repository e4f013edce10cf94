// checks.json as text.

#include "core/text.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"
#include "reconcile/checks_shape.hpp"
#include "reconcile/checks_store.hpp"

namespace idpsync::reconcile {
namespace {

/// What a later version adds is passed over; what is missing is not.
constexpr json::Reading of_any_version{.unknown_members = true};

Error unreadable(const std::string& what)
{
    return {ErrorKind::storage, "checks.json cannot be read (" + what + ")",
            "delete it, a new one is written"};
}

void drop_empty(Checks& checks)
{
    std::erase_if(checks.providers, [](const auto& one) { return one.second == ProviderEvidence{}; });
}

} // namespace

std::string encode_checks(const Checks& checks)
{
    auto kept = checks;
    drop_empty(kept);
    return json::text_of(kept) + '\n';
}

Result<Checks> decode_checks(std::string_view text)
{
    const auto document = parse_json(text);
    if (!document || !document->is_object())
        return unreadable("it is not JSON");
    const auto* version = find_member(*document, "version");
    if (version == nullptr || *version != checks_version)
        return unreadable("its version is not " + std::to_string(checks_version));
    json::Problem problem;
    Checks checks;
    json::read(*document, checks, "it", of_any_version, problem);
    if (problem.found())
        return unreadable(problem.text());
    drop_empty(checks);
    return checks;
}

} // namespace idpsync::reconcile
