"""Response definitions: what complete and partial response mean. The data: ``responses/*.toml``."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.toml import FOLDER, read_toml

RESPONSES: Final = FOLDER / "responses"


class Response(NamedTuple):
    """A response definition: two expressions as written, and in ``limits`` what they leave out."""

    name: str
    title: str
    version: str
    source: str
    complete: str
    partial: str
    limits: tuple[str, ...]
    file: str


@cache
def load_response(name: str) -> Response:
    """Return a packaged response definition. Raises KnowledgeError, UsageError where there is none of that name."""
    path = RESPONSES / f"{name}.toml"
    if path not in RESPONSES.glob("*.toml"):
        known = ", ".join(sorted(file.stem for file in RESPONSES.glob("*.toml")))
        raise UsageError("There is no response definition of that name.", f"Response definitions are {known}.")
    root = read_toml(path)
    root.only("name", "title", "version", "source", "complete", "partial", "limits")
    return Response(
        name=root.text("name"),
        title=root.text("title"),
        version=root.text("version"),
        source=root.text("source"),
        complete=root.text("complete"),
        partial=root.text("partial"),
        limits=root.texts("limits"),
        file=root.file,
    )
