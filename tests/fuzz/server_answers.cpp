// What a management server answers over gRPC: frames and messages, whoever sent them.

#include "json/text.hpp"
#include "readback/flows.hpp"
#include "readback/wire.hpp"
#include "target.hpp"

#include <boost/json/serialize.hpp>

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    const auto message = readback::unframed(input);
    if (message.has_value())
        must(readback::framed(*message) == input, "a frame is read as it was written");
    const auto fields = readback::fields_of(input);
    if (fields)
        for (const auto& field : *fields)
            must(field.number != 0 && field.bytes.size() <= input.size(), "a field is a part of the message");
    static_cast<void>(readback::decode_server_key(input));
    for (const auto flow : {&readback::pkce_flow, &readback::device_flow})
    {
        const auto told = (*flow)(std::optional(std::string(input)));
        if (told.has_value())
            must(parse_json(boost::json::serialize(*told)).has_value(), "a flow that is told is JSON");
    }
}

std::vector<std::string> seeds()
{
    std::string config;
    readback::append_field(config, 1, "netbird");
    readback::append_field(config, 2, "not-a-real-secret");
    readback::append_field(config, 10, "http://localhost:53000");
    config += std::string("\x40\x01\x60\x02", 4);
    std::string flow;
    readback::append_field(flow, 1, config);
    readback::append_field(flow, 2, config);
    std::string key;
    readback::append_field(key, 1, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    return {flow, readback::framed(flow), key, readback::framed({})};
}

} // namespace idpsync::fuzz
