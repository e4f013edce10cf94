// Prints the tables of the program as JSON, for generate.py: every setting.

#include "config/settings_table.hpp"

#include <boost/json.hpp>

#include <iostream>

namespace idpsync {
namespace {

namespace bj = boost::json;

bj::object described(const config::Setting& setting)
{
    bj::object out{{"name", setting.name},
                   {"about", setting.about},
                   {"kind", setting.kind.name},
                   {"kind_words", setting.kind.words},
                   {"required", !setting.missing.empty()},
                   {"left_out", setting.otherwise},
                   {"example", setting.example},
                   {"shortest", setting.shortest.count() == 0 ? "" : duration_text(setting.shortest)},
                   {"because", setting.because},
                   {"least", setting.least},
                   {"most", setting.most},
                   {"words", bj::array()}};
    if (setting.words != nullptr)
        for (const auto word : setting.words())
            out["words"].get_array().emplace_back(word);
    return out;
}

/// The rows of a table, with their defaults from `owner`.
template <class Owner>
bj::array described(const config::Table<Owner>& table, const Owner& owner)
{
    bj::array rows;
    for (const auto& row : table.rows)
    {
        auto one = described(static_cast<const config::Setting&>(row));
        one["default"] = row.written == nullptr || !row.missing.empty() ? "" : row.written(owner);
        if (row.inner != nullptr)
            one["rows"] = described(*row.inner, owner);
        rows.push_back(std::move(one));
    }
    return rows;
}

bj::object described_tables()
{
    const config::ProviderDraft provider{.declared = {.key = *ProviderKey::parse("unnamed")}};
    return {{"settings", described(config::settings_table(), config::Settings())},
            {"group_sync", described(config::group_sync_table(), config::GroupSyncSection())},
            {"provider", described(config::provider_table(), provider)}};
}

} // namespace
} // namespace idpsync

int main()
{
    std::cout << idpsync::bj::serialize(idpsync::described_tables()) << '\n';
    return 0;
}
