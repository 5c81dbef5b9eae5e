"""JSON taken apart value by value, each knowing where in the file it stands.

Guarantees: what is missing or of another kind is refused with one sentence that names the file and the place; numbers are finite.
"""

import json
import math
from collections.abc import Collection, Container, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from vocmine.errors import InputError

T = TypeVar("T")
LONGEST_SHOWN = 40


def parse(content: bytes, *, file: str, what: str) -> "Plain":
    """Return the object that the bytes are JSON of.

    Parameters
    ----------
    file : what the file is called in errors.
    what : what it should be, with its article: ``a journey map``.

    Raises
    ------
    InputError
        If the bytes are no JSON, or JSON of something else than an object.
    """
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not {what}: it is no JSON ({error}).", file=file) from error
    return Plain(_object(value, file, what, ""), file, what)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _object(value: object, file: str, what: str, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{file} is not {what}: {place or 'it'} is {_kind(value)}, not an object.", file=file)
    return value


def _kind(value: object) -> str:
    if isinstance(value, str | int | float | bool) or value is None:
        shown = json.dumps(value, ensure_ascii=False)
        return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
    return "a list" if isinstance(value, list) else "an object"


class Plain:
    """An object of a JSON file; keys that nobody asks for are ignored."""

    def __init__(self, values: Mapping[str, Any], file: str, what: str, place: str = "") -> None:
        self._values, self._file, self._what, self._place = values, file, what, place

    def refuse(self, key: str, said: str) -> InputError:
        """Return the error that the value of ``key`` is wrong; ``said`` goes on after its place."""
        return InputError(f"{self._file} is not {self._what}: {self._at(key)} {said}.", file=self._file)

    def has(self, key: str) -> bool:
        """Tell whether the key is there and holds something else than null."""
        return self._values.get(key) is not None

    def text(self, key: str) -> str:
        """Return a text."""
        value = self._value(key)
        if not isinstance(value, str):
            raise self.refuse(key, f"is {_kind(value)}, not a text")
        return value

    def text_or_none(self, key: str) -> str | None:
        """Return a text, None where there is none."""
        return self.text(key) if self.has(key) else None

    def choice(self, key: str, of: tuple[T, ...]) -> T:
        """Return one of some texts."""
        value = self._value(key)
        found = next((one for one in of if one == value), None)
        if found is None:
            raise self.refuse(key, f"is {_kind(value)}, not one of {', '.join(map(str, of))}")
        return found

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.refuse(key, f"is {_kind(value)}, not true or false")
        return value

    def number(self, key: str) -> float:
        """Return a finite number."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(key, f"is {_kind(value)}, not a number")
        return value

    def number_or_none(self, key: str) -> float | None:
        """Return a finite number, None where there is none."""
        return self.number(key) if self.has(key) else None

    def count(self, key: str, missing: int | None = None) -> int:
        """Return a whole number from 0 on; ``missing`` where the key is not there."""
        value = self._values.get(key, missing)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(key, f"is {_kind(value)}, not a count" if key in self._values else "is missing")
        return value

    def count_or_none(self, key: str) -> int | None:
        """Return a whole number from 0 on, None where there is none."""
        return self.count(key) if self.has(key) else None

    def moment(self, key: str) -> datetime:
        """Return a time with its zone."""
        try:
            value = datetime.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.refuse(key, f"is {_kind(self.text(key))}, not a time") from error
        if value.tzinfo is None:
            raise self.refuse(key, f"is {_kind(self.text(key))}, a time without its zone")
        return value

    def day(self, key: str) -> date:
        """Return a day."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.refuse(key, f"is {_kind(self.text(key))}, not a day") from error

    def part(self, key: str) -> "Plain":
        """Return the object under a key."""
        return self._part(key, self._value(key))

    def part_or_none(self, key: str) -> "Plain | None":
        """Return the object under a key, None where there is none."""
        return self.part(key) if self.has(key) else None

    def parts(self, key: str) -> "tuple[Plain, ...]":
        """Return the objects of the list under a key, none where the key is not there."""
        return tuple(self._part(f"{key}[{place}]", value) for place, value in enumerate(self._list(key)))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of the list under a key, none where the key is not there."""
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise self.refuse(key, "is not a list of texts")
        return tuple(values)

    def __iter__(self) -> Iterator[str]:
        """Return the keys in the file's order."""
        return iter(self._values)

    def check_ids(self, keys: Collection[str], known: Container[str]) -> None:
        """Refuse ids in lists under any of these keys, however deep, that are not known."""
        for key, value in self._values.items():
            if key in keys and isinstance(value, list):
                strange = next((one for one in self.texts(key) if one not in known), None)
                if strange is not None:
                    raise self.refuse(key, f"names {_kind(strange)}, whose words are not in the file")
            elif isinstance(value, dict):
                self.part(key).check_ids(keys, known)
            elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
                for one in self.parts(key):
                    one.check_ids(keys, known)

    def _value(self, key: str) -> Any:
        if key not in self._values:
            raise self.refuse(key, "is missing")
        return self._values[key]

    def _list(self, key: str) -> list[Any]:
        value = self._values.get(key, [])
        if not isinstance(value, list):
            raise self.refuse(key, f"is {_kind(value)}, not a list")
        return value

    def _part(self, key: str, value: object) -> "Plain":
        place = self._at(key)
        return Plain(_object(value, self._file, self._what, place), self._file, self._what, place)

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key
