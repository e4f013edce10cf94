#include "config/secret_source.hpp"

#include "config/hints.hpp"
#include "config/yaml_hints.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

constexpr std::array<std::string_view, 4> forms{"file", "credential", "env", "command"};

constexpr std::string_view advice = "write {file: PATH}, {credential: NAME} or {env: NAME}";

constexpr std::uint32_t readable_by_others = 0004;

constexpr std::size_t most_words = 100;
constexpr std::size_t longest_word = 4096;

std::optional<SecretSource> read_file(const Value& value)
{
    auto path = value.file_path(Shown::no);
    if (!path)
        return std::nullopt;
    return SecretSource{SecretSource::File{std::move(*path)}};
}

std::optional<SecretSource> read_credential(const Value& value)
{
    auto name = value.clean_text(255, Shown::no);
    if (!name)
        return std::nullopt;
    if (*name == "." || *name == ".." || name->find('/') != std::string::npos)
    {
        value.error("is not a credential's name, as LoadCredential= has it in front of the colon; for a path "
                    "write {file: PATH}");
        return std::nullopt;
    }
    return SecretSource{SecretSource::Credential{std::move(*name)}};
}

bool is_variable(std::string_view name)
{
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_allowed);
}

/// The name in ${X} or $X; empty when `text` is none of them.
std::string_view variable_in(std::string_view text)
{
    if (!text.starts_with('$'))
        return {};
    text.remove_prefix(1);
    if (text.starts_with('{') && text.ends_with('}'))
        text = text.substr(1, text.size() - 2);
    else if (unfinished("$" + std::string(text)).empty())
        return {};
    return is_variable(text) ? text : std::string_view();
}

std::optional<SecretSource> read_environment(const Value& value)
{
    if (!variable_in(value.raw()).empty())
    {
        value.error("is written without the $");
        return std::nullopt;
    }
    auto name = value.clean_text(255, Shown::no);
    if (!name)
        return std::nullopt;
    if (!is_variable(*name))
    {
        value.error(
            "is not a variable's name: letters, digits and _, not beginning with a digit, without the $");
        return std::nullopt;
    }
    return SecretSource{SecretSource::Environment{std::move(*name)}};
}

/// NAME=VALUE, as words before a program have it.
bool is_assignment(std::string_view word)
{
    return word.find('=') != std::string_view::npos && is_variable(word.substr(0, word.find('=')));
}

/// The words of a command, or nothing. They are not shown: there may be a secret among them.
std::optional<std::vector<std::string>> words_of(const Value& value)
{
    if (value.kind() != NodeKind::sequence)
    {
        value.error("must be a list, because no shell reads it: [/usr/bin/sops, decrypt, FILE]");
        return std::nullopt;
    }
    const auto items = value.list();
    if (!items)
        return std::nullopt;
    if (items->size() > most_words)
    {
        value.error("has more than " + std::to_string(most_words) + " words; put them into a script");
        return std::nullopt;
    }
    std::vector<std::string> words;
    for (const auto& item : *items)
    {
        auto word = item.text(Shown::no);
        if (!word)
            return std::nullopt;
        if (has_control_characters(*word) || word->size() > longest_word)
        {
            item.error("holds a control character or more than 4096 bytes; put it into a script");
            return std::nullopt;
        }
        words.push_back(std::move(*word));
    }
    return words;
}

std::optional<SecretSource> read_command(const Value& value)
{
    auto words = words_of(value);
    if (!words)
        return std::nullopt;
    const auto program = std::ranges::find_if_not(*words, is_assignment);
    if (program == words->end())
        value.error("names no program: [/usr/bin/sops, decrypt, FILE]");
    else if (!program->starts_with('/') || program->ends_with('/'))
        value.error("the program must be an absolute path, such as /usr/bin/sops: nothing looks for it");
    else
        return SecretSource{SecretSource::Command{.variables = {words->begin(), program},
                                                  .words = {program, words->end()},
                                                  .directory = value.document().directory}};
    return std::nullopt;
}

