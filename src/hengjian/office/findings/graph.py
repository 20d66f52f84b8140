"""谁和谁有关: a finding's people, company and unit, and what else is known of them by exact keys.

Only findings that the person may see are drawn; companies are linked by the registered people they
share. Nothing here is a judgement: a line is a record, not a suspicion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.office.accounts.models import User
from hengjian.office.door import catalog, records
from hengjian.office.findings.models import Finding

#: So much is readable in one picture.
FINDINGS, COMPANIES = 24, 12


@dataclass
class Graph:
    """Nodes and edges as the drawing wants them; the same rows stand in a table beside it."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: list[dict[str, Any]] = field(default_factory=list)

    def node(self, key: str, label: str, kind: str, url: str = "") -> str:
        """Add a node once; returns its key."""
        self.nodes.setdefault(key, {"id": key, "label": label[:40], "kind": kind, "url": url})
        return key

    def edge(self, source: str, target: str, label: str) -> None:
        """Add a line once."""
        line = {
            "id": f"{source}|{target}|{label}",
            "source": source,
            "target": target,
            "label": label,
        }
        if line not in self.edges and source != target:
            self.edges.append(line)

    @property
    def elements(self) -> list[dict[str, Any]]:
        """What cytoscape draws."""
        return [{"data": d} for d in (*self.nodes.values(), *self.edges)]

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(from, relation, to) as text."""
        names = {k: n["label"] for k, n in self.nodes.items()}
        return [(names[e["source"]], e["label"], names[e["target"]]) for e in self.edges]


def around(finding: Finding, user: User) -> Graph:
    """The picture around one finding."""
    graph = Graph()
    _draw(graph, [finding])
    rows = Finding.objects.visible_to(user).exclude(pk=finding.pk).select_related("unit")
    same = rows.none()
    for name in ("party", "person", "record_id"):
        if value := getattr(finding, name):
            same = same | rows.filter(**{name: value})
    _draw(graph, same.order_by("-value")[:FINDINGS])
    if finding.party:
        _companies(graph, finding.party)
    return graph


def _draw(graph: Graph, rows: Iterable[Finding]) -> None:
    for x in rows:
        rule = catalog().rules.get(x.rule)
        key = graph.node(f"f:{x.pk}", f"{rule.title if rule else x.rule} {x.record_id}", "finding",
                         reverse("findings:finding", args=[x.pk]))  # fmt: skip
        if x.unit:
            graph.edge(key, graph.node(f"u:{x.unit_id}", x.unit.name, "unit"), _("单位"))
        if x.party:
            graph.edge(key, graph.node(f"c:{x.party}", x.party, "party"), _("企业"))
        if x.person:
            graph.edge(key, graph.node(f"p:{x.person}", x.person, "person"), _("经办人"))


def _companies(graph: Graph, code: str) -> None:
    """Other companies with the same registered person, by the token of the identity number."""
    roles = catalog().tables["enterprise_person"].columns["role"].codes
    for row in records("enterprise_person", {"credit_code": code}, COMPANIES):
        token = row["id_token"]
        if not token:
            continue
        person = graph.node(f"i:{token}", f"{row['name'][:1]}＊＊", "person")
        graph.edge(f"c:{code}", person, roles.get(row["role"], row["role"]))
        for other in records("enterprise_person", {"id_token": token}, COMPANIES):
            key = graph.node(f"c:{other['credit_code']}", _name(other["credit_code"]), "party")
            graph.edge(key, person, roles.get(other["role"], other["role"]))
    if f"c:{code}" in graph.nodes:
        graph.nodes[f"c:{code}"]["label"] = _name(code)


def _name(code: str) -> str:
    rows = records("enterprise", {"credit_code": code}, 1)
    return str(rows[0].get("name") or code) if rows else code
