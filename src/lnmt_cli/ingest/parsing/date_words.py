"""What stands beside a date and changes nothing: the time of day, the day of the week."""

from __future__ import annotations

import re

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.vocabulary import load_vocabulary

_TIME = re.compile(
    r"(?:t|\s)\s*(?:(?:오전|오후|am|pm)\s*)?(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\d{1,2}\s*시(?:\s*\d{1,2}\s*분)?(?:\s*\d{1,2}\s*초)?)"
    r"(?:\s*(?:am|pm))?\s*(?:z|[+-]\d{2}:?\d{2})?$"
)


def bare_date(text: str) -> str:
    """Return a date folded, without time of day and weekday: ``2017-03-01 (Wed) 10:22`` → ``2017-03-01``."""
    written = _TIME.sub("", fold(text).strip()).strip()
    if not written or written.replace("-", "").isdigit():
        return written
    return _TIME.sub("", _weekday().sub(" ", written).strip()).strip()


@site.cached
def _weekday() -> re.Pattern[str]:
    words = load_vocabulary().date_text
    names = "|".join(sorted(words.weekdays, key=len, reverse=True))
    in_brackets = "|".join(sorted((*words.weekdays, *words.weekdays_in_brackets), key=len, reverse=True))
    return re.compile(rf"\s*[(\[]\s*(?:{in_brackets})\s*[)\]]\s*|^(?:{names})[.,]?\s+|[,\s]+(?:{names})\.?$")
