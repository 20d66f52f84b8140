"""Where a new draft begins: an example that passes the gate, or a copy of an existing rule."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hengjian.catalog.library import Catalog
from hengjian.catalog.models import Rule
from hengjian.catalog.reading import read_yaml
from hengjian.gate.scaffold import scaffold
from hengjian.office.rulebook.content import FIELDS, TYPES

_CHINESE = {kind: word for word, kind in TYPES.items()}


def example() -> dict[str, str]:
    """The scaffold of the command line, as the lab's texts."""
    with tempfile.TemporaryDirectory() as folder:
        file, query, cases = scaffold(Path(folder), "procurement.new_fact")
        data = read_yaml(file)
        texts = {"sql": query.read_text("utf-8"), "cases": cases.read_text("utf-8")}
    texts |= {k: str(data[k]) for k in ("level", "family", "mechanism", "record", "message")}
    texts |= {"name": "procurement.", "undecidable": _pairs(data["undecidable"])}
    texts["evidence"] = "\n".join(
        f"{k} {e['title']} {_CHINESE[e['type']]}" for k, e in data["evidence"].items()
    )
    return {name: texts.get(name, "") for name in FIELDS}


def like(rule: Rule, catalog: Catalog) -> dict[str, str]:
    """A rule of the library as the lab's texts, under a name of its own."""
    texts = {n: str(getattr(rule, n)) for n in ("level", "family", "mechanism", "record", "grain", "question",
                                                "why", "message", "owner", "title")}  # fmt: skip
    texts |= {
        n: "\n".join(getattr(rule, n)) for n in ("clears", "cannot_see", "false_alarms", "handling")
    }
    texts |= {
        f"subject_{n}": getattr(rule.subject, n) for n in ("unit", "person", "party", "amount")
    }
    texts |= {
        "name": f"{rule.rule}_2", "duties": " ".join(rule.duties), "undecidable": _pairs(rule.undecidable),
        "evidence": "\n".join(f"{k} {e.title} {_CHINESE[e.type]}" for k, e in rule.evidence.items()),
        "sql": rule.sql, "cases": _cases(rule, catalog),
    }  # fmt: skip
    return {name: texts.get(name, "") for name in FIELDS}


def _cases(rule: Rule, catalog: Catalog) -> str:
    path = catalog.files[rule.rule].with_suffix("").with_suffix(".cases.yaml")
    return path.read_text("utf-8") if path.exists() else ""


def _pairs(values: dict[str, str]) -> str:
    return "\n".join(f"{code} {words}" for code, words in values.items())
