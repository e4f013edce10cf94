#include "service/log/field_types.hpp"

#include <algorithm>
#include <array>

namespace idpsync::service {
namespace {

constexpr auto table = std::to_array<TypedField>({
    {EventName::config_loaded, "changed", FieldType::boolean},
    {EventName::config_loaded, "providers", FieldType::number},
    {EventName::log_dropped, "lines", FieldType::number},
    {EventName::restart_needed, "generation", FieldType::number},
    {EventName::restart_seen, "generation", FieldType::number},
    {EventName::restart_unneeded, "generation", FieldType::number},
    {EventName::pass_done, "in_sync", FieldType::boolean},
    {EventName::pass_done, "created", FieldType::number},
    {EventName::pass_done, "updated", FieldType::number},
    {EventName::pass_done, "deleted", FieldType::number},
    {EventName::pass_done, "failed", FieldType::number},
    {EventName::pass_done, "partial", FieldType::boolean},
    {EventName::pass_done, "secrets_removed", FieldType::number},
    {EventName::token_expiring, "days", FieldType::number},
    {EventName::certificate_expiring, "days", FieldType::number},
    {EventName::client_secret_expiring, "days", FieldType::number},
    {EventName::registration_expiring, "days", FieldType::number},
});

} // namespace

std::span<const TypedField> typed_fields()
{
    return table;
}

FieldType type_of(EventName event, std::string_view field)
{
    if (field == "over")
        return FieldType::boolean;
    const auto* found = std::ranges::find_if(
        table, [&](const TypedField& one) { return one.event == event && one.field == field; });
    return found == table.end() ? FieldType::text : found->type;
}

} // namespace idpsync::service
