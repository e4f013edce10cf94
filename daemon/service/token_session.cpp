#include "service/token_session.hpp"

#include "service/connect.hpp"
#include "service/declared_files.hpp"

#include <unistd.h>

#include <variant>

namespace idpsync::service {

Result<std::string> token_file_path(const config::Management& management)
{
    if (const auto* file = std::get_if<SecretSource::File>(&management.token.where))
        return file->path;
    return Error{ErrorKind::conflict,
                 "management.token is " + describe(management.token) +
                     ", and only a token in a file can be swapped",
                 "write token: {file: PATH}; or create a token in NetBird's dashboard and put it there"};
}

Result<std::unique_ptr<TokenSession>> TokenSession::start(const config::Settings& settings,
                                                          const std::string& state_directory)
{
    auto file = token_file_path(settings.management);
    if (file.has_error())
        return file.error();
    PosixFiles disk;
    auto ca_pem = read_ca_file(disk, settings.management.ca_file);
    if (ca_pem.has_error())
        return ca_pem.error().with_context("management.ca_file");
    return std::unique_ptr<TokenSession>(
        new TokenSession(settings, state_directory, std::move(*file), std::move(*ca_pem)));
}

TokenSession::TokenSession(const config::Settings& settings, const std::string& state_directory,
                           std::string file, std::optional<std::string> ca_pem)
    : clock_(loop_.executor()),
      state_files_(disk_, ::geteuid() == 0 ? daemon_user(state_directory) : std::nullopt),
      notes_(state_files_, state_directory),
      file_(std::move(file), state_directory),
      http_(loop_.executor(), clock_, http_options(settings, std::move(ca_pem))),
      renewal_({http_, clock_, random_, notes_, file_}, settings.management.url, settings.management.timeout)
{}

std::optional<Error> TokenSession::obstacle()
{
    const auto writable = file_.check_writable();
    return writable.has_error() ? std::optional(writable.error()) : std::nullopt;
}

} // namespace idpsync::service
