#include "core/builders.hpp"
#include "core/nothing_declared.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

TEST(NothingDeclared, IsAnErrorOnlyWhereConnectorsAreKnown)
{
    Ledger ledger;
    EXPECT_FALSE(nothing_declared({}, ledger));
    ledger.entries.emplace(test::key("corp"), test::created("okta-1", test::values("corp")));
    const auto error = nothing_declared({}, ledger);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, ErrorKind::bad_config);
    EXPECT_NE(error->text().find("but 1 is known from before"), std::string::npos) << error->text();
}

TEST(NothingDeclared, OneDeclarationIsEnough)
{
    Ledger ledger;
    ledger.entries.emplace(test::key("corp"), test::created("okta-1", test::values("corp")));
    EXPECT_FALSE(nothing_declared(DesiredState::make({test::absent("corp")}).value(), ledger));
}

} // namespace
} // namespace idpsync
