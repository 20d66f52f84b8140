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


_TEXT = "tag:yaml.org,2002:str"
_LIST = "tag:yaml.org,2002:seq"
_DICT = "tag:yaml.org,2002:map"


def _plain(loader: yaml.CSafeLoader, node: yaml.Node) -> Any:
    """The node as plain data, refusing a key written twice, which YAML lets pass silently.

    Nearly all of the library is text, lists and dicts; only the rest goes to YAML's own constructor,
    which takes most of the time of reading.
    """
    if node.tag == _TEXT:
        return node.value
    if node.tag == _LIST:
        return [_plain(loader, inner) for inner in node.value]
    if node.tag != _DICT:
        return loader.construct_object(node, deep=True)
    found: dict[Any, Any] = {}
    for key_node, inner in node.value:
        key = _plain(loader, key_node)
        if key in found:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key!r} is written twice", problem_mark=key_node.start_mark
            )
        found[key] = _plain(loader, inner)
    return found


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; raises LibraryError with file and line."""
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        return None if node is None else _plain(loader, node)
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
