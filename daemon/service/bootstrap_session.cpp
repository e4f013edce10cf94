#include "service/bootstrap_session.hpp"

#include "service/connect.hpp"

namespace idpsync::service {
namespace {

constexpr std::uint64_t largest_ca_file = 4U << 20U;

bootstrap::Wish completed(bootstrap::Wish wish, const config::Management& management)
{
    wish.management = management.url;
    wish.timeout = management.timeout;
    return wish;
}

} // namespace

Result<std::unique_ptr<BootstrapSession>> BootstrapSession::start(const config::Settings& settings,
                                                                  Options options)
{
    std::optional<std::string> ca_pem;
    if (settings.management.ca_file)
    {
        PosixFiles disk;
        auto content = disk.read(*settings.management.ca_file, largest_ca_file);
        if (content.has_error())
            return Error{ErrorKind::bad_config, "management.ca_file: " + content.error().error.message};
        ca_pem = std::move(content->text);
    }
    return std::unique_ptr<BootstrapSession>(
        new BootstrapSession(settings, std::move(options), std::move(ca_pem)));
}

BootstrapSession::BootstrapSession(const config::Settings& settings, Options options,
                                   std::optional<std::string> ca_pem)
    : clock_(loop_.executor()),
      state_files_(disk_, options.places.daemon),
      notes_(state_files_, options.state_directory),
      target_(std::move(options.places)),
      owner_file_(owner_file_of(options.netbird_config)),
      http_(loop_.executor(), clock_, http_options(settings, std::move(ca_pem))),
      bootstrap_({http_, clock_, random_, notes_, target_, owner_file_.get()},
                 completed(std::move(options.wish), settings.management))
{}

} // namespace idpsync::service
