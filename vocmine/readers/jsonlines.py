"""JSON lines and JSON documents: each object a row, nested objects as dotted headings.

Guarantees: strict JSON only, so a line with ``NaN``, a doubled key or half an object is rejected and its neighbours
are read; a conversation inside an object becomes one row a turn; a survey's definition is known as such.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn

from vocmine.errors import InputError, NoText
from vocmine.readers.container import Member
from vocmine.readers.encodings import Encoding, find_encoding, open_text, read_text
from vocmine.readers.tables import MAX_COLUMNS, Broken, Row, Rows, Table, shown

_MAX_LINE = 16 * 1024**2
_MAX_DOCUMENT = 256 * 1024**2
_DEPTH = 5
_SPEAKER_KEYS = ("speaker", "role", "participantRole", "ParticipantRole", "participantType", "from", "author")
_TEXT_KEYS = ("text", "Content", "content", "utterance", "message", "body")
_CONVERSATION_KEYS = ("conversation", "conversationId", "conversation_id", "convo_id", "id", "ContactId")
_TURN_HEADINGS = ("conversation", "turn", "speaker", "text")
_DEFINITIONS = (
    ({"SurveyEntry", "SurveyElements"}, "a Qualtrics survey definition"),
    ({"pages", "question_count", "title"}, "a SurveyMonkey survey definition"),
)

_Item = dict[str, Any] | str
_Numbered = Iterator[tuple[int, _Item]]


class _NotStrict(ValueError):
    """JSON that the standard does not allow; the text says what."""


def open_jsonlines(member: Member) -> Table:
    """Open a file with one JSON object a line."""
    encoding = find_encoding(member)
    return _as_table(member, lambda: _lines(member, encoding), "jsonl", encoding)


def open_json(member: Member) -> Table:
    """Open a JSON document: a list of objects, or an object that holds one.

    Raises
    ------
    InputError
        If it is no JSON, or holds no list of objects.
    NoText
        If it defines a survey and holds no answers.
    """
    encoding = find_encoding(member)
    text = read_text(member, encoding, _MAX_DOCUMENT).lstrip("\ufeff")
    try:
        document = _strict(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{member.name} is not valid JSON: {_why(error)}.", file=member.name) from error
    items = _list_of(document, member.name)
    return _as_table(member, lambda: _numbered(items), "json", encoding)


def _numbered(items: Sequence[Any]) -> _Numbered:
    for number, item in enumerate(items, start=1):
        yield number, item if isinstance(item, dict) else f"Item {number} is not an object but {shown(json.dumps(item))}."


def _lines(member: Member, encoding: Encoding) -> _Numbered:
    with open_text(member, encoding) as stream:
        number = 0
        for line in iter(lambda: stream.readline(_MAX_LINE), ""):
            if not line.strip():
                continue
            number += 1
            try:
                item = _strict(line.strip("\ufeff \t\r\n"))
            except (ValueError, RecursionError) as error:
                yield number, f"Line {number} is not valid JSON: {_why(error)}."
                continue
            yield number, item if isinstance(item, dict) else f"Line {number} is not an object but {shown(line.strip())}."


def _strict(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_doubles)


def _no_constant(name: str) -> NoReturn:
    raise _NotStrict(f"{name} is not a number")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise _NotStrict("a key occurs twice in one object")
    return out


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.colno}"
    return str(error) if isinstance(error, _NotStrict) else "a number has too many digits"


def _list_of(document: Any, name: str) -> Sequence[Any]:
    """Return the list of objects that a document is or holds."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise InputError(f"{name} holds a single value, not feedback.", file=name)
    for keys, kind in _DEFINITIONS:
        if keys <= document.keys():
            error = NoText((), file=name)
            error.args = (f"{name} is {kind}: it holds questions and no answers, so there is nothing to read. Export the responses.",)
            raise error
    lists = [value for value in document.values() if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)]
    return max(lists, key=len) if lists and _pairs_key(document) is None else [document]


def _as_table(member: Member, items: Callable[[], _Numbered], format_name: str, encoding: Encoding) -> Table:
    first = next((item for _, item in items() if isinstance(item, dict)), None)
    key = _pairs_key(first) if first else None
    records: Callable[[], _Numbered] = (lambda: _turns(items(), key)) if key else items
    headings = _headings(records(), member.name)
    notes = (f"Each object holds a conversation under {key!r}; every turn is a row.",) if key else ()
    return Table(
        headings=headings,
        rows=lambda: _rows(records(), headings),
        format=format_name,
        encoding=encoding.name,
        header_rows=0,
        layout="turns" if key else "plain",
        notes=encoding.notes + notes,
    )


def _headings(records: _Numbered, name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, item in records:
        if isinstance(item, dict):
            found.update(dict.fromkeys(key for key, _ in _flat(item)))
        if len(found) > MAX_COLUMNS:
            raise InputError(f"{name} has more than {MAX_COLUMNS} different keys; this is not a table.", file=name)
    if not found:
        raise InputError(f"{name} holds no JSON objects.", file=name)
    return tuple(found)


def _rows(records: _Numbered, headings: tuple[str, ...]) -> Rows:
    for number, item in records:
        if isinstance(item, str):
            yield Broken(number, "json", item)
            continue
        cells = dict(_flat(item))
        yield Row(number, tuple(cells.get(heading, "") for heading in headings))


def _flat(item: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in item.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value and depth < _DEPTH:
            yield from _flat(value, f"{name}.", depth + 1)
        else:
            yield name, value_text(value)


def value_text(value: Any) -> str:
    """Return a JSON value as a cell: text as it is, nothing as empty, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _pairs_key(item: dict[str, Any]) -> str | None:
    """Return the key under which an object holds the turns of a conversation, if any."""
    return next((key for key, value in item.items() if isinstance(value, list) and value and all(_turn(entry) for entry in value)), None)


def _turn(entry: Any) -> tuple[str, str] | None:
    """Return speaker and text of one turn: a pair, or an object with both."""
    if isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry):
        return entry[0], entry[1]
    if not isinstance(entry, dict):
        return None
    speaker = next((entry[k] for k in _SPEAKER_KEYS if isinstance(entry.get(k), str)), None)
    text = next((entry[k] for k in _TEXT_KEYS if isinstance(entry.get(k), str)), None)
    return None if speaker is None or text is None else (speaker, text)


def _turns(items: Iterable[tuple[int, _Item]], key: str) -> _Numbered:
    number = 0
    for place, item in items:
        if isinstance(item, str):
            number += 1
            yield number, item
            continue
        conversation = next((str(item[k]) for k in _CONVERSATION_KEYS if isinstance(item.get(k), str | int)), str(place))
        about = {k: v for k, v in item.items() if not isinstance(v, list) and k not in _CONVERSATION_KEYS}
        for turn, entry in enumerate(item.get(key) or [], start=1):
            number += 1
            said = _turn(entry)
            if said is None:
                yield number, f"Turn {turn} of object {place} has no speaker or no text."
            else:
                row = dict(zip(_TURN_HEADINGS, (conversation, turn, *said), strict=True))
                yield number, (about if turn == 1 else {}) | row
