#pragma once

// A NetBird in a few lines, and random worlds around it: for properties that hold whatever the world looks
// like.

#include "core/builders.hpp"

#include <functional>
#include <map>
#include <random>

namespace idpsync::test {

/// The same numbers on every platform from one seed.
class Dice
{
public:
    explicit Dice(unsigned seed) : random_(seed) {}

    unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }
    bool chance(unsigned percent) { return below(100) < percent; }

    template <class Container>
    const auto& one_of(const Container& container)
    {
        return container[below(container.size())];
    }

    template <class Container>
    void shuffle(Container& container)
    {
        for (std::size_t i = container.size(); i > 1; --i)
            std::swap(container[i - 1], container[below(i)]);
    }

private:
    std::mt19937 random_;
};

/// Names, issuers and clients are few, so that claims collide; some differ only loosely.
ConnectorValues random_values(Dice& dice, std::string name);

/// A world with up to six declared providers, six connectors and six ledger entries. `secrets_held` is what
/// NetBird has: whatever the ledger is certain of is true.
struct RandomWorld
{
    World world;
    std::map<ConnectorId, Fingerprint> secrets_held;
};

RandomWorld random_world(Dice& dice);

/// NetBird as far as writes go, with the ledger beside it.
class Model
{
public:
    explicit Model(RandomWorld start)
        : world(std::move(start.world)), secrets_held(std::move(start.secrets_held))
    {}

    /// Plans, guards, lets `hold` hold back what it will, and writes the rest; gives the plan.
    Plan pass(const std::function<void(Plan&)>& hold = [](Plan&) {});

    /// The same, but an answer may get lost, whether the write was carried out or not.
    Plan pass_with_lost_answers(Dice& dice);

    World world;
    std::map<ConnectorId, Fingerprint> secrets_held;

private:
    struct Fate
    {
        bool carried_out = true;
        bool answered = true;
    };

    Plan plan_and_guard();
    void write(const PlanItem& item, const Fate& fate);
    std::optional<ConnectorId> carry_out(const PlanItem& item);
    void settle(const Intent& intent);
    void close_intent(const ProviderKey& name);

    unsigned ids_given_ = 0;
};

/// Everything of a plan as one text: equal plans have equal texts.
std::string text_of(const Plan& plan);

/// Only what would be sent: key, verb and connector.
std::vector<std::string> writes_of(const Plan& plan);

} // namespace idpsync::test
