#pragma once

// The token's file on the disk. Links to it are followed: the file that they lead to is the one that is
// swapped.

#include "bootstrap/token_file.hpp"
#include "service/system/posix_files.hpp"

#include <string>

namespace idpsync::service {

class PosixTokenFile final : public bootstrap::TokenFile
{
public:
    /// `path` is absolute. `state_directory`: where the daemon may write, for next steps.
    PosixTokenFile(std::string path, std::string state_directory);

    [[nodiscard]] std::string path() const override { return path_; }
    Result<Secret> read() override;
    /// For the user that the process acts as (state_owner.hpp).
    Result<void> check_writable() override;
    Result<void> put_beside(const Secret& token) override;
    Result<void> take_place() override;
    Result<void> clear() override;

private:
    Result<FileContent> content();
    [[nodiscard]] std::string target() const;
    [[nodiscard]] std::string beside() const;

    std::string path_;
    std::string state_directory_;
    PosixFiles files_;
};

} // namespace idpsync::service
