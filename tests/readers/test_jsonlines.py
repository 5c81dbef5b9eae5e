"""JSON lines and documents: strict, a bad line costs itself alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vocmine.errors import InputError
from vocmine.readers.open import inspect, read
from vocmine.types import Record, Rejected

Write = Callable[..., Path]
GOOD = '{"id": "a", "text": "the parcel came late"}\n{"id": "b", "text": "nobody rang me back"}\n'


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "c", "rating": NaN}', "Line 3 is not valid JSON: NaN is not a number."),
        ('{"id": "c", "rating": -Infinity}', "Line 3 is not valid JSON: -Infinity is not a number."),
        ('{"id": "c", "id": "d"}', "Line 3 is not valid JSON: a key occurs twice in one object."),
        ('{"id": "c", "text": "hal', "Line 3 is not valid JSON: Unterminated string starting at at character 21."),
        ('{"id": ' + "9" * 5000 + "}", "Line 3 is not valid JSON: a number has too many digits."),
        ('{"a": ' + "[" * 100_000 + "}", "Line 3 is not valid JSON: it is nested too deeply."),
        ('["a", "list"]', 'Line 3 is not an object but \'["a", "list"]\'.'),
    ],
)
def test_bad_line_is_rejected_and_its_neighbours_are_read(write: Write, line: str, message: str) -> None:
    items = list(read(write(GOOD + line + "\n" + '{"id": "e", "text": "all went well"}\n', "x.jsonl")))
    assert [(r.row, r.code, r.message) for r in items if isinstance(r, Rejected)] == [(3, "json", message)]
    assert [f.id for item in items if isinstance(item, Record) for f in item.feedbacks] == ["a", "b", "e"]


def test_lone_surrogate_rejects_its_line(write: Write) -> None:
    items = list(read(write(GOOD + '{"id": "c", "text": "odd \\ud800 sign"}\n', "x.jsonl")))
    assert [(r.row, r.message) for r in items if isinstance(r, Rejected)] == [(3, "Column 'text' holds half of a surrogate pair.")]


def test_keys_that_come_late_are_columns_too(write: Write) -> None:
    path = write(GOOD + '{"id": "c", "text": "all went well", "shop": {"city": "Bonn"}, "tags": ["x", "y"]}\n', "x.jsonl")
    assert inspect(path).attributes == ("shop.city", "tags")
    last = list(read(path))[-1]
    assert isinstance(last, Record)
    assert last.feedbacks[0].attributes == (("shop.city", "Bonn"), ("tags", '["x", "y"]'))


def test_broken_document_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match=r"^x\.json is not valid JSON: Expecting ',' delimiter at character 15\.$"):
        inspect(write('[{"text": "a" "b": 1}]', "x.json"))


def test_document_of_a_single_value_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match=r"^x\.json holds no JSON objects\.$"):
        inspect(write("[]", "x.json"))
