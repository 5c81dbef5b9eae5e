"""Points in time out of cells, by explicit forms only.

Guarantees: what comes out is aware and in UTC (a time without zone counts as UTC); impossible dates, and years
outside 1970–2100, give None; a form whose day and month could be swapped is read only by an order given.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal, NamedTuple

Order = Literal["dmy", "mdy"]
Shape = Literal["year first", "numbers", "named month", "epoch"]
_TIME = r"(?:[T ,]+(?:at )?(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?:\s*\([^)]*\))?"
_DAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}{_ZONE}")
_NUMBERS = re.compile(rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_TIME}{_ZONE}")
_DAY_MONTH = re.compile(
    rf"{_DAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]\s*(?P<name>[a-z]{{3,9}})\.?[-/., ]+(?P<y>\d{{4}}|\d{{2}}){_TIME}{_ZONE}", re.I
)
_MONTH_DAY = re.compile(rf"{_DAY}(?P<name>[a-z]{{3,9}})\.?[- ](?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-, ]+(?P<y>\d{{4}}){_TIME}{_ZONE}", re.I)
_YEAR_LAST = re.compile(
    r"[a-z]{3} (?P<name>[a-z]{3}) (?P<d>\d{1,2}) (?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2})(?P<half>) "
    r"(?P<zone>UTC|GMT|[+-]\d{4}) (?P<y>\d{4})",
    re.I,
)
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}|[2-7]\d{4}(?:\.\d+)?")
_SPREADSHEET_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST, _LAST = 1970, 2100


class Parts(NamedTuple):
    """A date's form and its groups; ``first`` and ``second`` are the numbers whose order may be unknown."""

    shape: Shape
    first: int
    second: int
    match: "re.Match[str] | None"
    value: str


def split(value: str, *, epoch: bool = False) -> Parts | None:
    """Return the form of a date, or None if it has none that is known.

    Parameters
    ----------
    epoch : whether ten or thirteen digits count as seconds or milliseconds since 1970, and five as a spreadsheet's days.
    """
    cell = value.strip()
    if not cell or len(cell) > 60 or not any(c.isdigit() for c in cell):
        return None
    if match := _YEAR_FIRST.fullmatch(cell):
        return Parts("year first", int(match["m"]), int(match["d"]), match, cell)
    if match := _NUMBERS.fullmatch(cell):
        return Parts("numbers", int(match["a"]), int(match["b"]), match, cell)
    for pattern in (_DAY_MONTH, _MONTH_DAY, _YEAR_LAST):
        if (match := pattern.fullmatch(cell)) and match["name"][:3].lower() in _MONTHS:
            return Parts("named month", _MONTHS.index(match["name"][:3].lower()) + 1, int(match["d"]), match, cell)
    return Parts("epoch", 0, 0, None, cell) if epoch and _EPOCH.fullmatch(cell) else None


def looks_like_date(value: str) -> bool:
    """Tell whether a cell has the form of a date."""
    return split(value) is not None


def parse_date(value: str, order: Order | None = None) -> datetime | None:
    """Return the time that a cell states, aware UTC, or None.

    Parameters
    ----------
    order : of day and month where both are numbers and the year does not come first; without it such cells give None.
    """
    parts = split(value, epoch=True)
    return None if parts is None else from_parts(parts, order)


def from_parts(parts: Parts, order: Order | None = None) -> datetime | None:
    """Return the time that a split cell states, aware UTC, or None."""
    if parts.match is None:
        return _from_epoch(parts.value)
    month, day = parts.first, parts.second
    if parts.shape == "numbers":
        if order is None:
            return None
        month, day = (parts.second, parts.first) if order == "dmy" else (parts.first, parts.second)
    year = int(parts.match["y"])
    if len(parts.match["y"]) == 2:
        year += 2000 if year < 69 else 1900
    if not _FIRST <= year <= _LAST:
        return None
    try:
        moment = datetime(
            year, month, day, _hour(parts.match), int(parts.match["mi"] or 0), int(parts.match["s"] or 0), tzinfo=_zone(parts.match["zone"])
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _from_epoch(value: str) -> datetime | None:
    whole = value.split(".", 1)[0]
    if len(whole) == 5:
        moment = _SPREADSHEET_EPOCH + timedelta(days=float(value))
    else:
        moment = datetime.fromtimestamp(float(value) / (1000 if len(whole) == 13 else 1), UTC)
    return moment if _FIRST <= moment.year <= _LAST else None


def _hour(match: "re.Match[str]") -> int:
    hour = int(match["h"] or 0)
    half = (match["half"] or "").lower()[:1]
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("an hour of half a day lies in 1 to 12")
    return hour % 12 + (12 if half == "p" else 0)


def _zone(zone: str | None) -> timezone:
    if not zone or zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if zone[0] == "-" else offset)
