#include "service/netbird_file.hpp"

#include "bootstrap/owner_json.hpp"
#include "config/owner_yaml.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"

#include <chrono>
#include <filesystem>

namespace idpsync::service {
namespace {

constexpr std::uint64_t largest_netbird_file = 4U << 20U;
constexpr std::uint32_t for_root_alone = 0600;
constexpr int most_copies_of_one_second = 100;

bool is_json(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

/// The file itself, wherever links lead.
std::string target_of(const std::string& path)
{
    std::error_code failed;
    const auto real = std::filesystem::canonical(path, failed);
    return failed ? path : real.string();
}

} // namespace

Result<FileContent> NetbirdFile::content()
{
    auto read = files_.read(path_, largest_netbird_file);
    if (read.has_error())
        return Error{
            read.error().error.kind, read.error().error.message,
            "run it where NetBird's configuration is, as root; or with `--netbird-config -`, and paste "
            "what it prints"};
    return std::move(*read);
}

Result<std::optional<DeclaredOwner>> NetbirdFile::read()
{
    const auto present = content();
    if (present.has_error())
        return present.error();
    auto owner = is_json(present->text) ? bootstrap::owner_in_json(present->text)
                                        : config::owner_in_yaml(present->text);
    if (owner.has_value() && *owner)
        living_secrets().learn((*owner)->hash);
    return owner;
}

Result<void> NetbirdFile::write(const DeclaredOwner& owner)
{
    living_secrets().learn(owner.hash);
    const auto present = content();
    if (present.has_error())
        return present.error();
    const auto text = is_json(present->text) ? bootstrap::with_owner_in_json(present->text, owner)
                                             : config::with_owner_in_yaml(present->text, owner);
    if (text.has_error())
        return text.error().with_context(escaped(path_));
    const auto target = target_of(path_);
    if (const auto copied = back_up(target, *present); copied.has_error())
        return copied.error();
    const auto& status = present->status;
    const auto fresh = target + ".new";
    const auto written =
        files_.write_draft(fresh, *text, {.mode = status.mode, .owner = status.owner, .group = status.group});
    if (written.has_error())
        return written.error();
    return files_.rename(fresh, target);
}

Result<void> NetbirdFile::back_up(const std::string& target, const FileContent& present)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    for (int i = 0; i < most_copies_of_one_second; ++i)
    {
        const auto copy = target + ".bkp." + std::to_string(now.time_since_epoch().count() + i);
        const auto made = files_.create(copy, present.text, for_root_alone);
        if (made.has_error())
            return made.error();
        if (*made)
            return {};
    }
    return Error{ErrorKind::storage, "too many copies of " + escaped(target) + " were made within a second"};
}

std::unique_ptr<bootstrap::OwnerFile> owner_file_of(const std::optional<std::string>& file)
{
    if (!file)
        return nullptr;
    if (*file == "-")
        return std::make_unique<PastedOwner>();
    return std::make_unique<NetbirdFile>(*file);
}

} // namespace idpsync::service
