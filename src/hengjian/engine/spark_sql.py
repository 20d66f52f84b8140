"""What Spark must be told in other words than DuckDB: table names, and lists joined to one text."""

from __future__ import annotations

from sqlglot import exp


def for_spark(tree: exp.Expr) -> exp.Expr:
    """A copy of the query as Spark understands it; sqlglot does the rest of the translation."""
    own = tree.copy()
    _flatten_names(own)
    for node in list(own.find_all(exp.GroupConcat)):
        _join_list(node)
    return own


def _flatten_names(tree: exp.Expr) -> None:
    """`src.contract` as `src__contract`: temporary views of Spark have no schema."""
    for node in tree.find_all(exp.Table):
        if node.db:
            node.set("this", exp.to_identifier(f"{node.db}__{node.name}"))
            node.set("db", None)


def _join_list(node: exp.GroupConcat) -> None:
    """`string_agg` as a sorted array joined: Spark's own fails beside `count(distinct …)`."""
    item, keys = node.this, []
    if isinstance(item, exp.Order):
        keys = [key.this for key in item.expressions]
        item = item.this
    gather = "collect_list"
    if isinstance(item, exp.Distinct):
        item, gather = item.expressions[0], "collect_set"
    where = item.copy().is_(exp.null()).not_()
    whole: exp.Expr = node
    if isinstance(node.parent, exp.Filter):
        whole = node.parent
        where = exp.and_(whole.expression.this.copy(), where)
    sorted_by_itself = keys in ([], [item])
    element = item.copy() if sorted_by_itself else _entry(keys, item)
    gathered = exp.Filter(this=exp.func(gather, element), expression=exp.Where(this=where))
    values = exp.func("sort_array", gathered)
    if not sorted_by_itself:
        values = exp.Anonymous(this="transform", expressions=[values, _item_of_entry()])
    text = exp.Anonymous(this="array_join", expressions=[values, node.args["separator"].copy()])
    whole.replace(exp.func("nullif", text, exp.Literal.string("")))


def _entry(keys: list[exp.Expr], item: exp.Expr) -> exp.Expr:
    """A struct that sorts by the keys, those that are not given last, and carries the item."""
    parts: list[exp.Expr] = []
    for number, key in enumerate(keys):
        parts += [exp.Literal.string(f"none{number}"), key.copy().is_(exp.null())]
        parts += [exp.Literal.string(f"key{number}"), key.copy()]
    return exp.Anonymous(
        this="named_struct", expressions=[*parts, exp.Literal.string("item"), item.copy()]
    )


def _item_of_entry() -> exp.Expr:
    entry = exp.to_identifier("entry")
    return exp.Lambda(
        this=exp.Dot(this=entry, expression=exp.to_identifier("item")), expressions=[entry.copy()]
    )
