// The ledger: what can be read is written and read again as the same.

#include "reconcile/ledger_store.hpp"
#include "target.hpp"

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    const auto ledger = reconcile::decode_ledger(input);
    if (ledger.has_error())
        return;
    const auto text = reconcile::encode_ledger(*ledger);
    const auto again = reconcile::decode_ledger(text);
    must(again.has_value(), "what was written can be read");
    must(reconcile::encode_ledger(*again) == text, "and written again as it was");
}

std::vector<std::string> seeds()
{
    auto all = code_blocks("docs/ledger.md", "json");
    for (const auto& one : all)
        must(reconcile::decode_ledger(one).has_value(), "the example of the page is a ledger");
    return all;
}

} // namespace idpsync::fuzz
