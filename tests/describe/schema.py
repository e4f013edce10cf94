"""config/netbird-idp-sync.schema.json: the properties of each section come from the tables of settings.

By hand stay: the kinds of values and the conditions between settings, which are entries of $defs, and
`if`, `then` and `allOf` in a section.
"""

import json

from words import bound, definition, plain, sections, standalone_sections

LINE = 110


def pretty(value, indent=0, begun=0):
    """JSON with what fits into a line on one line."""
    line = one_line(value)
    if begun + len(line) <= LINE or not isinstance(value, (dict, list)) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        names = [(f"{inner}{json.dumps(name)}: ", item) for name, item in value.items()]
        parts = [start + pretty(item, indent + 2, len(start)) for start, item in names]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(inner + pretty(item, indent + 2, indent + 2) for item in value) + "\n" + " " * indent + "]"


def one_line(value):
    if isinstance(value, dict) and value:
        return "{ " + ", ".join(f"{json.dumps(name)}: {one_line(item)}" for name, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(one_line, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def sentence(text):
    first = text[0] if text.startswith("`") else text[0].upper()
    return plain(first + text[1:]) + ("" if text.endswith(".") else ".")


def description(setting):
    because = f": {setting['because']}" if setting["because"] else ""
    text = sentence(setting["about"] + bound(setting) + because)
    if setting["left_out"] and setting["left_out"] != "required":
        text += f" Left out: {plain(setting['left_out'])}."
    return text


def typed(word):
    """A default or word, as JSON has it."""
    return {"true": True, "false": False, "0": 0}.get(word, word)


def shape(setting):
    words = [typed(word) for word in setting["words"]]
    return {
        "boolean": lambda: {"type": "boolean"},
        "integer": lambda: {"type": "integer", "minimum": setting["least"], "maximum": setting["most"]},
        "enum": lambda: {"enum": words},
        "enums": lambda: {"type": "array", "uniqueItems": True, "items": {"enum": words}},
        "texts": lambda: {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/text"}},
    }.get(setting["kind"], lambda: {"$ref": f"#/$defs/{setting['kind']}"})()


def property_of(setting):
    if setting["kind"] == "section":
        below = {"$ref": f"#/$defs/{definition(setting)}"}
        return {"anyOf": [{"enum": setting["words"]}, below]} if setting["words"] else below
    text = {"description": description(setting)} | shape(setting)
    if setting["default"]:
        text["default"] = int(setting["default"]) if setting["kind"] == "integer" else typed(setting["default"])
    return text


def renew(entry, rows, may_be_empty=False):
    """Puts the properties of `rows` into an entry of $defs."""
    entry["type"] = ["object", "null"] if may_be_empty else "object"
    required = [row["name"] for row in rows if row["required"]]
    if required:
        entry["required"] = required
    entry["additionalProperties"] = False
    entry["properties"] = {row["name"]: property_of(row) for row in rows}


def own_sections(definitions, tables):
    """Sections that both kinds have and a standalone configuration has without some settings."""
    both = {row["name"]: row["rows"] for row in tables["settings"] if "rows" in row}
    for row in tables["standalone_file"]:
        if row["name"] in both and [one["name"] for one in row["rows"]] != [one["name"] for one in both[row["name"]]]:
            name = f"standalone_{row['name']}"
            entry = definitions.setdefault(name, {})
            entry["description"] = sentence(row["about"])
            renew(entry, row["rows"])
            definitions["standalone_config"]["properties"][row["name"]] = {"$ref": f"#/$defs/{name}"}


def renewed(tables, present):
    schema = json.loads(present)
    definitions = schema["$defs"]
    top = tables["settings"]
    fragment = definitions["fragment"]["properties"]
    schema["else"]["if"] = {"anyOf": [{"required": [row["name"]]} for row in top if row["name"] not in fragment]}
    renew(definitions["config"], top)
    renew(definitions["standalone_config"], tables["standalone_file"])
    for row, rows in [*sections(tables), *standalone_sections(tables)]:
        is_provider = row["name"] == "identity_providers"
        entry = definitions.setdefault("provider" if is_provider else definition(row), {})
        if not is_provider:
            entry["description"] = sentence(row["about"])
        required = any(setting["required"] for setting in rows)
        renew(entry, rows, may_be_empty=not required and not is_provider)
    own_sections(definitions, tables)
    return pretty(schema) + "\n"
