"""docs/providers/: what to enter where at each provider, where it is marked as generated. By hand stays the rest."""

import re

from words import renew_part

# The types whose sheets stand on a page.
TYPES = {"pocket-id": "pocketid", "authentik": "authentik", "keycloak": "keycloak", "zitadel": "zitadel",
         "entra": "entra", "google": "google", "okta": "okta", "adfs": "adfs", "generic": "oidc"}


def path(where):
    """Each part in bold, but for those that stand for something of one's own."""
    return " > ".join(part if part[0].islower() and "-dedicated" not in part else f"**{part}**"
                      for part in where.split(" > "))


def code(text):
    return text if "`" in text else f"`{text}`"


def capitalized(text):
    return text[0].upper() + text[1:]


def to_do(step):
    if step["do"] == "go":
        return path(step["where"])
    name = f"{path(step['where'])} > " if step["where"] else ""
    name += f"**{step['field']}**" + (" (optional)" if step["optional"] else "")
    if step["do"] == "enter":
        return f"{name}: {code(step['value'])}"
    if step["do"] == "choose":
        return f"{name}: {code(step['value']) if '*' in step['value'] else step['value']}"
    settings = re.sub(r"\b(client_id|client_secret|issuer)\b", r"`\1`", step["to"])
    return f"{name}: copy it to {settings}"


def listed(steps):
    text, number, after_item = "", 0, False
    for step in steps:
        why = " " + step["why"] if step["why"] else ""
        if step["do"] == "know":
            text += ("\n" if text else "") + step["why"] + "\n"
        else:
            text += ("" if after_item else "\n" if text else "")
            number += 1
            text += f"{number}. {capitalized(to_do(step))}.{why}\n"
        after_item = step["do"] != "know"
    return "\n" + text + "\n"


def page(name):
    def renewed(tables, present):
        sheet = tables["registrations"][TYPES[name]]
        present = renew_part(present, "registration", listed(sheet["steps"]))
        return renew_part(present, "groups", listed(sheet["groups"]))
    return renewed


PAGES = {f"docs/providers/{name}.md": page(name) for name in TYPES}
