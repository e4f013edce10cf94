"""config/config.yaml: every setting with its default or an example, and a comment. By hand stays what is above
`version:`."""

import textwrap

from words import bound, plain, sections

COLUMN = 48
WIDTH = 118


def commented(line, comment):
    """A line of YAML, and its comment beside it and below."""
    room = WIDTH - COLUMN - 2
    lines = textwrap.wrap(comment, room, break_on_hyphens=False) if comment else []
    text = line.ljust(COLUMN - 1) + " # " if lines else line
    if lines and len(line) >= COLUMN:
        text = line + "  # "
    return (text + ("\n" + " " * COLUMN + "# ").join(lines)).rstrip() + "\n"


def comment(setting):
    parts = ["required"] if setting["required"] or setting["left_out"] == "required" else []
    if setting["words"] and setting["kind"] == "enum":
        parts.append(" | ".join(setting["words"]))
    parts.append(plain(setting["about"] + bound(setting)))
    if setting["kind"] == "integer" and setting["least"] > 0:
        parts.append(f"{setting['least']} to {setting['most']}")
    if setting["left_out"] and setting["left_out"] != "required":
        parts.append("left out: " + plain(setting["left_out"]))
    return "; ".join(parts)


def setting_line(setting, indent, off=False):
    off = off or not (setting["required"] or setting["default"])
    value = setting["default"] or setting["example"]
    return commented(" " * indent + ("#" if off else "") + f"{setting['name']}: {value}", comment(setting))


def section_text(row, rows):
    off = bool(row["left_out"]) or not any(setting["required"] or setting["default"] for setting in rows)
    text = commented(("#" if off else "") + row["name"] + ":", comment(row))
    indent = 2
    if row["name"] == "identity_providers":
        text += commented("  #pocket-id:", "the key: what logs and commands call this provider")
        indent = 4
    return text + "".join(lines_of(setting, indent, off) for setting in rows)


def lines_of(setting, indent, off):
    """A setting, and those below it where it is a section."""
    if setting["kind"] != "section":
        return setting_line(setting, indent, off)
    text = commented(" " * indent + "#" + setting["name"] + ":", comment(setting))
    # What goes together with another type of provider has no example.
    shown = [inner for inner in setting["rows"] if inner["default"] or inner["example"]]
    return text + "".join(setting_line(inner, indent + 2, True) for inner in shown)


def renewed(tables, present):
    below = dict((row["name"], rows) for row, rows in sections(tables))
    blocks = [section_text(row, below[row["name"]]) if row["name"] in below else setting_line(row, 0)
              for row in tables["settings"]]
    return present[:present.index("\nversion:") + 1] + "\n".join(blocks)
