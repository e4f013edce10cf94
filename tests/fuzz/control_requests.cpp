// Lines on the control socket: requests as any user of the host can send them, and answers.

#include "service/control/protocol.hpp"
#include "service/daemon/pause.hpp"
#include "target.hpp"

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    namespace control = service::control;
    const auto request = control::decode_request(input);
    if (request.has_value())
    {
        const auto line = control::encode(*request);
        must(line.ends_with('\n') && line.find('\n') == line.size() - 1, "a request is one line");
        const auto again = control::decode_request(line.substr(0, line.size() - 1));
        must(again.has_value() && control::encode(*again) == line, "what was understood is sent as it came");
    }
    else
        must(control::encode(request.error()).ends_with('\n'), "a refusal is an answer");
    static_cast<void>(control::decode_status_answer(input));
    static_cast<void>(control::decode_reload_answer(input));
    static_cast<void>(control::decode_pause_answer(input));
    static_cast<void>(control::decode_resume_answer(input));
    static_cast<void>(control::decode_acknowledge_answer(input));
    static_cast<void>(service::decode_pause(input));
}

std::vector<std::string> seeds()
{
    return {
        R"({"version":1,"command":"status"})",
        R"({"version":1,"command":"status","watch":true})",
        R"({"version":1,"command":"reload","keys":["pocket-id"],"force_preflight":["okta"],"write":false,)"
        R"("prune_now":true,"new_server":false,"rebuild_ledger":true,"agreed_deletes":["oidc-1"]})",
        R"({"version":1,"command":"reload","restore_settings":true})",
        R"({"version":1,"command":"pause","seconds":3600})",
        R"({"version":1,"command":"resume"})",
        R"({"version":1,"command":"ack-restart","generation":18446744073709551615})",
        R"({"version":1,"error":{"kind":"rejected","message":"no"}})",
        R"({"version":1,"pause":{"until":"2026-11-21T10:00:00Z","pass_under_way":false,"warning":null}})",
        R"({"version":1,"resume":{"was_paused":true,"warning":null}})",
        R"({"version":1,"ack-restart":{"message":"done"}})"};
}

} // namespace idpsync::fuzz