/// What is meant by a text that says where the secret is, and is none itself. A name is quoted when it is
/// known not to be the secret: a variable in braces, a file that is there.
std::string meant_source(const Value& value)
{
    const auto text = value.raw();
    if (const auto variable = variable_in(text); !variable.empty())
        return "did you mean {env: " + std::string(variable) + "}?";
    const auto& document = value.document();
    if (document.files == nullptr || text.empty() || text.size() > 255 || has_control_characters(text))
        return {};
    // Listed, not opened: whoever keeps account of what was read must not keep a secret for a name.
    auto path = text.starts_with('/') ? std::string(text) : document.directory + "/" + std::string(text);
    const auto slash = path.rfind('/');
    const auto names = document.files->list(path.substr(0, std::max<std::size_t>(slash, 1)));
    const bool is_there =
        names.has_value() && std::find(names->begin(), names->end(), path.substr(slash + 1)) != names->end();
    wipe(path);
    return is_there ? "the name of a file stands here; did you mean {file: " + escaped(text) + "}?"
                    : std::string();
}

std::optional<SecretSource> read_plain(const Value& value)
{
    if (auto meant = meant_source(value); !meant.empty())
    {
        value.error(std::move(meant));
        return std::nullopt;
    }
    auto text = value.text(Shown::no);
    if (!text)
        return std::nullopt;
    const auto& document = value.document();
    if (text->empty())
        value.error("is empty; " + std::string(advice) + ", or leave the setting out");
    else if (has_control_characters(*text))
        value.error("the secret holds a line break or another control character; " + std::string(advice));
    else if (auto why = objection_to_secret(*text); !why.empty())
        value.error(std::move(why));
    else if ((document.mode & readable_by_others) != 0)
        value.error("a secret stands here and everybody may read this file; run: chmod o= " +
                    escaped(document.file) + "; or better, " + std::string(advice));
    else
    {
        value.warn("the secret itself stands here; better " + std::string(advice));
        return SecretSource{SecretSource::Plain{std::make_shared<const Secret>(std::move(*text))}};
    }
    wipe(*text);
    return std::nullopt;
}

/// Reports a key that is none of `forms`. It is not named: it may be a secret that begins with a brace.
void report_unknown(const Entry& entry)
{
    const auto meant = nearest(entry.name, forms.data(), forms.size());
    if (!missing_blank(entry.name).empty())
    {
        entry.key.error("a blank is missing after the colon; " + std::string(advice));
        return;
    }
    entry.key.error("unknown key; " +
                    (meant.empty() ? std::string(advice) : "did you mean " + std::string(meant) + "?"));
}

std::optional<SecretSource> read_reference(const Value& value)
{
    if (value.kind() != NodeKind::mapping)
    {
        value.error("must say where the secret is: " + std::string(advice));
        return std::nullopt;
    }
    const auto entries = entries_of(value, {.names = Shown::no});
    if (!entries)
        return std::nullopt;
    const Entry* chosen = nullptr;
    std::size_t known = 0;
    for (const auto& entry : *entries)
    {
        if (std::find(forms.begin(), forms.end(), entry.name) == forms.end())
        {
            report_unknown(entry);
            continue;
        }
        ++known;
        chosen = &entry;
    }
    if (known > 1 || entries->empty())
        value.error("must hold exactly one key; " + std::string(advice));
    if (known != 1)
        return std::nullopt;
    if (chosen->name == "file")
        return read_file(chosen->value);
    if (chosen->name == "command")
        return read_command(chosen->value);
    return chosen->name == "env" ? read_environment(chosen->value) : read_credential(chosen->value);
}

} // namespace

std::optional<SecretSource> read_secret_source(const Value& value)
{
    value.keep_place();
    if (value.kind() == NodeKind::plain || value.kind() == NodeKind::quoted)
        return read_plain(value);
    auto source = read_reference(value);
    if (source)
        value.keep_secret(*source);
    return source;
}

} // namespace idpsync::config
