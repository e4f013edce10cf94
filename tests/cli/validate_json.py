"""Holds the JSON document on standard input against a JSON Schema.

usage: validate_json.py SCHEMA [DEFINITION]

References to schemas beside it are followed.
"""

import json
import sys
from pathlib import Path

import jsonschema


def with_references(node, change):
    """A copy in which `change` was made to each `$ref`."""
    if isinstance(node, list):
        return [with_references(one, change) for one in node]
    if not isinstance(node, dict):
        return node
    return {name: change(value) if name == "$ref" else with_references(value, change) for name, value in node.items()}


def bundled(path):
    """The schema with each of its neighbours as a definition, so that nothing is fetched."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    for file in path.parent.glob("*.schema.json"):
        if file != path:
            neighbour = json.loads(file.read_text(encoding="utf-8"))
            neighbour.pop("$schema")
            at_home = with_references(neighbour, lambda ref, name=file.name: f"#/$defs/{name}{ref[1:]}")
            schema["$defs"][file.name] = at_home
    return with_references(schema, lambda ref: ref if ref.startswith("#") else f"#/$defs/{ref}")


schema = bundled(Path(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
if len(sys.argv) > 2:
    schema = {"$ref": f"#/$defs/{sys.argv[2]}", "$defs": schema["$defs"]}

errors = [
    f"{error.json_path}: {error.message}"
    for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin))
]
print("\n".join(errors))
sys.exit(1 if errors else 0)
