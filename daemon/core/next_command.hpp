#pragma once

// Commands that a text names as the next step, so that they work in the place where it is read.

#include <string>
#include <string_view>

namespace idpsync {

/// Where a text will be read: beside a daemon or not, and which installation it is about.
///
/// | a daemon holds the state directory | pass("corp") is                                     |
/// |------------------------------------|-----------------------------------------------------|
/// | no                                 | `netbird-idp-sync apply corp`                       |
/// | yes: `apply` would exit 1 there    | `netbird-idp-sync reload corp`                      |
/// | yes, of the instance berlin        | `netbird-idp-sync reload --instance berlin corp`    |
///
/// About files that are not in place, `netbird-idp-sync reload corp` once these files are in place.
struct NextCommand
{
    bool daemon = false; ///< a daemon holds the state directory
    /// What names the installation, as it was given: "--instance berlin", "-c FILE". Fit for a shell; empty:
    /// the usual one.
    std::string options;
    /// The text is about files that are not those in place: what runs a pass would not read them.
    bool candidate = false;

    /// What runs a pass with `arguments`, in backquotes.
    [[nodiscard]] std::string pass(std::string_view arguments = {}) const;

    /// Another command, in backquotes: command("plan", "corp").
    [[nodiscard]] std::string command(std::string_view name, std::string_view arguments = {}) const;

    /// `text` with the options of this installation in each command of ours that it names in backquotes.
    [[nodiscard]] std::string located(std::string text) const;

    /// "apply" or "reload".
    [[nodiscard]] std::string_view name_of_pass() const { return daemon ? "reload" : "apply"; }

    bool operator==(const NextCommand&) const = default;
};

/// `text` as one word of a shell, in single quotes where it needs them.
std::string shell_word(std::string_view text);

} // namespace idpsync
