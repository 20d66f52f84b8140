"""Batches are whole or not there, their ids are what the rows say, and later ones correct earlier ones."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hengjian.intake import AlreadyDelivered
from hengjian.lake import Lake, LakeFull
from tests.intake_sending import GOOD, Desk, csv


@pytest.fixture
def desk(tmp_path, catalog):
    return Desk(tmp_path, catalog)


def ids_in_parquet(lake: Lake, batch_id: str, table: str = "contract") -> set[str]:
    rows = pq.read_table(lake.root / "batches" / batch_id / f"{table}.parquet")
    return set(rows["_batch"].to_pylist())


def test_the_rows_carry_the_id_of_their_batch(desk):
    for n in range(12):
        delivery = desk.send(f"contract_{n}.csv", csv(GOOD.replace("100.50", f"{n}.00")))
        assert ids_in_parquet(desk.lake, delivery.batch_id) == {delivery.batch_id}
    assert [b.batch_id for b in desk.lake.batches()] == sorted(
        b.batch_id for b in desk.lake.batches()
    )
    assert desk.amounts() == [1_100]


def test_corrections_follow_the_order_of_commit_and_not_of_start(desk, monkeypatch):
    """A delivery that began first and committed last corrects the one that overtook it."""
    overtaken: list[str] = []
    real = Lake.commit

    def slow(lake, folder, batch, fill=None):
        if not overtaken:
            overtaken.append("now")
            desk.send("contract_2.csv", csv(GOOD.replace("100.50", "2.00")))
        return real(lake, folder, batch, fill)

    monkeypatch.setattr(Lake, "commit", slow)
    late = desk.send("contract_1.csv", csv(GOOD.replace("100.50", "1.00")))
    assert late.batch_id.startswith("B000002-")
    assert ids_in_parquet(desk.lake, late.batch_id) == {late.batch_id}
    assert [b.overlaps for b in desk.lake.batches()] == [{}, {"contract": 1}]
    assert desk.amounts() == [100]


def test_a_removed_batch_does_not_give_its_number_away(desk):
    for n in range(3):
        desk.send(f"contract_{n}.csv", csv(GOOD.replace("100.50", f"{n}.00")))
    shutil.rmtree(desk.lake.root / "batches" / desk.lake.batches()[0].batch_id)
    assert desk.send("contract_9.csv", csv(GOOD)).batch_id.startswith("B000004-")


def test_many_at_once_commit_one_after_the_other(desk):
    paths = []
    for n in range(12):
        path = desk.folder / f"contract_{n}.csv"
        path.write_text(
            csv(GOOD.replace("100.50", f"{n}.00"), GOOD.replace("C1", f"D{n}")), "utf-8"
        )
        paths.append(path)
    with ThreadPoolExecutor(4) as pool:
        deliveries = list(pool.map(desk.take, paths))
    batches = desk.lake.batches()
    assert [b.batch_id[:7] for b in batches] == [f"B{n:06d}" for n in range(1, 13)]
    assert [sum(b.overlaps.values()) for b in batches] == [0] + [1] * 11
    last = max(deliveries, key=lambda d: d.batch_id or "")
    assert desk.amounts()[0] == int(Path(last.source).stem.split("_")[1]) * 100
    assert len(desk.rows()) == 13


def test_the_same_file_at_once_is_taken_once(desk):
    path = desk.folder / "contract_1.csv"
    path.write_text(csv(GOOD), "utf-8")

    def take(_: int) -> str:
        try:
            return desk.take(path).batch_id or ""
        except AlreadyDelivered:
            return "again"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(take, range(6)))
    assert said.count("again") == 5
    assert len(desk.lake.batches()) == 1


def test_the_same_file_under_another_name(desk):
    first = desk.send("contract_1.csv", csv(GOOD))
    with pytest.raises(AlreadyDelivered, match=first.batch_id or "?"):
        desk.send("合同（更正）.csv", csv(GOOD))
    assert len(desk.lake.batches()) == 1


def test_the_day_of_a_batch_is_the_day_in_the_office(desk):
    late = datetime(2025, 5, 31, 18, tzinfo=UTC)  # two in the morning of the first of June
    desk.send("contract_1.csv", csv(GOOD), received_at=late)
    assert str(desk.lake.batches()[0].known_on) == "2025-06-01"


def test_what_a_killed_process_left_is_swept(desk):
    left = desk.lake.root / "staging" / "dead"
    left.mkdir()
    (left / "x.parquet").write_bytes(b"half")
    desk.send("contract_1.csv", csv(GOOD))
    assert left.exists()  # it may still be at work
    old = time.time() - 3 * 86_400
    os.utime(left, (old, old))
    desk.send("contract_2.csv", csv(GOOD.replace("C1", "C2")))
    assert not left.exists()


def test_a_withdrawal_names_a_batch_and_no_path(desk):
    desk.send("contract_1.csv", csv(GOOD))
    (desk.lake.root / "other").mkdir()
    (desk.lake.root / "other" / "batch.json").write_text("{}")
    with pytest.raises(ValueError, match="没有批次"):
        desk.lake.withdraw("../other", reason="x", who="test")


LIMITED = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from hengjian.catalog import load
from hengjian.intake import deliver
from hengjian.lake import Lake
catalog, lake = load(), Lake(Path(sys.argv[1]))
limit = int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    deliver(Path(sys.argv[2]), lake=lake, catalog=catalog, key=bytes(32), received_at=datetime(2025, 6, 1, tzinfo=UTC))
    print("done")
except Exception as error:
    print(type(error).__name__, error)
"""


