// What becomes of URIs that were registered for a former address of NetBird: each row of former_uris.hpp, and
// any history of addresses, writes, losses and other hands.

#include "registrar/decide_client.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace idpsync::registrar {
namespace {

ClientNeeds at_address(int number)
{
    const auto base = "https://nb" + std::to_string(number) + ".example.com/oauth2";
    return {.redirect_uri = base + "/callback", .logout_uri = base + "/logout/callback"};
}

class FormerUris : public testing::Test
{
protected:
    FormerUris()
    {
        client.redirect_uris = {{needs.redirect_uri}, {former}, {other}};
        known.own_uris = {former};
    }

    FormerFate fate() const { return fate_of_former_uris({known, needs, callback, shared}); }

    const std::string former = at_address(1).redirect_uri;
    const std::string other = "https://other.example.com/callback";
    ClientNeeds needs = at_address(2);
    ProviderClient client;
    LedgerClient known;
    std::optional<std::string> callback = needs.redirect_uri;
    bool shared = false;
};

TEST_F(FormerUris, AreThoseThatThisProgramRegistered)
{
    EXPECT_THAT(former_uris(client, known, needs), ElementsAre(former));
    known.own_uris.clear();
    EXPECT_THAT(former_uris(client, known, needs), IsEmpty()) << "nobody knows whose it is";
    note_own_uris(known, {ClientTrait::redirect_uri}, needs);
    EXPECT_THAT(known.own_uris, ElementsAre(needs.redirect_uri));
    EXPECT_THAT(former_uris(client, known, needs), IsEmpty()) << "it is NetBird's";
    EXPECT_THAT(former_uris(client, known, ClientNeeds()), IsEmpty()) << "NetBird's address is not known";
}

TEST_F(FormerUris, AreForgottenOnceTheyAreGone)
{
    std::erase(client.redirect_uris, RegisteredUri{former});
    forget_gone_uris(known, client);
    client.redirect_uris.push_back({former});
    EXPECT_THAT(former_uris(client, known, needs), IsEmpty()) << "somebody else registered it again";
}

TEST_F(FormerUris, GoOnlyWhereNothingSendsThem)
{
    EXPECT_EQ(fate(), FormerFate::go);
    callback = former;
    EXPECT_EQ(fate(), FormerFate::callback_former);
    callback.reset();
    EXPECT_EQ(fate(), FormerFate::callback_unseen);
    callback = needs.redirect_uri;
    shared = true;
    EXPECT_EQ(fate(), FormerFate::shared);
    known.predecessor = "1";
    EXPECT_EQ(fate(), FormerFate::secret_changes);
    known = {.secret_unsettled = true};
    EXPECT_EQ(fate(), FormerFate::secret_changes);
}

/// One client, NetBird's connector for it, and what the daemon knows.
class History
{
public:
    explicit History(unsigned seed) : chance_(seed), desired_{.key = test::key("corp")}
    {
        desired_.values =
            ConnectorValues{ProviderType::pocketid, "corp", "https://id.example.com", "netbird"};
        desired_.registration = DesiredRegistration{};
        move_netbird();
        callback_ = needs_.redirect_uri;
        if (below(2) == 0)
            there_ = client_with({}); // to be adopted
    }

    void step()
    {
        switch (below(8))
        {
        case 0: return move_netbird();
        case 1: callback_ = needs_.redirect_uri; return; // the connector is made anew
        case 2: seen_ = !seen_; return;
        case 3: return other_hands();
        case 4: known_.reset(); return; // the ledger is lost
        default: return pass(below(4) == 0);
        }
    }

    unsigned removed = 0; ///< URIs of former addresses

private:
    unsigned below(unsigned end) { return static_cast<unsigned>(chance_()) % end; }
    void move_netbird() { needs_ = at_address(static_cast<int>(below(3))); }

