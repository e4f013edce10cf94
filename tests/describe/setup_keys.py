"""docs/standalone.md: the keys of setup.env, where they are marked as generated. By hand stays the rest."""

from words import renew_part

WHY_IDLE = {"overwritten": "base.setup.env assigns it again", "computed": "configure.sh works it out",
            "outdated": "only without the OIDC endpoint", "if_exported": "only behind `export`"}


def otherwise(key):
    return f"`{key['otherwise']}`" if key["otherwise"] else ""


def counting(keys):
    rows = "".join(f"| `{key['name']}` | {'`' + key['setting'] + '`' if key['setting'] else 'stays'} | {key['reader']} | "
                   f"{otherwise(key)} | {key['note']} |\n" for key in keys if key["effect"] == "counts")
    return "| key | decided by | read by | empty means | |\n|---|---|---|---|---|\n" + rows


def idle(keys):
    rows = "".join(f"| `{key['name']}` | {WHY_IDLE[key['effect']]} | {key['note']} |\n" for key in keys
                   if key["effect"] != "counts")
    return "| key | why | instead |\n|---|---|---|\n" + rows


def renewed(tables, present):
    present = renew_part(present, "keys that count", counting(tables["setup_keys"]))
    return renew_part(present, "keys without effect", idle(tables["setup_keys"]))
