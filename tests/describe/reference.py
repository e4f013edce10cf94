"""docs/configuration.md: the tables of settings, where they are marked as generated. By hand stays the rest."""

from words import bound, definition, renew_part, sections, standalone_sections


def kind(setting):
    words = ", ".join(f"`{word}`" for word in setting["words"])
    if setting["kind"] == "enums":
        return f"list of {words}"
    if setting["kind"] == "integer":
        return "number" if setting["least"] == 0 else f"{setting['least']} to {setting['most']}"
    return setting["kind_words"] or words


def default(setting):
    if setting["required"]:
        return "required"
    return f"`{setting['default']}`" if setting["default"] else setting["left_out"]


def row(setting):
    name = f"`{setting['name']}`"
    if setting["kind"] == "section":
        name = f"[{name}](#{definition(setting)})"
    because = f": {setting['because']}" if setting["because"] else ""
    return f"| {name} | {kind(setting)} | {default(setting)} | {setting['about'] + bound(setting) + because} |\n"


def table(rows):
    return "| setting | kind | default | |\n|---|---|---|---|\n" + "".join(map(row, rows))


def renewed(tables, present):
    present = renew_part(present, "config.yaml", table(tables["settings"]))
    present = renew_part(present, "configuration of standalone", table(tables["standalone_file"]))
    for section, rows in [*sections(tables), *standalone_sections(tables)]:
        present = renew_part(present, definition(section), table(rows))
    return present
