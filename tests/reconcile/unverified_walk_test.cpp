// Random histories of tries, rotations and silence: under `preflight: block` no secret gets into NetBird that
// the provider did not accept within the last ten minutes. docs/reconciling.md 19 and 20.

#include "reconcile/credential_budget.hpp"
#include "reconcile/provider_world.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;

constexpr unsigned histories = 500;
constexpr unsigned steps = 12;

class History
{
public:
    explicit History(unsigned seed) : random_(seed)
    {
        accept("not-a-real-secret");
        corp_.apply();
    }

    void step()
    {
        told_ += ' ';
        switch (below(9))
        {
        case 0: return declare("wrong-" + std::to_string(++number_));
        case 1: return rotate();
        case 2: return declare(provider_secret_);
        case 3: return fall_silent();
        case 4: return answer_again();
        case 5: return pass_time();
        case 6: return start_again();
        case 7: return look();
        default: return write();
        }
    }

    [[nodiscard]] const std::string& told() const { return told_; }
    [[nodiscard]] unsigned wrong() const { return wrong_; }
    [[nodiscard]] unsigned written() const { return written_; }
    [[nodiscard]] unsigned held() const { return held_; }

private:
    unsigned below(unsigned end) { return std::uniform_int_distribution<unsigned>(0, end - 1)(random_); }

    void tell(const std::string& what) { told_ += what; }

    void accept(const std::string& secret)
    {
        until_[provider_secret_] = corp_.world.clock.wall_now();
        provider_secret_ = secret;
        corp_.provider.client().secret = secret;
    }

    void declare(const std::string& secret)
    {
        tell("declare:" + secret);
        corp_.world.set_secret("corp", secret);
    }

    /// At the provider; the file follows at once, later or never.
    void rotate()
    {
        accept("right-" + std::to_string(++number_));
        tell("rotate:" + provider_secret_);
        if (below(2) == 0)
            corp_.world.set_secret("corp", provider_secret_);
    }

    void fall_silent()
    {
        auto throttled = Fault::answered(429, "");
        if (below(2) == 0)
            throttled.headers = {{"retry-after", std::to_string(below(1200))}};
        const Fault faults[] = {throttled, Fault::answered(503, ""), Fault::hang(), Fault::cut_before(),
                                Fault::answered(401, "<html>log in</html>")};
        const auto which = below(std::size(faults));
        tell("silent:" + std::to_string(which));
        corp_.world.sandbox.clear_faults();
        corp_.fail_token(faults[which]);
    }

    void answer_again()
    {
        tell("answers");
        corp_.world.sandbox.clear_faults();
    }

    void pass_time()
    {
        const auto minutes = std::chrono::minutes(1 + below(below(2) == 0 ? 3 : 90));
        tell("+" + std::to_string(minutes.count()) + "min");
        corp_.world.clock.advance(minutes);
    }

    void start_again()
    {
        tell("restart");
        corp_.restart();
    }

    void look()
    {
        tell("plan");
        for (unsigned i = below(8); i > 0; --i)
            corp_.plan_by_hand();
    }

    void write()
    {
        const bool by_hand = below(2) == 0;
        tell(by_hand ? "apply" : "pass");
        const auto before = corp_.secret_in_netbird();
        const auto item = by_hand ? corp_.apply_by_hand() : corp_.apply();
        held_ += item.action == Action::hold ? 1U : 0U;
        const auto after = corp_.secret_in_netbird();
        if (after == before)
            return;
        ++written_;
        const auto now = corp_.world.clock.wall_now();
        const auto accepted_until = until_.find(after);
        // The question itself takes a few seconds.
        const bool was_right = accepted_until != until_.end() &&
                               now - accepted_until->second < reconcile::answers_serve_for + 30s;
        if (after != provider_secret_ && !was_right)
            ++wrong_;
    }

    std::mt19937 random_;
    ProviderWorld corp_;
    std::string provider_secret_;
    std::map<std::string, WallTime> until_; ///< when the provider ceased to accept it
    std::string told_;
    unsigned number_ = 0;
    unsigned wrong_ = 0;
    unsigned written_ = 0;
    unsigned held_ = 0;
};

TEST(UnverifiedWalk, PutsNoWrongSecretIntoNetBirdIn500Histories)
{
    unsigned written = 0;
    unsigned held = 0;
    for (unsigned seed = 1; seed <= histories; ++seed)
    {
        History history(seed);
        for (unsigned i = 0; i < steps; ++i)
            history.step();
        ASSERT_EQ(history.wrong(), 0U) << "seed " << seed << ":" << history.told();
        written += history.written();
        held += history.held();
    }
    // A walk that never comes to what it is about proves nothing.
    EXPECT_GT(written, histories / 10);
    EXPECT_GT(held, histories / 10);
}

} // namespace
} // namespace idpsync::test
