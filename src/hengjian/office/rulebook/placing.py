"""Released rules as files of the district's own library, and the library taken up anew."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hengjian.catalog.library import load
from hengjian.catalog.reading import LibraryError, read_yaml
from hengjian.district.home import LOCAL
from hengjian.engine.procedures import with_procedures
from hengjian.office import door
from hengjian.office.rulebook.content import rule_yaml


def local_library() -> Path:
    """Where the rules of the lab stand after release."""
    return door.home().path / LOCAL


def folder_of(name: str) -> Path:
    """Folder of a local rule."""
    field, fact = name.split(".")
    return local_library() / "rules" / field / fact


def is_local(name: str) -> bool:
    """Whether the rule was released from this lab."""
    return (folder_of(name) / f"{name.split('.')[1]}.yaml").exists()


def taken(name: str) -> bool:
    """Whether the national library or a procedure uses the name already."""
    return name in door.catalog().rules and not is_local(name)


def version_of(name: str) -> int:
    """The version that the next release of the name gets."""
    rule = door.catalog().rules.get(name)
    return rule.version + 1 if rule and is_local(name) else 1


def put(name: str, files: Mapping[str, str]) -> None:
    """Write a rule's files (ending → text); all of them and a library that loads, or nothing.

    Raises ValidationError with what the library says.
    """
    target, fact = folder_of(name), name.split(".")[1]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=local_library(), prefix=".writing-") as aside:
        fresh, old = Path(aside) / "new", Path(aside) / "old"
        fresh.mkdir()
        for ending, text in files.items():
            (fresh / f"{fact}.{ending}").write_text(text, encoding="utf-8")
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        try:
            _proved()
        except LibraryError as error:
            shutil.rmtree(target)
            if old.exists():
                old.rename(target)
            raise ValidationError(
                _("规则库不接受这条规则：%(e)s") % {"e": error.problems[0]}
            ) from error
    door.home().take_up_local()


def retire(name: str, reason: str, on_day: date) -> None:
    """Runs leave the rule out from now on; what it found before can still be explained."""
    folder, fact = folder_of(name), name.split(".")[1]
    data = read_yaml(folder / f"{fact}.yaml")
    data |= {"status": "retired", "retired_on": on_day, "retired_because": reason}
    files = {e: (folder / f"{fact}.{e}").read_text("utf-8") for e in ("sql", "cases.yaml")}
    put(name, {"yaml": rule_yaml(data), **files})


def _proved() -> None:
    """Load the whole library as every command will from now on; raises LibraryError."""
    settings = door.home().settings
    names = dict.fromkeys([*settings.libraries, LOCAL])
    with_procedures(load(overlays=settings.overlays, extra=[door.home().path / n for n in names]))
