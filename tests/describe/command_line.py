"""What follows from the tables of commands and options: the manual page, docs/commands.md and the completions. In
each file, what is marked as generated; by hand stays the rest."""

import re
import textwrap

from words import joined, renew_part


def sentence(text):
    return text[0].upper() + text[1:] + "."


def names(option):
    return ([f"-{option['letter']}"] if option["letter"] else []) + [option["name"]]


def unique(options):
    """Each name once: the first row of it."""
    return list({option["name"]: option for option in reversed(options)}.values())[::-1]


def common(tables):
    """The options of every command, and those of the line without one."""
    return [option for option in tables["options"] if option["everywhere"] and "" in option["commands"]]


def own(tables, command):
    """The options that this command has and others may not have."""
    return [option for option in tables["options"] if not option["everywhere"] and command in option["commands"]]


def taken(tables, command):
    """Those that completions offer: its own, and those of every command that mean something to it."""
    json = [option for option in tables["options"] if option["name"] == "--json" and command in option["commands"]]
    return [option for option in common(tables) if option["name"] != "--json"] + json[:1] + own(tables, command)


# The manual page.

def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fP", text)
    lines = textwrap.wrap(text, 112, break_on_hyphens=False, break_long_words=False)
    return "".join(("\\&" if line[0] in ".'" else "") + line + "\n" for line in lines)


def roff_form(command, form):
    name = command.replace("-", "\\-")
    rest = " ".join(word for word in form.replace("-", "\\-").split() if word != "[OPTION]...")
    rest = re.sub(r"([A-Z]+)", r"\\fI\1\\fP", rest)
    return f".BR {name} \" {rest}\"\n" if rest else f".B {name}\n"


def manual_command(command):
    forms = [roff_form(command["name"], form) for form in command["forms"].split("\n")]
    return ".TP\n" + ".TQ\n".join(forms) + ".IP\n".join(map(roff, command["about"].split("\n")))


def manual_option(option, more=()):
    spelled = ', '.join(names(option)).replace("-", "\\-")
    value = f" \\fI{option['value']}\\fP" if option["value"] else ""
    text = f".TP\n.BR \"{spelled}\"" + (f" \"{value}\"" if value else "") + "\n" + roff(sentence(option["text"]))
    return text + "".join(roff(f"Of {joined([f'`{name}`' for name in other['commands']])}: {other['text']}.")
                          for other in more)


def manual_options(tables):
    text = "Of every command:\n"
    for option in common(tables):
        more = [other for other in tables["options"]
                if other["name"] == option["name"] and not option["text"].startswith(other["text"])]
        text += manual_option(option, more)
    group = None
    for option in tables["options"]:
        if option["everywhere"]:
            continue
        if option["commands"] != group:
            group = option["commands"]
            text += ".PP\n" + roff(f"Of {joined([f'`{name}`' for name in group])}:")
        text += manual_option(option)
    return text


def manual(tables, present):
    present = renew_part(present, "commands", "".join(map(manual_command, tables["commands"])))
    return renew_part(present, "options", manual_options(tables))


# docs/commands.md.

def reference_row(option, text=None):
    spelled = ", ".join(f"`{name}`" for name in names(option)[:-1])
    long = f"`{option['name']}{' ' + option['value'] if option['value'] else ''}`"
    text = (text or option["text"]).replace("|", "\\|")
    return f"| {spelled + ', ' if spelled else ''}{long} | {text} |\n"


def reference(tables, present):
    text = "| option | does |\n|---|---|\n"
    return renew_part(present, "options of a pass", text + "".join(map(reference_row, own(tables, "apply"))))


# The completions.

VALUES_OF_ARGUMENT = {"duration": "15m 1h 8h 1d", "what": "redirect-uri registration", "task": "render",
                      "action": "show renew"}
URLS = "http://localhost:53000/"
FREE = ["ADDRESS", "DAYS", "EMAIL", "N", "TEXT"]  # values that no shell can know


def types_of_providers(tables):
    return " ".join(next(row["words"] for row in tables["provider"] if row["name"] == "type"))


def formats(tables, option):
    """Those that the command of this option prints."""
    return " ".join(tables["formats"][option["commands"][0]])


def bash_formats(tables):
    lines = ["local formats=''"]
    for command, names in tables["formats"].items():
        lines.append(f"[[ \" ${{COMP_WORDS[*]}} \" == *\" {command} \"* ]] && formats='{' '.join(names)}'")
    return lines + ['mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$word")']


