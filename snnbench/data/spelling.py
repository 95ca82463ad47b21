"""What the text of a cell spells: a number, a date, or a number with signs and marks."""

from __future__ import annotations

import re

import numpy as np

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:inf|infinity)"
_NUMBERS = {mark: re.compile(_NUMBER.replace(r"\.", re.escape(mark)), re.ASCII | re.IGNORECASE) for mark in ".,"}
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|{_WEEKDAY}(?:{_MONTH}[- /]{_DAY}(?:,?[- /]\d{{2,4}})?|{_DAY}[- /]{_MONTH}(?:,?[- /]\d{{2,4}})?"
    rf"|{_MONTH}[- /]\d{{4}}|\d{{4}}[- /]{_MONTH}(?:[- /]{_DAY})?))(?:[T ]\d{{1,2}}:\d{{2}}.*)?"
    # As the C library writes them: Wed Jan  3 10:00:00 2024
    rf"|{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_TIME}(?:\s+[a-z]+)?\s+\d{{4}}"
    rf"|{_TIME}",
    re.ASCII | re.IGNORECASE,
)
_MARKED_NUMBER = re.compile(r"[$€£¥]?\s*[+-]?(?:\d+|\d{1,3}(?:[ ,.'_]\d{3})+)(?:[.,]\d+)?\s*[%$€£¥]?", re.ASCII)
# No number of thousands begins with 0.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+|[+-]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)


def number(text: str, decimal: str = ".") -> float:
    """Return the number that a text spells, NaN if it spells none.

    Parameters
    ----------
    text : str
        Surrounding white space does not matter.
    decimal : {".", ","}
    """
    text = text.strip()
    return float(text.replace(decimal, ".")) if _NUMBERS[decimal].fullmatch(text) else np.nan


def is_date(text: str) -> bool:
    """Whether a text is written as a date, a time, or both; names of months are English."""
    return _DATE.fullmatch(text.strip()) is not None


def is_marked_number(text: str) -> bool:
    """Whether a text is a number with a sign or separated thousands: ``5 %``, ``$3``, ``1,234``."""
    return _MARKED_NUMBER.fullmatch(text.strip()) is not None


def may_separate_thousands(text: str) -> bool:
    """Whether each comma, or each point, of a text stands where thousands are separated: ``1,036`` or ``1.036``."""
    return _THOUSANDS.fullmatch(text.strip()) is not None
