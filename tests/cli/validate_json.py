"""Holds the JSON document on standard input against a JSON Schema.

usage: validate_json.py SCHEMA [DEFINITION]
"""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
if len(sys.argv) > 2:
    schema = {"$ref": f"#/$defs/{sys.argv[2]}", "$defs": schema["$defs"]}

errors = [
    f"{error.json_path}: {error.message}"
    for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin))
]
print("\n".join(errors))
sys.exit(1 if errors else 0)
