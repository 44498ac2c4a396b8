"""Knowledge files are read here, key by key, and whatever is not sound is refused by file and key."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FOLDER = Path(__file__).parent
"""Where the packaged knowledge files are."""
MOST_LISTED: Final = 10
"""How many words a hint lists."""


class Table:
    """One table of a knowledge file. Each method returns the value of a key or raises `KnowledgeError`.

    With the ``source``, which is the text of the whole file, a message names the line.
    """

    __slots__ = ("content", "file", "path", "source")

    def __init__(self, file: str, content: dict[str, object], path: str = "", source: str = "") -> None:
        self.file = file
        self.content = content
        self.path = path
        self.source = source

    def place(self, key: str) -> Place:
        """Return where a key of this table stands."""
        return Place(self.file, self._full(key), self.source)

    def refuse(self, key: str, expected: str, hint: str = "") -> NoReturn:
        """Raise a `KnowledgeError` that names the file, the line and the key and says what was expected."""
        raise self.place(key).error(f"{expected}.", hint)

    def only(self, *keys: str) -> None:
        """Refuse a key that is not among ``keys``, and name the valid key that is nearest to it."""
        for key in self.content:
            if key not in keys:
                self.refuse(key, "unknown key", nearest(key, keys))

    def has(self, key: str) -> bool:
        """Return whether the key is there."""
        return key in self.content

    def text(self, key: str) -> str:
        """Return a text that must be there and not be blank."""
        value = self.content.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "a text is expected")
        return value

    def text_or_none(self, key: str) -> str | None:
        """Return a text, or None where the key is absent."""
        return self.text(key) if self.has(key) else None

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Return a text that must be one of ``allowed``."""
        value = self.text(key)
        if value not in allowed:
            self.refuse(key, f"one of {', '.join(allowed)} is expected", nearest(value, allowed))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that are not blank; empty where the key is absent."""
        value = self.content.get(key, [])
        if not isinstance(value, list):
            self.refuse(key, "a list of texts is expected")
        texts = tuple(item for item in value if isinstance(item, str) and item.strip())
        if len(texts) != len(value):
            self.refuse(key, "a list of texts, none of them blank, is expected")
        return texts

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is absent."""
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, "true or false is expected")
        return value

    def number_or_none(self, key: str) -> Decimal | None:
        """Return a finite number with the decimals as written, or None where the key is absent."""
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            self.refuse(key, "a number is expected")
        return Decimal(value)

    def number(self, key: str) -> Decimal:
        """Return a finite number that must be there, with the decimals as written."""
        value = self.number_or_none(key)
        if value is None:
            self.refuse(key, "a number is expected")
        return value

    def table(self, key: str) -> Table:
        """Return a table that must be there."""
        value = self.content.get(key)
        if not isinstance(value, dict):
            self.refuse(key, "a table is expected")
        return Table(self.file, value, self._full(key), self.source)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Yield name and table for every key, in file order; all of them must be tables."""
        for key in self.content:
            yield key, self.table(key)

    def rows(self, key: str) -> list[Table]:
        """Return an array of tables that must be there and not be empty."""
        value = self.content.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.refuse(key, "an array of tables is expected")
        full = self._full(key)
        return [Table(self.file, item, f"{full}[{number}]", self.source) for number, item in enumerate(value, 1)]

    def _full(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def read_toml(path: Path) -> Table:
    """Return the root table of a TOML file; decimal numbers keep their digits. Raises `KnowledgeError`."""
    try:
        source = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(source, parse_float=Decimal)
    except OSError as error:
        message = f"{path.name}: the file cannot be read ({error.strerror})."
        raise KnowledgeError(message, "Check the path and the rights of the file.") from None
    except UnicodeDecodeError:
        raise KnowledgeError(f"{path.name}: the file is not UTF-8 text.", "Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path.name}: this is not valid TOML: {error}.", "Mend that line.") from None
    except RecursionError:
        raise KnowledgeError(f"{path.name}: tables or lists are nested too deeply.", "Write them flat.") from None
    return Table(path.name, content, source=source)


def nearest(word: str, words: Collection[str]) -> str:
    """Return as a hint the word of ``words`` that comes near to one that is not among them, else which there are.

    Of many, those that come nearest.
    """
    from difflib import get_close_matches

    near = get_close_matches(word, words, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    if len(words) <= MOST_LISTED:
        return f"Valid here: {', '.join(words)}."
    return f"Valid here are, among others, {', '.join(get_close_matches(word, words, n=MOST_LISTED, cutoff=0.0))}."
