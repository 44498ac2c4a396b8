"""Where something stands in a knowledge file: named in every message about it."""

from __future__ import annotations

from typing import NamedTuple

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.toml_lines import character_place, key_line


class Place(NamedTuple):
    """A key of a knowledge file; with the file's ``text``, messages name the line too."""

    file: str
    key: str
    text: str = ""

    def error(self, what: str, hint: str = "", written: str = "", at: int | None = None) -> KnowledgeError:
        """Return the error that says what is wrong here: with the key's value ``written``, at its character ``at``.

        ``at`` counts from 0 and the message from 1: ``mine.toml, line 12, column 21: complete: at character 9: …``.
        """
        character = "" if at is None else f"at character {at + 1}: "
        return KnowledgeError(f"{self.file}{self._line(written, at)}: {self.key}: {character}{what}", hint)

    def _line(self, written: str, at: int | None) -> str:
        found = None if at is None else character_place(self.text, self.key, written, at)
        if found:
            return f", line {found[0]}, column {found[1]}"
        line = key_line(self.text, self.key)
        return f", line {line}" if line else ""
