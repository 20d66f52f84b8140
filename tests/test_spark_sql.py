"""What Spark is told in other words; that the answers are equal is shown by the cases (test_spark.py)."""

from __future__ import annotations

from hengjian.engine import sql


def test_tables_have_flat_names() -> None:
    assert (
        sql.render(sql.parse("select a.x from src.pay as a"), "spark")
        == "SELECT a.x FROM src__pay AS a"
    )


def test_a_joined_list_becomes_a_sorted_array() -> None:
    query = "select string_agg(distinct a.u, '、' order by a.u) as units from src.pay as a"
    assert sql.render(sql.parse(query), "spark") == (
        "SELECT NULLIF(ARRAY_JOIN(SORT_ARRAY(COLLECT_SET(a.u) FILTER(WHERE NOT a.u IS NULL)), '、'), '')"
        " AS units FROM src__pay AS a"
    )


def test_a_list_in_another_order_carries_its_keys_and_keeps_its_filter() -> None:
    query = "select string_agg(b.code, '、' order by b.rank) filter (where b.valid) as codes from src.bid as b"
    text = sql.render(sql.parse(query), "spark")
    assert "NAMED_STRUCT('none0', b.rank IS NULL, 'key0', b.rank, 'item', b.code)" in text
    assert "FILTER(WHERE b.valid AND NOT b.code IS NULL)), entry -> entry.item)" in text
