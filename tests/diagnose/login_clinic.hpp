#pragma once

// A clinic where somebody signs in: a browser that needs no telling, and what comes of the login.

#include "diagnose/clinic.hpp"
#include "diagnose/login_trial.hpp"
#include "support/browser.hpp"

#include <functional>
#include <optional>
#include <string>

namespace idpsync::test {

/// Whoever signs in, and says so when NetBird shows its error page.
class ScriptedDoor final : public diagnose::LoginDoor
{
public:
    explicit ScriptedDoor(Clinic& clinic);

    Result<diagnose::LoopbackRedirect> open(const diagnose::LoopbackRedirect& wanted) override;
    boost::asio::awaitable<diagnose::LoginOutcome> wait(const diagnose::LoginVisit& visit) override;

    bool comes = true;                   ///< false: nobody opens the URL
    bool reads_log = false;              ///< NetBird's
    std::string comes_back_with;         ///< in place of a login: this query, and the state
    std::function<void()> meanwhile{};   ///< happens while somebody signs in
    std::optional<Arrival> arrival{};    ///< where the way ended
    std::optional<std::string> opened{}; ///< the URL that was shown

private:
    boost::asio::awaitable<void> sign_in(const diagnose::LoginVisit& visit, diagnose::LoginOutcome& outcome);

    Clinic& clinic_;
    sandbox::InProcessClient http_;
    std::string redirect_;
};

/// A clinic with a door.
class LoginClinic : public Clinic
{
public:
    explicit LoginClinic(sandbox::Profile profile, sandbox::Options options = {});

    /// `doctor --login corp`.
    Result<diagnose::LoginDiagnosis> login(const std::string& redirect = "http://localhost:53000/");

    [[nodiscard]] std::string checks() const; ///< checks.json as it is

    ScriptedDoor door;
};

} // namespace idpsync::test