def limited(lake: Path, source: Path, limit: int = 0) -> str:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(lake), str(source), str(limit)],
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("limit", [600, 5_000, 20_000])
@pytest.mark.parametrize("wrong", [False, True])
def test_no_room_leaves_nothing_and_says_so(tmp_path, catalog, limit, wrong):
    """Whether the quarantine file, the Parquet file or the manifest finds no room."""
    desk = Desk(tmp_path, catalog)
    source = tmp_path / "contract_1.csv"
    lines = [GOOD.replace("C1", f"C{n}-{n * 7919 % 1_000_003}") for n in range(5000)]
    source.write_text(csv(*lines, *([GOOD.replace("100.50", "x")] * 500 if wrong else [])), "utf-8")
    said = limited(desk.lake.root, source, limit)
    assert said.startswith("LakeFull"), said
    assert "磁盘空间不足" in said
    assert desk.is_untouched()
    assert limited(desk.lake.root, source) == "done\n"


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, catalog):
    """A real file system of two megabytes, where the machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        desk = Desk(disk, catalog)
        source = tmp_path / "contract_1.csv"
        lines = [
            GOOD.replace("C1", f"C{n}-{n * 7919 % 1_000_003}-{n**5 % 999_983}")
            for n in range(60_000)
        ]
        source.write_text(csv(*lines), "utf-8")
        said = limited(desk.lake.root, source)
        assert said.startswith("LakeFull"), said
        assert desk.is_untouched()
        source.write_text(csv(GOOD), "utf-8")
        assert limited(desk.lake.root, source) == "done\n"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3, 0.6])
def test_kill_minus_nine_in_the_middle_of_one_large_delivery(tmp_path, catalog, delay):
    lake = Lake(tmp_path / "lake")
    source = tmp_path / "contract_1.csv"
    source.write_text(csv(*(GOOD.replace("C1", f"C{n}") for n in range(60_000))), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", LIMITED, str(lake.root), str(source), "0"], stdout=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not list((lake.root / "staging").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    for batch in lake.batches():
        assert batch.tables == {"contract": 60_000}
    desk = Desk(tmp_path, catalog)
    if not lake.batches():
        assert desk.take(source).good == {"contract": 60_000}
    assert len(desk.rows()) == 60_000


def test_a_lake_that_cannot_be_written_keeps_its_state(desk, monkeypatch):
    """Even when the very last step fails, neither batch nor quarantine file is left."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hengjian.lake.store.os.fsync", full)
    with pytest.raises(LakeFull):
        desk.send("contract_1.csv", csv(GOOD, GOOD.replace("C1", "C2").replace("100.50", "x")))
    assert desk.is_untouched()
