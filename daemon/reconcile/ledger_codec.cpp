#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"
#include "reconcile/ledger_shape.hpp"
#include "reconcile/ledger_store.hpp"

namespace idpsync::reconcile {
namespace {

/// About what one entry or intent takes, so that a ledger is written into one allocation.
constexpr std::size_t typical_size = 512;

Error unusable(const std::string& why, const NextCommand& commands)
{
    return {ErrorKind::storage, "the ledger cannot be used: " + why,
            "restore it from a backup, or run " + commands.pass("--rebuild-ledger") +
                " to put it aside and adopt what NetBird has"};
}

Error too_new(std::int64_t version)
{
    return {ErrorKind::storage,
            "the ledger was written by a newer netbird-idp-sync (version " + std::to_string(version) +
                " of the file, this program knows " + std::to_string(ledger_version) + ")",
            "upgrade netbird-idp-sync, or restore the ledger that the older one wrote"};
}

/// The version, or nothing when `document` does not say one.
std::optional<std::int64_t> version_of(const boost::json::value& document)
{
    const auto* version = find_member(document, "version");
    return version == nullptr || !version->is_int64() ? std::nullopt : std::optional(version->get_int64());
}

/// A member that `version` did not have; empty: none is there.
std::string_view ahead_of(std::int64_t version, const boost::json::value& document)
{
    struct Since
    {
        std::string_view name;
        std::int64_t version;
    };
    for (const auto& [name, since] : {Since{"group_sync", 2}, Since{"audit", 2}, Since{"clients", 3}})
        if (version < since && find_member(document, name) != nullptr)
            return name;
    return {};
}

} // namespace

std::string encode_ledger(const Ledger& ledger)
{
    std::string out;
    out.reserve((ledger.entries.size() + ledger.intents.size() + 1) * typical_size);
    json::append(out, ledger);
    return out += '\n';
}

Result<Ledger> decode_ledger(std::string_view text, const NextCommand& commands)
{
    const auto document = parse_json(text);
    if (!document)
        return unusable(text.empty() ? "it is empty" : "it is not JSON, or cut short", commands);
    const auto version = version_of(*document);
    if (!version)
        return unusable("it is not a ledger: it states no version", commands);
    if (*version > ledger_version)
        return too_new(*version);
    if (*version < 1)
        return unusable("there is no version " + std::to_string(*version) + " of it", commands);
    if (const auto name = ahead_of(*version, *document); !name.empty())
        return unusable("the ledger has an unknown member " + quoted(name), commands);

    json::Problem problem;
    Ledger ledger;
    json::read(*document, ledger, "the ledger", json::exactly, problem);
    if (problem.found())
        return unusable(problem.text(), commands);
    return ledger;
}

} // namespace idpsync::reconcile