def spellings(options):
    return [name for option in options for name in reversed(names(option))]


def pattern(tables, values):
    """The options that take such a value, for a shell's case."""
    return " | ".join(sorted(set(spellings([option for option in tables["options"] if option["value"] in values]))))


def indented(lines, width):
    return "".join((" " * width + line).rstrip() + "\n" for line in lines)


def bash_flags(tables):
    """An option that takes a value, but of some commands none."""
    with_value = {option["name"] for option in tables["options"] if option["value"]}
    return [f"[[ $before == {option['name']} && \" ${{COMP_WORDS[*]}} \" == *\" {command} \"* ]] && before=''"
            for option in tables["options"] if not option["value"] and option["name"] in with_value
            for command in option["commands"]]


def bash_values(tables):
    cases = {"FILE": ["compopt -o filenames 2>/dev/null", 'mapfile -t COMPREPLY < <(compgen -f -- "$word")'],
             "DIR": ["compopt -o filenames 2>/dev/null", 'mapfile -t COMPREPLY < <(compgen -d -- "$word")'],
             "NAME": ['mapfile -t COMPREPLY < <(compgen -W "$(_netbird_idp_sync_instances)" -- "$word")'],
             "KEY": ['mapfile -t COMPREPLY < <(compgen -W "$(_netbird_idp_sync_keys)" -- "$word")'],
             "TYPE": [f'mapfile -t COMPREPLY < <(compgen -W "{types_of_providers(tables)}" -- "$word")'],
             "URL": [f'mapfile -t COMPREPLY < <(compgen -W "{URLS}" -- "$word")'],
             "FORMAT": bash_formats(tables),
             "": []}
    lines = bash_flags(tables) + ["case $before in"]
    for value, commands in cases.items():
        lines += [f"    {pattern(tables, [value] if value else FREE)})"] + [f"        {line}" for line in commands + ["return", ";;"]]
    return lines + ["esac"]


def bash_command(tables, command):
    options = [name for name in spellings(taken(tables, command["name"])) if name not in spellings(common(tables))
               or name == "--json"]
    lines = [f"{command['name']})", f"    options=\"{' '.join(['$common'] + options)}\""]
    if command["argument"] == "keys":
        lines.append("    [[ $word == -* ]] || others=$(_netbird_idp_sync_keys)")
    elif command["argument"] in VALUES_OF_ARGUMENT:
        lines.append(f"    others=\"{VALUES_OF_ARGUMENT[command['argument']]}\"")
        if command["argument"] == "what":
            lines.append("    [[ $words == *registration* && $word != -* ]] && others=$(_netbird_idp_sync_keys)")
    return lines + ["    ;;"]


def bash(tables, present):
    commands = [command["name"] for command in tables["commands"]]
    everywhere = spellings([option for option in common(tables) if option["name"] != "--json"])
    lines = [f"local common=\"{' '.join(everywhere)}\"", f"local commands=\"{' '.join(commands)}\"",
             "COMPREPLY=()", ""] + bash_values(tables) + [
                 "", "local command='' words=${COMP_WORDS[*]:1:COMP_CWORD-1} options others=''",
                 f"[[ \" $words \" =~ \\ ({'|'.join(commands)}|help|version)\\  ]] && command=${{BASH_REMATCH[1]}}",
                 "case $command in"]
    for command in tables["commands"]:
        lines += [f"    {line}" for line in bash_command(tables, command)]
    return renew_part(present, "options", indented(lines + [
        "    help) others=$commands ;;", "    version) return ;;", "    *)",
        "        options=\"--help --version -h -V\"", "        others=\"$commands help version\"", "        ;;",
        "esac"], 4))


def zsh_quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh_option(tables, option):
    free = {value: f":{value.lower()}:" for value in FREE}
    action = (free | {"FILE": ":file:_files", "DIR": ":directory:_files -/",
                      "NAME": ":name:_netbird-idp-sync-instances", "KEY": ":provider key:_netbird-idp-sync-keys",
                      "URL": ":URL:", "TYPE": f":type:({types_of_providers(tables)})", "N": ":number:",
                      "": ""} | ({"FORMAT": f":format:({formats(tables, option)})"} if option["value"] == "FORMAT" else {}))[option["value"]]
    long, short = option["name"], f"-{option['letter']}" if option["letter"] else ""
    text = re.sub(r"([\[\]])", r"\\\1", option["text"])
    text = f"[{text}]{action}"
    if short:
        exclusive = "(- *)" if long in ("--help", "--version") else f"({short} {long})"
        return f"'{exclusive}'{{{short},{long}}}{zsh_quoted(text)}"
    return zsh_quoted(("*" if option["repeats"] else "") + long + text)


