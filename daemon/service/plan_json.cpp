#include "service/plan_json.hpp"

#include "json/write.hpp"
#include "service/report_shape.hpp"

#include <utility>

namespace idpsync::service {

std::vector<ItemRecord> item_records(const PlanDocument& document)
{
    std::vector<ItemRecord> records;
    records.reserve(document.report.plan.items.size());
    for (const auto& item : document.report.plan.items)
        records.push_back({item, condition_of(item, concerns(document.report.restart_needed, item.key))});
    return records;
}

void take_items(PlanDocument& document, std::vector<ItemRecord>&& records)
{
    auto& items = document.report.plan.items;
    items.clear();
    items.reserve(records.size());
    for (auto& record : records)
    {
        if (record.client)
            record.client->key = record.key;
        items.push_back(std::move(record));
    }
}

std::string plan_json(const PlanDocument& document)
{
    return json::text_of(document);
}

std::string report_json(const PlanDocument& document)
{
    return json::text_of(ReportDocument{document});
}

} // namespace idpsync::service
