"""Mutants: one comparison changed at a time. A mutant that no case notices is a blind spot."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

_SWAPS: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.And: exp.Or,
    exp.Or: exp.And,
}


def mutants(tree: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    """(what was changed, changed copy of the tree) for every comparison in the tree."""
    for index, node in enumerate(tree.walk()):
        changed = _changed(node)
        if changed is None:
            continue
        copy = tree.copy()
        target = next(n for i, n in enumerate(copy.walk()) if i == index)
        target.replace(changed)
        yield f"{node.sql(dialect='duckdb')} → {changed.sql(dialect='duckdb')}", copy


def _changed(node: exp.Expr) -> exp.Expr | None:
    if type(node) in _SWAPS:
        return _SWAPS[type(node)](this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        if isinstance(node.parent, exp.Not):
            return None  # `not (x is null)` is mutated at its `not`
        return exp.Not(this=node.copy())
    if isinstance(node, exp.Not):
        inner: exp.Expr = node.this.copy()
        return inner
    return None