def zsh_command(tables, command):
    options = [option for option in taken(tables, command["name"])
               if option["name"] == "--json" or not option["everywhere"]]
    lines = [zsh_option(tables, option) for option in options]
    if command["argument"] == "keys":
        lines.append("'*:provider key:_netbird-idp-sync-keys'")
    elif command["argument"] in VALUES_OF_ARGUMENT:
        lines.append(f"'1:{command['argument']}:({VALUES_OF_ARGUMENT[command['argument']]})'")
        if command["argument"] == "what":
            lines.append("'*:provider key:_netbird-idp-sync-keys'")
    return " \\\n".join([f"{command['name']}) _arguments $common"] + [" " * 20 + line for line in lines]) + " ;;"


def zsh(tables, present):
    lines = ["commands=("] + [f"    {zsh_quoted(command['name'] + ':' + command['brief'])}" for command in tables["commands"]]
    lines += ["    'help:show the help of a command'", "    'version:show the version'", ")", "common=("]
    lines += [f"    {zsh_option(tables, option)}" for option in common(tables) if option["name"] != "--json"] + [")"]
    present = renew_part(present, "commands", indented(lines, 4))
    return renew_part(present, "options", indented([zsh_command(tables, one) for one in tables["commands"]], 16))


def fish_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_option(tables, option, condition):
    free = {value: " -x" for value in FREE}
    action = (free | {"FILE": " -r -F", "DIR": " -x -a '(__fish_complete_directories)'",
                      "NAME": " -x -a '(__netbird_idp_sync_instances)'",
                      "KEY": " -x -a '(__netbird_idp_sync_keys)'", "URL": f" -x -a '{URLS}'",
                      "TYPE": f" -x -a '{types_of_providers(tables)}'", "": ""}
              | ({"FORMAT": f" -x -a '{formats(tables, option)}'"} if option["value"] == "FORMAT" else {}))[option["value"]]
    letter = f" -s {option['letter']}" if option["letter"] else ""
    return f"complete -c netbird-idp-sync{condition}{letter} -l {option['name'][2:]}{action} -d {fish_quoted(option['text'])}"


def fish(tables, present):
    seen = " -n \"__fish_seen_subcommand_from {}\"".format
    commands = [command["name"] for command in tables["commands"]]
    lines = [f"set -l commands {' '.join(commands)}", "", "complete -c netbird-idp-sync -f"]
    lines += ["complete -c netbird-idp-sync -n \"not __fish_seen_subcommand_from $commands\" -a "
              f"{command['name']} -d {fish_quoted(command['brief'])}" for command in tables["commands"]]
    for option in common(tables):
        if option["name"] != "--json":
            anywhere = option["name"] in ("--help", "--version")
            lines.append(fish_option(tables, option, "" if anywhere else seen("$commands")))
    for option in tables["options"]:
        shown = [name for name in option["commands"] if name]
        if shown and (not option["everywhere"] or option["name"] == "--json"):
            lines.append(fish_option(tables, option, seen(" ".join(shown))))
    by_argument = {"keys": ("'(__netbird_idp_sync_keys)'", "provider")} | {
        argument: (f"'{values}'", argument) for argument, values in VALUES_OF_ARGUMENT.items()}
    for argument, (values, text) in by_argument.items():
        shown = " ".join(one["name"] for one in tables["commands"] if one["argument"] == argument)
        lines.append(f"complete -c netbird-idp-sync{seen(shown)} -a {values} -d {fish_quoted(text)}")
    keyed = " ".join(one["name"] for one in tables["commands"] if one["argument"] == "what")
    lines.append(f"complete -c netbird-idp-sync -n \"__fish_seen_subcommand_from {keyed}; and "
                 "__fish_seen_subcommand_from registration\" -a '(__netbird_idp_sync_keys)' -d 'provider'")
    return renew_part(present, "options", indented(lines, 0))
