"""What the generated files share."""

import re


def renew_part(text, name, part):
    """Puts `part` between the line with "generated: NAME" and the next with "end of generated"."""
    marked = re.compile(rf"(?m)^(.*generated: {re.escape(name)}\b.*\n)(?:.*\n)*?(.*end of generated.*)$")
    renewed, count = marked.subn(lambda mark: mark[1] + part + mark[2], text)
    assert count == 1, f"{count} parts are marked as generated: {name}"
    return renewed


def joined(words, last="and"):
    """"a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def plain(text):
    """Without Markdown's backticks."""
    return text.replace("`", "")


def bound(setting):
    """"; at least 12s", or nothing."""
    return f"; at least `{setting['shortest']}`" if setting["shortest"] else ""


def sections(tables):
    """The tables below the top level, those in others behind them: the section's row, and its settings."""
    found = sections_of(tables["settings"], tables)
    for row, rows in found:
        yield row, rows
        yield from sections_of(rows, tables)


def standalone_sections(tables):
    """The same of a standalone configuration, without what both kinds have."""
    row, rows = next(found for found in sections_of(tables["standalone_file"], tables) if found[0]["name"] == "standalone")
    # `registration` of a provider is another section.
    rows = [one | {"definition": "standalone_registration"} if one["name"] == "registration" else one for one in rows]
    return [(row, rows), *sections_of(rows, tables)]


def definition(row):
    """What a section is called where each name stands once."""
    return row.get("definition", row["name"])


def sections_of(settings, tables):
    for row in settings:
        if row["kind"] == "section":
            yield row, row.get("rows") or tables["provider" if row["name"] == "identity_providers" else row["name"]]
