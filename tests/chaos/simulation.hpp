#pragma once

// A history of changes, writes, faults and kills, drawn from a seed, against an installation in memory whose
// clock turns itself. The same seed gives the same history.
//
//     Simulation simulation(seed);
//     const auto broken = simulation.round();   // empty: everything held

#include "reconcile/world.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace idpsync::test {

/// What a simulation went through.
struct Tally
{
    std::size_t rounds = 0;
    std::size_t passes = 0;
    std::size_t kills = 0;      ///< of a process while it ran a pass
    std::size_t faults = 0;     ///< that were laid out
    std::size_t late = 0;       ///< of these: requests that are carried out after they were given up
    std::size_t writes = 0;     ///< that reached NetBird's door
    std::size_t duplicates = 0; ///< more than one connector of one provider
    std::size_t orphans = 0;    ///< connectors of nobody
    std::size_t lost_secrets = 0;

    Tally& operator+=(const Tally& more);
};

class Simulation
{
public:
    explicit Simulation(std::uint64_t seed);
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// A few changes and passes under faults, then quiet until everything is as declared. Returns what does
    /// not hold then, or did not hold when a pass said that all was in sync; empty: all well.
    std::string round();

    [[nodiscard]] const std::vector<std::string>& history() const { return history_; } ///< of the last round
    [[nodiscard]] Tally tally() const;

private:
    /// One provider, as the files declare it.
    struct Slot
    {
        std::size_t number = 0;
        State state = State::present;
        bool declared = false;
        unsigned renames = 0;
        std::string name;
        std::string secret;

        [[nodiscard]] std::string key() const;
        [[nodiscard]] std::string issuer() const;
        [[nodiscard]] std::string client() const { return "client-" + std::to_string(number); }
        [[nodiscard]] bool wanted() const { return declared && state == State::present; }
    };

    void change_something();
    void declare(Slot& slot);
    void rotate(Slot& slot);
    void rename(Slot& slot);
    void remove(Slot& slot);
    void toggle_settings();
    void meddle();
    void lay_out_faults(bool may_hold);
    [[nodiscard]] sandbox::Fault draw_fault(bool may_hold);
    void trouble_a_provider();
    [[nodiscard]] reconcile::PassRequest draw_request();
    std::string pass();
    void die_in_a_pass();
    std::string calm_down();
    void let_everything_arrive();
    /// What NetBird has must be what is declared, and stay so.
    std::string verify();
    std::string verify_connectors();
    bool goes_by_a_former_key(const sandbox::Connector& connector, const Slot& slot);
    std::string why_unmanaged();

    std::size_t below(std::size_t limit);
    bool chance(unsigned percent);
    std::string fresh_secret();
    void tell(std::string what);

    std::mt19937_64 engine_;
    World world_;
    std::vector<Slot> slots_;
    std::vector<std::string> used_secrets_;
    std::vector<std::string> history_;
    bool settings_enabled_ = false;
    std::size_t secrets_made_ = 0;
    Tally tally_;
};

/// The violations of `rounds` rounds of this seed, with the history of the round; stops at the first.
std::string simulate(std::uint64_t seed, std::size_t rounds, Tally& tally);

} // namespace idpsync::test
