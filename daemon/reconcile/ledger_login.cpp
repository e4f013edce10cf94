#include "reconcile/ledger_login.hpp"

#include "reconcile/object_writer.hpp"

#include <boost/json/serialize.hpp>

namespace idpsync::reconcile {
namespace {

namespace json = boost::json;

/// A text that reads back as the same number.
std::string number_text(double value)
{
    return json::serialize(json::value(value));
}

double number_of(ObjectReader& object, std::string_view name)
{
    const auto* value = object.required(name);
    if (value == nullptr)
        return 0;
    if (!value->is_number())
        object.report("has a " + quoted(name) + " that is not a number");
    return value->is_number() ? value->to_number<double>() : 0;
}

std::uint64_t count_of(ObjectReader& object, std::string_view name)
{
    const auto* value = object.optional(name);
    if (value == nullptr)
        return 0;
    json::error_code failed;
    const auto number = value->to_number<std::uint64_t>(failed);
    if (failed || value->is_double())
        object.report("has a " + quoted(name) + " that is not a count");
    return failed ? 0 : number;
}

bool flag_of(ObjectReader& object, std::string_view name)
{
    const auto* value = object.optional(name);
    if (value != nullptr && !value->is_bool())
        object.report("has a " + quoted(name) + " that is neither true nor false");
    return value != nullptr && value->is_bool() && value->get_bool();
}

LoginValues login_values_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    LoginValues values;
    values.issuer = object.text("issuer");
    values.client_id = object.text("client_id");
    values.secret = object.fingerprint("secret");
    object.finish();
    return values;
}

LoginSight sight_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    LoginSight sight;
    sight.client_id = object.text("client_id");
    sight.endpoint = object.text("endpoint");
    object.finish();
    return sight;
}

ServerRun run_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    ServerRun run;
    run.started = number_of(object, "started");
    run.cpu = number_of(object, "cpu");
    object.finish();
    return run;
}

void append_login_values(std::string& out, const LoginValues& values)
{
    ObjectWriter object(out);
    object.text("issuer", values.issuer);
    object.text("client_id", values.client_id);
    object.text("secret", values.secret);
}

void append_sight(std::string& out, const LoginSight& sight)
{
    ObjectWriter object(out);
    object.text("client_id", sight.client_id);
    object.text("endpoint", sight.endpoint);
}

void append_run(std::string& out, const ServerRun& run)
{
    ObjectWriter object(out);
    object.member("started") += number_text(run.started);
    object.member("cpu") += number_text(run.cpu);
}

} // namespace

void append_login_state(std::string& out, const LoginState& login)
{
    ObjectWriter object(out);
    if (login.in_force)
        append_login_values(object.member("in_force"), *login.in_force);
    if (login.seen)
        append_sight(object.member("seen"), *login.seen);
    object.count("seen_at", login.seen_at);
    object.flag("client_is_new", login.client_is_new);
    object.count("need", login.need);
    object.flag("acknowledged", login.acknowledged);
}

void append_restart_state(std::string& out, const RestartState& restart)
{
    ObjectWriter object(out);
    object.count("generation", restart.generation);
    object.time("since", restart.since);
    if (restart.run)
        append_run(object.member("run"), *restart.run);
}

LoginState login_state_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    LoginState login;
    if (const auto* in_force = object.optional("in_force"))
        login.in_force = login_values_of(*in_force, where + ".in_force", problem);
    if (const auto* seen = object.optional("seen"))
        login.seen = sight_of(*seen, where + ".seen", problem);
    login.seen_at = count_of(object, "seen_at");
    login.client_is_new = flag_of(object, "client_is_new");
    login.need = count_of(object, "need");
    login.acknowledged = flag_of(object, "acknowledged");
    object.finish();
    return login;
}

RestartState restart_state_of(const json::value& value, Problem& problem)
{
    ObjectReader object(value, "restart", problem);
    RestartState restart;
    restart.generation = count_of(object, "generation");
    restart.since = object.time("since");
    if (const auto* run = object.optional("run"))
        restart.run = run_of(*run, "restart.run", problem);
    object.finish();
    return restart;
}

} // namespace idpsync::reconcile
