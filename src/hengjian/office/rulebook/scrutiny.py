"""Reads an author's SQL before anything runs: one select over declared tables, nothing else.

What it lets through is parsed into a tree and written out anew: comments and tricks of the text never
reach the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hengjian.catalog.library import Catalog
from hengjian.engine import sql
from hengjian.engine.compile import ALLOWED, ENGINE_TABLES
from hengjian.office.rulebook.content import LONGEST_SQL, Problem

#: More nodes than any rule needs; each step over a tree stays short.
MOST_NODES = 6_000


@dataclass(frozen=True)
class Read:
    """An accepted text: canonical SQL, the tables and parameters it reads."""

    text: str
    tree: exp.Expr
    reads: list[str]
    parameters: list[str]


def read_sql(text: str, catalog: Catalog) -> Read | list[Problem]:
    """The text as a tree, or everything that is wrong with it."""
    if len(text) > LONGEST_SQL:
        return [Problem("sql", f"SQL 过长：最多 {LONGEST_SQL:,} 字")]
    try:
        trees = [t for t in sqlglot.parse(text, read=sql.DIALECT) if t is not None]
    except SqlglotError as error:
        return [_unparsed(error)]
    except RecursionError:
        return [Problem("sql", "括号或嵌套过深")]
    if not trees:
        return [Problem("sql", "SQL 是空的")]
    if len(trees) != 1:
        return [Problem("sql", f"只能写一条查询，发现 {len(trees)} 条语句")]
    tree = trees[0]
    problems = list(_problems(tree, text, catalog))[:20]
    if problems:
        return problems
    for node in tree.walk():
        node.pop_comments()
    tables = sql.tables_of(tree)
    names = {p.table: p.parameter for p in catalog.parameters.values()}
    return Read(
        sql.render(tree), tree, sorted(t for s, t in tables if s == "src"),
        sorted(names[t] for s, t in tables if s == "param"),
    )  # fmt: skip


def _unparsed(error: SqlglotError) -> Problem:
    found = (getattr(error, "errors", None) or [{}])[0]
    line, column = found.get("line") or 0, found.get("col") or 0
    near = (found.get("highlight") or "")[:40]
    column = max(1, column - len(near) + 1) if column else 0
    return Problem("sql", f"SQL 写法有误{f'，在“{near}”附近' if near else ''}", line, column)


def _problems(tree: exp.Expr, text: str, catalog: Catalog) -> Iterator[Problem]:
    if not isinstance(tree, exp.Select | exp.Union):
        word = sqlglot.tokenize(text, read=sql.DIALECT)[0].text.upper()[:20]
        yield Problem("sql", f"不允许 {word} 语句，只能写一条 select", 1, 1)
        return
    for number, node in enumerate(tree.walk()):
        if number > MOST_NODES:
            yield Problem("sql", "SQL 过于复杂，请拆成几条规则")
            return
        if reason := _node(node, catalog):
            yield _at(node, reason)


def _node(node: exp.Expr, catalog: Catalog) -> str:
    """Why a node may not stand there; empty when it may."""
    if isinstance(node, exp.Table):
        return _table(node, catalog)
    if isinstance(node, exp.With) and node.args.get("recursive"):
        return "不允许递归查询（with recursive）"
    if type(node) not in ALLOWED:
        return _forbidden(node)
    if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        return "不允许 select *，请写出列名"
    if isinstance(node, exp.Column) and not node.table:
        return f"列 {node.name} 前要写表的别名"
    return ""


def _forbidden(node: exp.Expr) -> str:
    if isinstance(node.parent, exp.Table):
        return ""  # told at the table
    if isinstance(node, exp.Func):
        return f"不允许函数 {_function(node)}"
    if isinstance(node, exp.Command | exp.Into | exp.Parameter | exp.Placeholder):
        return f"不允许 {node.key}"
    return f"不允许的写法：{node.sql(dialect=sql.DIALECT, comments=False)[:60] or node.key}"


def _function(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return str(node.sql_name()).lower() if isinstance(node, exp.Func) else node.key


def _table(node: exp.Table, catalog: Catalog) -> str:
    if not isinstance(node.this, exp.Identifier):
        return f"不允许表函数 {_function(node.this)}，只能读取 src.、param. 和 engine. 下的表"
    name = f"{node.db}.{node.name}" if node.db else node.name
    if node.catalog or (node.db and node.db not in ("src", "param", "engine")):
        return f"不能读取 {node.catalog + '.' if node.catalog else ''}{name}，只能读取 src.、param. 和 engine. 下的表"
    if not node.db:
        return (
            "" if _is_cte(node) else f"不能读取“{node.name}”：表要写成 src.表名，或先用 with 定义"
        )
    known = {
        "src": catalog.tables, "engine": ENGINE_TABLES,
        "param": {p.table for p in catalog.parameters.values()},
    }  # fmt: skip
    if node.name not in known[node.db]:
        return f"没有 {name}，请看数据字典和参数"
    extra = {k for k, v in node.args.items() if v} - {"this", "db", "alias", "joins"}
    return f"表后不允许的写法：{'、'.join(sorted(extra))}" if extra else ""


def _is_cte(node: exp.Table) -> bool:
    """Whether a `with` around the table defines its name before the table is read.

    A name read inside its own or an earlier CTE is the database's own table of that name, not the CTE.
    """
    below: exp.Expr = node
    above = node.parent
    while above is not None:
        if isinstance(above, exp.With):
            before = above.expressions[
                : next(i for i, c in enumerate(above.expressions) if c is below)
            ]
            if any(c.alias == node.name for c in before):
                return True
            below = above.parent  # type: ignore[assignment] (a with always belongs to a query)
            above = below.parent
            continue
        with_ = above.args.get("with_")
        if with_ is not None and any(c.alias == node.name for c in with_.expressions):
            return True
        below, above = above, above.parent
    return False


def _at(node: exp.Expr, text: str) -> Problem:
    """The problem with the place of the node: its own, or of the first part that has one."""
    for part in node.walk():
        if "line" in part.meta:
            width = part.meta["end"] - part.meta["start"]
            return Problem("sql", text, part.meta["line"], max(1, part.meta["col"] - width))
    return Problem("sql", text)
