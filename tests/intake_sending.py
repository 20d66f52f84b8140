"""A desk at which departments hand in files: what the tests of the intake share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from hengjian.catalog import Catalog
from hengjian.engine.backends.duckdb import DuckDBBackend
from hengjian.intake import Delivery, deliver
from hengjian.lake import Lake

NOW = datetime(2025, 6, 1, tzinfo=UTC)
KEY = bytes(range(32))
HEAD = "合同编号,采购包编号,采购人编码,供应商统一社会信用代码,合同签订日期,合同金额"
CODE = "91990101100007189G"
GOOD = f"C1,P1,U1,{CODE},2025-03-05,100.50"


def csv(*lines: str, head: str = HEAD) -> str:
    """A file of contracts."""
    return "\n".join([head, *lines]) + "\n"


def problems(delivery: Delivery) -> str:
    """All that the department is told about its cells."""
    return " ".join(str(f) for f in delivery.faults)


class Desk:
    """One lake and the folder from which files are handed in."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder
        self.catalog = catalog
        self.lake = Lake(folder / "lake")

    def send(self, name: str, content: str | bytes, **options: Any) -> Delivery:
        """Write bytes or text to a file and deliver it."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.take(path, **options)

    def take(self, path: Path | str, **options: Any) -> Delivery:
        """Deliver a file that is there."""
        chosen: dict[str, Any] = {"received_at": NOW, "key": KEY, **options}
        return deliver(Path(path), lake=self.lake, catalog=self.catalog, **chosen)

    def send_sheet(
        self, *rows: list[Any], name: str = "contract_1.xlsx", **options: Any
    ) -> Delivery:
        """Deliver a workbook of one sheet."""
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        return self.send_book(book, name, **options)

    def send_book(self, book: Any, name: str = "contract_1.xlsx", **options: Any) -> Delivery:
        """Deliver a workbook."""
        book.save(self.folder / name)
        return self.take(self.folder / name, **options)

    def rows(self, table: str = "contract") -> list[dict[str, Any]]:
        """The table as the engine sees it."""
        backend = DuckDBBackend()
        self.lake.attach(backend, [self.catalog.tables[table]])
        relation = backend.relation("src", table)
        names = relation.columns
        return [dict(zip(names, r, strict=True)) for r in relation.order("1").fetchall()]

    def amounts(self) -> list[int | None]:
        """The amounts of all contracts in fen."""
        return [r["amount_fen"] for r in self.rows()]

    def is_untouched(self) -> bool:
        """Whether nothing of anything is in the lake."""
        left = list((self.lake.root / "staging").iterdir())
        sent_back = self.lake.root / "quarantine"
        return not self.lake.batches() and not left and not (
            sent_back.exists() and list(sent_back.iterdir())
        )  # fmt: skip
