"""Text that is safe to show: nothing in it can move the cursor, turn the line round or fail to be encoded."""

from __future__ import annotations

import re

_SPACE = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")

# C0 and C1 controls, the bidirectional marks, embeddings, overrides and isolates (Unicode UAX #9), and lone
# surrogates, which no encoding can carry.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_IN_ASCII = {
    "✓": "yes",
    "✗": "no",
    "±": "+/-",
    "·": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "─": "-",
    "…": "...",
    "²": "2",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "→": "->",
    "’": "'",
    "“": '"',
    "”": '"',
}
"""What the tool's own signs become on a console that cannot carry them."""


def clean(text: str) -> str:
    """Return ``text`` on one line and without control characters; all else is kept."""
    return _UNSAFE.sub("", _SPACE.sub(" ", text))


def carried(text: str, encoding: str) -> str:
    """Return ``text`` as a stream of that encoding can carry it, with the code point for what it cannot."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_carried_sign(sign, encoding) for sign in text)
    except LookupError:
        return carried(text, "ascii")
    return text


def _carried_sign(sign: str, encoding: str) -> str:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return _IN_ASCII.get(sign) or sign.encode("ascii", "backslashreplace").decode("ascii")
    return sign
