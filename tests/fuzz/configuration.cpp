// The configuration: YAML of any kind becomes settings or errors, each at a place in the text.

#include "config/durations.hpp"
#include "config/listen_address.hpp"
#include "config/load.hpp"
#include "config/urls.hpp"
#include "support/memory_files.hpp"
#include "target.hpp"

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    const std::string path = "/etc/netbird-idp-sync/config.yaml";
    test::MemoryFiles files;
    files.put(path, std::string(input));
    const auto loaded = config::load(files, path);
    must(loaded.has_value() || !loaded.error().errors.empty(), "a failure says why");
    if (loaded.has_error())
        for (const auto& error : loaded.error().errors)
            static_cast<void>(config::to_string(error));

    // Its scalars, straight: the YAML reader lets few of them through.
    static_cast<void>(config::parse_duration(input));
    static_cast<void>(config::parse_listen_address(input));
    static_cast<void>(config::parse_management_url(input, true));
    static_cast<void>(config::check_issuer(input, false));
    static_cast<void>(config::parse_proxy(input));
}

std::vector<std::string> seeds()
{
    auto all = files("config/examples", "yaml");
    all.push_back(file("config/config.yaml"));
    for (const auto* scalar : {"5m", "1h30m", "127.0.0.1:9464", "[::1]:9464",
                               "https://netbird.example.com:8443/x", "http://user:fake@proxy.example:3128"})
        all.emplace_back(scalar);
    return all;
}

} // namespace idpsync::fuzz
