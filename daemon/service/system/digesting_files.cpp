#include "service/system/digesting_files.hpp"

#include "crypto/digest.hpp"

namespace idpsync::service {

std::string DigestingFiles::digest() const
{
    return crypto::to_hex(crypto::sha256(notes_));
}

boost::system::result<FileContent, Files::ReadFailure> DigestingFiles::read(const std::string& path,
                                                                            std::uint64_t limit)
{
    auto content = files_.read(path, limit);
    notes_ += std::to_string(path.size()) + ' ' + path + ' ';
    if (content.has_error())
        notes_ += content.error().missing ? "missing" : "unreadable";
    else
        notes_ += crypto::to_hex(crypto::sha256(content->text));
    notes_ += '\n';
    return content;
}

Result<std::vector<std::string>> DigestingFiles::list(const std::string& directory)
{
    return files_.list(directory);
}

Result<void> DigestingFiles::replace(const std::string& path, std::string_view text, std::uint32_t mode)
{
    return files_.replace(path, text, mode);
}

Result<void> DigestingFiles::remove_file(const std::string& path)
{
    return files_.remove_file(path);
}

Result<void> DigestingFiles::rename(const std::string& from, const std::string& to)
{
    return files_.rename(from, to);
}

Result<void> DigestingFiles::make_directory(const std::string& directory, std::uint32_t mode)
{
    return files_.make_directory(directory, mode);
}

Result<std::unique_ptr<FileLock>> DigestingFiles::try_lock(const std::string& path)
{
    return files_.try_lock(path);
}

} // namespace idpsync::service