    static ProviderClient client_with(std::vector<RegisteredUri> uris)
    {
        return {.handle = "netbird",
                .client_id = "netbird",
                .redirect_uris = std::move(uris),
                .logout_uris = std::vector<RegisteredUri>(),
                .admission = Admission()};
    }

    void put(const std::string& uri, bool by_daemon)
    {
        if (is_registered(*there_, uri))
            return;
        there_->redirect_uris.push_back({uri});
        by_daemon_[uri] = by_daemon;
    }

    void remove(const std::string& uri)
    {
        std::erase(there_->redirect_uris, RegisteredUri{uri});
        std::erase(*there_->logout_uris, RegisteredUri{uri});
    }

    /// Somebody registers or removes one; a pass looks in between, as the timer has it.
    void other_hands()
    {
        if (!there_)
            return;
        const auto uri = at_address(static_cast<int>(below(3))).redirect_uri;
        if (below(2) == 0)
            return put(uri, false);
        remove(uri);
        if (known_)
            forget_gone_uris(*known_, *there_);
    }

    ClientItem decide()
    {
        const ClientFound found = there_;
        needs_.former_uris.clear();
        const auto former =
            there_ && known_ ? former_uris(*there_, *known_, needs_) : std::vector<std::string>();
        const auto callback = seen_ ? std::optional(callback_) : std::nullopt;
        if (!former.empty() && fate_of_former_uris({*known_, needs_, callback, false}) == FormerFate::go)
            needs_.former_uris = former;
        return decide_client({.desired = desired_,
                              .product = "Pocket ID",
                              .found = found,
                              .needs = needs_,
                              .known = known_ ? &*known_ : nullptr,
                              .now = test::noon,
                              .forgive_contested = true});
    }

    void write(ClientItem& item)
    {
        if (!there_)
            there_ = client_with({});
        const auto wrong = wrong_traits(*there_, needs_);
        for (const auto& uri : needs_.former_uris)
        {
            ASSERT_TRUE(by_daemon_[uri]) << uri << " is somebody else's";
            ASSERT_NE(uri, callback_) << "NetBird sends it";
            remove(uri);
            ++removed;
        }
        put(needs_.redirect_uri, true);
        if (wrong.contains(ClientTrait::logout_uri))
        {
            there_->logout_uris->push_back({needs_.logout_uri});
            by_daemon_[needs_.logout_uri] = true;
        }
        note_own_uris(*item.entry, wrong, needs_);
    }

    /// Where it is cut, the write arrives or not, and the ledger has what was there before.
    void pass(bool is_cut)
    {
        auto item = decide();
        known_ = item.entry;
        if (!item.writes())
            return;
        known_->creating = item.action == Action::create;
        if (known_->creating)
            note_own_uris(*known_, own_of_new(), needs_);
        if (is_cut && below(2) == 0)
            return;
        write(item);
        if (is_cut)
            return;
        forget_gone_uris(*item.entry, *there_);
        known_ = known_after_write(item, test::noon);
        needs_.former_uris.clear();
        ASSERT_TRUE(is_registered(*there_, needs_.redirect_uri));
    }

    std::mt19937 chance_;
    DesiredProvider desired_;
    std::optional<ProviderClient> there_;
    std::map<std::string, bool> by_daemon_; ///< who registered a redirect URI that is there
    std::optional<LedgerClient> known_;
    ClientNeeds needs_;
    std::string callback_; ///< that NetBird's connector sends
    bool seen_ = true;     ///< a probe shows it
};

TEST(FormerUrisWalk, NeverRemovesWhatIsSomebodysOrInUse)
{
    unsigned removed = 0;
    for (unsigned seed = 0; seed < 500; ++seed)
    {
        History history(seed);
        for (int steps = 0; steps < 40; ++steps)
        {
            history.step();
            ASSERT_FALSE(testing::Test::HasFatalFailure()) << "history " << seed;
        }
        removed += history.removed;
    }
    EXPECT_GT(removed, 100U);
}

} // namespace
} // namespace idpsync::registrar
