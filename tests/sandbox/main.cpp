// netbird-sandbox: a server that behaves like NetBird, for demonstrations and tests.

#include "sandbox/program_options.hpp"
#include "sandbox/real_clock.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <array>
#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>

namespace {

namespace asio = boost::asio;
using namespace idpsync::sandbox;

/// Ends the program when whoever started it closes our standard input.
class StandardInput
{
public:
    StandardInput(asio::io_context& io) : input_(io, ::dup(STDIN_FILENO)), io_(io) { read(); }

private:
    void read()
    {
        input_.async_read_some(asio::buffer(ignored_), [this](boost::system::error_code error, std::size_t) {
            if (error)
                io_.stop();
            else
                read();
        });
    }

    asio::posix::stream_descriptor input_;
    asio::io_context& io_;
    std::array<char, 256> ignored_{};
};

void write_file(const std::string& path, const std::string& text)
{
    std::ofstream file(path);
    file << text << std::flush;
    if (!file)
        throw std::runtime_error("cannot write " + path);
}

int serve(ProgramOptions chosen)
{
    asio::io_context io{1};
    RealClock clock;
    clock.set_scale(chosen.time_scale);
    Sandbox sandbox(clock, chosen.sandbox);
    chosen.server.control =
        ControlHooks{.stop = [&io] { asio::post(io, [&io] { io.stop(); }); },
                     .set_time_scale = [&clock](double scale) { clock.set_scale(scale); }};
    if (!chosen.ca_file.empty() && chosen.server.tls)
        write_file(chosen.ca_file, chosen.server.tls->ca_pem);
    if (chosen.reach_this_host)
        sandbox.reach_this_host();
    SandboxServer server(io, sandbox, chosen.server);
    for (const auto& [name, behaviour] : chosen.issuers)
        std::cout << "issuer " << sandbox.add_local_issuer(name, behaviour) << '\n';
    for (const auto& [name, profile] : chosen.providers)
        std::cout << "provider " << sandbox.add_local_provider(name, {.profile = profile}).issuer() << '\n';
    for (const auto& [url, behaviour] : chosen.issuer_urls)
        sandbox.add_issuer(url, behaviour);

    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&io](boost::system::error_code, int) { io.stop(); });
    asio::steady_timer limit(io, chosen.max_time);
    limit.async_wait([&io](boost::system::error_code) { io.stop(); });
    std::optional<StandardInput> input;
    if (chosen.until_stdin_closes)
        input.emplace(io);

    std::cout << "listening on " << server.url() << std::endl;
    io.run();
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    try
    {
        auto parsed = parse_program_options(count, arguments);
        if (const auto* code = std::get_if<int>(&parsed))
            return *code;
        return serve(std::move(std::get<ProgramOptions>(parsed)));
    }
    catch (const std::exception& problem)
    {
        std::cerr << "netbird-sandbox: " << problem.what() << '\n';
        return 1;
    }
}
