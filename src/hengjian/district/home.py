"""A district on disk: settings, lake, runs, key. Every command works on one home."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml
from msgspec import Struct, structs

from hengjian.catalog import Catalog, load
from hengjian.catalog.reading import read_object, read_yaml
from hengjian.engine.procedures import with_procedures
from hengjian.engine.store import RunStore
from hengjian.lake import Lake


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """district.yaml: names, overlays and limits of one district."""

    district: str = "本区"
    city: str = "本市"
    province: str = "本省"
    government: str = "区人民政府"
    overlays: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    #: Rules on trial again, whatever their files say: too few of their findings held (the office writes this).
    lowered: tuple[str, ...] = ()
    memory: str = "4GB"
    threads: int = 0


#: Folder of the district's own library inside its home, named in district.yaml when it has something.
LOCAL = "library-local"


class NoHome(LookupError):
    """The directory holds no district."""


@dataclass(frozen=True)
class Home:
    """The directory of a district."""

    path: Path

    @classmethod
    def open(cls, path: Path | None) -> Home:
        """The given directory, HENGJIAN_HOME, or ./district; raises NoHome when it is not one."""
        chosen = path or Path(os.environ.get("HENGJIAN_HOME", "district"))
        if not (chosen / "district.yaml").exists():
            raise NoHome(
                f"{chosen}：这里没有区（缺少 district.yaml）；请用 --home 指明目录，"
                "或用 `hengjian demo`、`hengjian intake --new --home 目录` 新建"
            )
        return cls(chosen)

    @classmethod
    def create(cls, path: Path, settings: Settings) -> Home:
        """Write the settings of a new district; an existing file is left alone."""
        path.mkdir(parents=True, exist_ok=True)
        file = path / "district.yaml"
        if not file.exists():
            data = {f: getattr(settings, f) for f in settings.__struct_fields__}
            plain = {k: list(v) if isinstance(v, tuple) else v for k, v in data.items()}
            file.write_text(
                yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), encoding="utf-8"
            )
        return cls(path)

    def change_settings(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Let `change` edit what district.yaml says, one writer at a time.

        The file is written in any case: its new time tells every process to read the library anew.
        """
        file = self.path / "district.yaml"
        with (self.path / ".settings.lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            data = read_yaml(file)
            change(data)
            aside = file.with_suffix(".writing")
            aside.write_text(
                yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8"
            )
            aside.replace(file)

    def take_up_local(self) -> None:
        """Name the district's own library in district.yaml."""

        def change(data: dict[str, Any]) -> None:
            data["libraries"] = list(dict.fromkeys([*data.get("libraries", []), LOCAL]))

        self.change_settings(change)

    @cached_property
    def settings(self) -> Settings:
        """The district's settings."""
        return read_object(self.path / "district.yaml", Settings)

    @cached_property
    def catalog(self) -> Catalog:
        """The library with the district's overlays, procedures compiled."""
        extra = [self.path / name for name in self.settings.libraries]
        catalog = with_procedures(load(overlays=self.settings.overlays, extra=extra))
        for name in self.settings.lowered:  # a name that has left the library lowers nothing
            rule = catalog.rules.get(name)
            if rule is not None and rule.status == "stable":
                catalog.rules[name] = structs.replace(rule, status="trial")
        return catalog

    @cached_property
    def lake(self) -> Lake:
        """The lake of committed batches."""
        return Lake(self.path / "lake")

    @cached_property
    def store(self) -> RunStore:
        """The store of runs."""
        return RunStore(self.path / "runs")

    def findings(self, run_id: str | None = None) -> list[dict[str, Any]]:
        """All findings of a run (the latest by default) as rows."""
        run = self.store.path(run_id or self.store.latest())
        rows: list[dict[str, Any]] = pq.read_table(run / "findings.parquet").to_pylist()
        return rows


def as_day(text: str | None, default: date) -> date:
    """A date typed by a person; raises ValueError naming the form."""
    if text is None:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text}”不是日期；请写成 2025-12-31 的样子") from error


Attach = Callable[[Iterable[str]], None]
