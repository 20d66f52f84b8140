"""One YAML file to one frozen object, or an error that names the file and the place in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")


class LibraryError(ValueError):
    """The library contradicts itself or its formats. `problems`: one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class _Loader(yaml.CSafeLoader):
    """The C loader that also refuses a key written twice, which YAML lets pass silently."""


def _no_duplicate_keys(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key!r} is written twice", problem_mark=key_node.start_mark
            )
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _no_duplicate_keys)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; raises LibraryError with file and line."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_Loader)  # noqa: S506 (a safe loader, subclassed)
    except UnicodeDecodeError as error:
        raise LibraryError(
            [f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8"]
        ) from error
    except yaml.YAMLError as error:
        raise LibraryError([f"{path}: {error}"]) from error


def read_object(path: Path, kind: type[T]) -> T:
    """The file as an object of `kind`; unknown, missing or mistyped keys raise LibraryError."""
    return convert(read_yaml(path), kind, str(path))


def convert(data: Any, kind: type[T], where: str) -> T:
    """Plain data as an object of `kind`; `where` names the place in the error."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise LibraryError([f"{where}: {error}"]) from error
