"""Journey definitions: the built-in ones and the user's own YAML files.

Guarantees: a Journey that comes out of here has slugs for ids, each once (touchpoints: once in the whole journey),
no stage ``none``, at least one stage and at most ``MAX_STAGES``; a refusal names file and line. Cues stay as written.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import yaml

from vocmine.errors import JourneyInvalid, NotFound
from vocmine.journey import nodes
from vocmine.journey.nodes import MAX_BYTES, Value
from vocmine.types import NO_STAGE, Journey, Stage, Touchpoint

DEFAULT = "lifecycle"
MAX_STAGES = 40
_HERE = Path(__file__).resolve().parent
_FOLDER = _HERE / "definitions"
_ORDER = ("lifecycle", "five-phases", "task", "cradle-to-grave", "telecom", "patient", "citizen", "b2b-onboarding")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_JOURNEY_KEYS = ("id", "name", "description", "words", "stages")
_STAGE_KEYS = ("id", "name", "description", "goals", "touchpoints", "examples")
_TOUCHPOINT_KEYS = ("id", "name", "cues")
_WORDS = ("customer", "organisation")


def builtin_ids() -> tuple[str, ...]:
    """Return the ids of the journeys that ship with vocmine, the default first."""
    return _ORDER


def load(reference: str) -> Journey:
    """Return a built-in journey by its id, or the user's own by the path of its file.

    Parameters
    ----------
    reference : id of a built-in journey (``lifecycle``) or path of a YAML file.

    Raises
    ------
    NotFound
        If it is neither.
    JourneyInvalid
        If the file breaks the rules.

    Examples
    --------
    >>> [stage.id for stage in load("task").stages]
    ['evaluate', 'purchase', 'onboard', 'support', 'renew']
    """
    if reference in _ORDER:
        path = _FOLDER / f"{reference}.yaml"
        return parse(path.read_text(encoding="utf-8"), file=path.name)
    path = Path(reference)
    if not path.is_file():
        raise NotFound("journey", reference, _ORDER)
    journey = parse(_read(path), file=reference)
    if journey.id in _ORDER:
        raise JourneyInvalid(f"The id {journey.id!r} is a built-in journey's; give yours another.", file=reference)
    return journey


def parse(text: str, *, file: str) -> Journey:
    """Return the journey that a YAML text defines; ``file`` is named in refusals.

    Raises
    ------
    JourneyInvalid
        If the text breaks the rules; carries the line where known.
    """
    return _Definition(file).journey(nodes.parse(text, file=file))


def check(reference: str) -> tuple[str, ...]:
    """Return remarks on a valid definition: what would make its reading better.

    Raises
    ------
    NotFound
        If there is no such journey.
    JourneyInvalid
        If it breaks the rules.
    """
    journey = load(reference)
    bare = [stage.id for stage in journey.stages if not stage.description and not stage.examples]
    few = [stage.id for stage in journey.stages if len(stage.examples) < 5 and stage.id not in bare]
    remarks = []
    if bare:
        remarks.append(f"Read from their names alone: {', '.join(bare)}. A description and five examples each make the reading better.")
    if few:
        remarks.append(f"Fewer than five examples: {', '.join(few)}.")
    if not any(stage.touchpoints for stage in journey.stages):
        remarks.append("No stage has touchpoints: the map's lane of touchpoints will be empty.")
    return tuple(remarks)


def show(journey: Journey) -> str:
    """Return a journey as YAML; ``parse`` gives the same journey back."""
    return yaml.safe_dump(_plain(journey), sort_keys=False, allow_unicode=True, width=120)


def init() -> str:
    """Return a commented definition to start from; it is valid as it stands."""
    return (_HERE / "start.yaml").read_text(encoding="utf-8")


def _read(path: Path) -> str:
    with path.open("rb") as handle:
        content = handle.read(MAX_BYTES + 4)
    if len(content) > MAX_BYTES:
        raise JourneyInvalid(f"The definition is larger than {MAX_BYTES // 1024} KiB.", file=str(path))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JourneyInvalid("The definition is not UTF-8 text; save it as UTF-8.", file=str(path)) from error


def _plain(journey: Journey) -> dict[str, object]:
    stages = [
        {
            "id": stage.id,
            "name": stage.name,
            "description": stage.description,
            "goals": list(stage.goals),
            "touchpoints": [{"id": point.id, "name": point.name, "cues": list(point.cues)} for point in stage.touchpoints],
            "examples": list(stage.examples),
        }
        for stage in journey.stages
    ]
    plain: dict[str, object] = {"id": journey.id, "name": journey.name, "description": journey.description}
    return plain | {"words": dict(journey.words), "stages": stages}


class _Definition:
    """One definition being checked; knows the file that refusals name."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._touchpoints: set[str] = set()

    def journey(self, root: Value) -> Journey:
        fields = self._mapping(root, _JOURNEY_KEYS, "the journey")
        listed = self._list(fields, "stages")
        if not 1 <= len(listed) <= MAX_STAGES:
            self._refuse(f"A journey has 1 to {MAX_STAGES} stages under 'stages'; here are {len(listed)}.", root.line)
        seen: set[str] = set()
        return Journey(
            id=self._slug(fields, root, "the journey", set()),
            name=self._required(fields, "name", root, "the journey"),
            description=self._text(fields, "description"),
            words=self._words(fields),
            stages=tuple(self._stage(value, seen) for value in listed),
        )

    def _stage(self, value: Value, seen: set[str]) -> Stage:
        fields = self._mapping(value, _STAGE_KEYS, "a stage")
        return Stage(
            id=self._slug(fields, value, "a stage", seen),
            name=self._required(fields, "name", value, "a stage"),
            description=self._text(fields, "description"),
            goals=self._texts(fields, "goals"),
            touchpoints=tuple(self._touchpoint(item) for item in self._list(fields, "touchpoints")),
            examples=self._texts(fields, "examples"),
        )

    def _touchpoint(self, value: Value) -> Touchpoint:
        fields = self._mapping(value, _TOUCHPOINT_KEYS, "a touchpoint")
        return Touchpoint(
            id=self._slug(fields, value, "a touchpoint", self._touchpoints),
            name=self._required(fields, "name", value, "a touchpoint"),
            cues=self._texts(fields, "cues"),
        )

    def _words(self, fields: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
        if "words" not in fields:
            return ()
        words = self._mapping(fields["words"], _WORDS, "'words'")
        return tuple((key, self._required(words, key, fields["words"], "'words'")) for key in words)

    def _mapping(self, value: Value, allowed: tuple[str, ...], what: str) -> dict[str, Value]:
        if value.fields is None:
            self._refuse(f"Expected {what} with the keys {', '.join(allowed)}.", value.line)
        for key, held in value.fields:
            if key not in allowed:
                self._refuse(f"Unknown key {key!r} in {what}; allowed are {', '.join(allowed)}.", held.line)
        return dict(value.fields)

    def _slug(self, fields: Mapping[str, Value], owner: Value, what: str, seen: set[str]) -> str:
        name = self._required(fields, "id", owner, what)
        line = fields["id"].line
        if name == NO_STAGE:
            self._refuse(f"The id {NO_STAGE!r} is reserved for what tells of no stage.", line)
        if len(name) > 64 or not _SLUG.fullmatch(name):
            self._refuse(f"The id {name!r} of {what} is no slug: use small letters, digits and hyphens, at most 64.", line)
        if name in seen:
            self._refuse(f"The id {name!r} of {what} stands twice.", line)
        seen.add(name)
        return name

    def _required(self, fields: Mapping[str, Value], key: str, owner: Value, what: str) -> str:
        found = self._text(fields, key)
        if not found:
            self._refuse(f"The key {key!r} of {what} is missing or empty.", fields[key].line if key in fields else owner.line)
        return found

    def _text(self, fields: Mapping[str, Value], key: str) -> str:
        if key not in fields:
            return ""
        value = fields[key]
        if value.items is not None or value.fields is not None:
            self._refuse(f"The key {key!r} takes a text.", value.line)
        return (value.text or "").strip()

    def _list(self, fields: Mapping[str, Value], key: str) -> tuple[Value, ...]:
        value = fields.get(key)
        if value is None or (value.items is None and value.fields is None and not value.text):
            return ()
        if value.items is None:
            self._refuse(f"The key {key!r} takes a list (lines that begin with '- ').", value.line)
        return value.items

    def _texts(self, fields: Mapping[str, Value], key: str) -> tuple[str, ...]:
        listed = self._list(fields, key)
        for item in listed:
            if not (item.text or "").strip():
                self._refuse(f"The list {key!r} takes texts; put quotes round one that holds ': ' or '#'.", item.line)
        return tuple((item.text or "").strip() for item in listed)

    def _refuse(self, message: str, line: int) -> NoReturn:
        raise JourneyInvalid(message, file=self._file, line=line)
