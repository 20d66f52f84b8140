"""The sandbox of the rule lab: what passes, what is told, and what attacks meet."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest
import yaml
from django.core.exceptions import ValidationError

from hengjian.office.rulebook import sandbox, starting
from hengjian.office.rulebook.box import LockedBackend
from hengjian.office.rulebook.content import LONGEST_SQL
from hengjian.office.rulebook.scrutiny import Read, read_sql

RULE, NAME = "procurement.report_late", "procurement.report_slow"
CROSS = "cross join engine.run as run"


@pytest.fixture(scope="session")
def texts(office_home):
    """A rule of the library under a name of its own: it passes the gate."""
    catalog = office_home.catalog
    return {
        **starting.like(catalog.rules[RULE], catalog),
        "name": NAME,
        "title": "评审报告送达迟缓",
    }


def tried_out(texts, **changes):
    return sandbox.try_out({**texts, **changes}, as_of="2025-12-31")


# Trying -----------------------------------------------------------------------------------------


def test_a_trial_compiles_runs_cases_and_counts_the_lake(texts, office_home):
    outcome = tried_out(texts)
    run = office_home.store.info(office_home.store.latest())
    assert outcome.passed
    assert len(outcome.cases) == 12
    assert outcome.mutants > 5
    assert outcome.counts == run.rules[RULE].verdicts
    assert outcome.memory_mb > 0
    wanted = sum(outcome.counts.get(v, 0) for v in ("flagged", "undecidable"))
    assert len(outcome.rows) == min(50, wanted)
    assert outcome.rows[0]["verdict"] == "flagged"
    assert yaml.safe_load(outcome.yaml)["reads"] == ["procurement_package"]


@pytest.mark.parametrize(
    ("change", "where", "said", "line"),
    [
        (("package.buyer_id", "package.nobody"), "sql", "找不到列 nobody", 7),
        (("package.buyer_id", "pack.buyer_id"), "sql", "没有叫 pack 的表或别名", 7),
        (("'open_tender'", "'something'"), "sql", "文字“something”不是", 22),
        (("= 'awarded'", "= 7"), "sql", "不能写死数字 7", 24),
        (("reviewed.due_day,\n    case", "reviewed.due_day as last,\n    case"), "sql", "结果列与说明不一致", 0),
        (("select\n    reviewed.package_id", "select\n    reviewed.package_id as as"), "sql", "SQL 写法有误", 28),
        ((CROSS, "cross join engine.run as reviewed"), "sql", "别名 reviewed 用了两次", 4),
    ],
)  # fmt: skip
def test_errors_are_chinese_and_name_the_place(texts, change, where, said, line):
    assert change[0] in texts["sql"]
    problem = tried_out(texts, sql=texts["sql"].replace(*change)).problems[0]
    assert (problem["where"], problem["line"]) == (where, line)
    assert said in problem["text"]
    assert line == 0 or problem["column"] > 0


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "短" * 30, "title 最多 24 个字"),
        ("duties", "", "只能依据已核实的条款"),
        ("duties", "XX-99", "没有义务编码 XX-99"),
        ("message", "{record_id.__class__}", "不是结果中的列"),
        ("message", "{record_id:>99999999}", "不是结果中的列"),
        ("message", "{record_id", "花括号不成对"),
        ("evidence", "buyer_id", "应写“列名 标题 类型”"),
        ("undecidable", "start", "应写“代码 说明”"),
        ("subject_unit", "nobody", "对象列 nobody 没有列入证据"),
        ("cases", "as_of: [", "YAML 写法有误"),
        ("cases", "a: &a [x, x]\nb: [*a, *a]", "锚点"),
        ("cases", "as_of: 2025-01-01\nwrong: 1\ncases: []", "wrong"),
    ],
)
def test_form_and_cases_are_checked(texts, field, value, said):
    outcome = tried_out(texts, **{field: value})
    assert not outcome.passed
    assert any(said in p["text"] for p in outcome.problems), outcome.problems


def test_a_wrong_case_is_told_with_what_came_out(texts):
    cases = texts["cases"].replace("due_day: 2025-03-05", "due_day: 2025-03-09")
    outcome = tried_out(texts, cases=cases)
    assert not outcome.passed
    assert outcome.cases[0]["problem"].startswith(
        "记录 P：due_day 应为 2025-03-09，实为 2025-03-05"
    )


def test_the_gate_misses_kinds_and_mutants(texts):
    data = yaml.safe_load(texts["cases"])
    data["cases"] = [c for c in data["cases"] if c["kind"] != "undecidable"][:3]
    outcome = tried_out(texts, cases=yaml.safe_dump(data, allow_unicode=True))
    assert not outcome.passed
    assert any("缺少“无法判定" in g for g in outcome.gaps)
    assert any("没有用例察觉" in g for g in outcome.gaps)


def endless_sql(texts):
    """Compares every day of fifty years with every other, for each row anew."""
    pairs = "select sum(case when a.day_no * b.day_no = b.day_no + c.day_no then 1 else 0 end) as n from engine.calendar as a cross join engine.calendar as b cross join engine.run as r cross join (select max(d.day_no) as day_no from engine.calendar as d) as c"
    query = texts["sql"].replace(CROSS, f"{CROSS} cross join ({pairs}) as endless")
    return f"{query}\nwhere endless.n is not null"


# Attacks ----------------------------------------------------------------------------------------

ATTACKS = [
    ("select a.x from read_csv('/etc/passwd') as a", "不允许表函数 read_csv"),
    ("select a.content from read_text('/etc/passwd') as a", "不允许表函数 read_text"),
    ("select a.x from read_parquet('/x') as a", "不允许表函数 read_parquet"),
    ("select a.file from glob('/*') as a", "不允许表函数 glob"),
    ("select a.x from '/etc/passwd' as a", "不能读取“/etc/passwd”"),
    ("copy src.contract to '/tmp/out.csv'", "不允许 COPY"),
    ("attach '/tmp/x.db' as y", "不允许 ATTACH"),
    ("pragma database_list", "不允许 PRAGMA"),
    ("set threads = 8", "不允许 SET"),
    ("reset memory_limit", "不允许 RESET"),
    ("install httpfs", "不允许 INSTALL"),
    ("load httpfs", "不允许 LOAD"),
    ("call pragma_version()", "不允许 CALL"),
    ("export database '/tmp/x'", "SQL 写法有误"),
    ("create table x as select 1 as y", "不允许 CREATE"),
    ("select getenv('HOME') as x from src.contract as c", "不允许函数 getenv"),
    ("select current_setting('threads') as x from src.contract as c", "不允许函数 current_setting"),
    ("select s.name from duckdb_settings() as s", "不允许表函数 duckdb_settings"),
    ("select s.name from duckdb_secrets() as s", "不允许表函数 duckdb_secrets"),
    ("select t.table_name from information_schema.tables as t", "不能读取 information_schema.tables"),
    ("select t.name from sqlite_master as t", "不能读取“sqlite_master”"),
    ("with pg_class as (select p.relname from pg_class as p) select pg_class.relname from pg_class", "不能读取“pg_class”"),
    ("with a as (select p.relname from pg_class as p), pg_class as (select c.contract_id as relname from src.contract as c) select a.relname from a", "不能读取“pg_class”"),
    ("select c.contract_id from memory.src.contract as c", "不能读取 memory.src.contract"),
    ("select c.contract_id from src.contract as c; select c.contract_id from src.contract as c", "发现 2 条语句"),
    ("select c.contract_id from src.contract as c; drop table src.contract", "发现 2 条语句"),
    ("with recursive r as (select 1 as n union all select r.n + 1 as n from r) select r.n from r", "不允许递归查询"),
    ("select g.x from generate_series(1000000000000) as g(x)", "不允许表函数 generate_series"),
    ("select g.x from range(1000000000000) as g(x)", "不允许表函数"),
    ("select unnest(generate_series(1, 1000000000000)) as x from src.contract as c", "不允许函数"),
    ("select q.x from query('select 1') as q", "不允许表函数 query"),
    ("/* a */ copy /* b */ src.contract to '/tmp/x' -- select", "不允许 COPY"),
    ("select 1 as x -- '\n; copy src.contract to '/tmp/x'", "发现 2 条语句"),
    ("select c.contract_id into t from src.contract as c", "不允许 into"),
    ("select c.contract_id from src.contract as c limit 5", "不允许的写法"),
    ("select " + "(" * 5000 + "1" + ")" * 5000, "嵌套过深"),
    ("select c.x from src.contract as c where c.x=1" + " and c.x=1" * 1900, "过于复杂"),
    ("select 1 as x" + " union all select 1 as x" * 2000, "SQL 过长"),
    ("-- nothing", "SQL 是空的"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "said"), ATTACKS, ids=[a[:40] for a, _ in ATTACKS])
def test_an_attack_is_refused_before_anything_runs(attack, said, office_home):
    problems = read_sql(attack, office_home.catalog)
    assert not isinstance(problems, Read)
    assert any(said in p.text for p in problems), [p.text for p in problems]


def test_comments_never_reach_the_database(office_home):
    read = read_sql(
        "select c.contract_id /* */ from src.contract as c /* ; copy x */ -- y", office_home.catalog
    )
    assert isinstance(read, Read)
    assert read.text == "SELECT c.contract_id FROM src.contract AS c"


def test_every_rule_of_the_library_may_be_written_in_the_lab(office_home):
    for rule in office_home.catalog.rules.values():
        if rule.sql and not rule.procedure:
            read = read_sql(rule.sql, office_home.catalog)
            assert isinstance(read, Read), (rule.rule, read)
            assert set(read.reads) == set(rule.reads)


def test_a_very_long_text_is_not_even_parsed(texts):
    outcome = tried_out(texts, sql="select " + "1," * LONGEST_SQL)
    assert "内容过长" in outcome.problems[0]["text"]


@pytest.mark.parametrize(
    "attack",
    [
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')",
        "select * from glob('/*')", "copy (select 1) to '/tmp/hengjian-lab-out.csv'", "attach '/tmp/hengjian-lab.db'",
        "install httpfs", "load httpfs", "set threads = 8", "set enable_external_access = true",
        "set lock_configuration = false", "reset memory_limit", "create table src.x as select 1",
        "select * from duckdb_secrets()", "export database '/tmp/hengjian-lab-out'", "select * from '/etc/passwd'",
    ],
)  # fmt: skip
def test_behind_the_list_the_database_refuses_too(attack, tmp_path):
    file = tmp_path / "box.duckdb"
    con = duckdb.connect(str(file))
    con.execute("create schema src")
    con.close()
    backend = LockedBackend("256MB", file)
    with pytest.raises(duckdb.Error):
        backend.con.execute(attack).fetchall()
    backend.close()


def test_a_query_without_end_is_stopped_by_the_clock(texts, settings):
    settings.OFFICE_LAB_LIMITS = {"query": 1}
    outcome = tried_out(texts, sql=endless_sql(texts))
    assert "超过 1 秒" in outcome.stopped, outcome
    assert not outcome.passed


def test_a_memory_bomb_is_stopped_by_the_limit(texts, settings):
    settings.OFFICE_LAB_LIMITS = {"query": 20, "memory": 128}
    bomb = "from (select distinct a.day as p, b.day as q, c.day as r from engine.calendar as a cross join engine.calendar as b cross join engine.calendar as c) as bomb cross join reviewed\n"
    outcome = tried_out(texts, sql=texts["sql"].replace("from reviewed\n", bomb))
    assert "内存上限" in outcome.stopped
    assert outcome.memory_mb < 1500


def test_what_cannot_be_interrupted_is_killed(texts, settings):
    settings.OFFICE_LAB_LIMITS = {"wall": 0.3}
    assert "已强制结束" in tried_out(texts).stopped
    settings.OFFICE_LAB_LIMITS = {"cpu": 1, "query": 30}
    assert "处理器时间" in tried_out(texts, sql=endless_sql(texts)).stopped


def test_the_cell_has_no_net():
    script = (
        "import os, socket\n"
        "from hengjian.office.rulebook.cell import Order, confine\n"
        "o = Order('', '', {}, '', 1, '', False, 1, 60, 64, 4096, 64, b'')\n"
        "closed = confine(o)\n"
        "s = socket.socket(); s.settimeout(1)\n"
        "try:\n    s.connect(('127.0.0.1', 9)); r = 'open'\n"
        "except OSError as e: r = str(e.errno)\n"
        "print(closed, r)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    closed, number = done.stdout.split()
    assert closed == "False" or number in ("101", "99")  # unreachable: not even the loopback is up


def test_too_many_at_once_are_told_to_wait(texts):
    with sandbox._slot(), sandbox._slot(), pytest.raises(ValidationError, match="请稍后再试"):
        tried_out(texts)
