"""YAML as nodes that know their lines, read without trusting the file.

Guarantees: no Python object is ever built from a tag; anchors, aliases, tags and deep nesting are refused before
anything is composed; a scalar is its own letters (``no`` stays ``no``); every refusal names the line.
"""

from dataclasses import dataclass

import yaml

from vocmine.errors import JourneyInvalid

MAX_BYTES = 262_144
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the file: text (None where nothing is written), a list, or a mapping; and its line."""

    line: int
    text: str | None = None
    items: "tuple[Value, ...] | None" = None
    fields: "tuple[tuple[str, Value], ...] | None" = None


def parse(text: str, *, file: str) -> Value:
    """Return the one document in ``text``.

    Raises
    ------
    JourneyInvalid
        If the text is too large, no YAML, empty, or uses anchors, aliases, tags or deep nesting.
    """
    if len(text.encode()) > MAX_BYTES:
        raise JourneyInvalid(f"The definition is larger than {MAX_BYTES // 1024} KiB.", file=file)
    try:
        _refuse_tricks(text, file)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise JourneyInvalid(f"This is no valid YAML: {error.problem}.", file=file, line=line) from error
    except yaml.YAMLError as error:
        raise JourneyInvalid("This is no YAML text: it holds characters that YAML does not allow.", file=file) from error
    if node is None:
        raise JourneyInvalid("The definition is empty. Write a starting file with: vocmine journey init.", file=file)
    return _value(node, file)


def _refuse_tricks(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise JourneyInvalid("Anchors and aliases (& and *) are not allowed; write the value out.", file=file, line=line)
        if tag := getattr(event, "tag", None):
            raise JourneyInvalid(f"Tags such as {tag} are not allowed.", file=file, line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise JourneyInvalid(f"Values are nested deeper than {MAX_DEPTH} levels.", file=file, line=line)


def _value(node: yaml.Node, file: str) -> Value:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Value(line, fields=_fields(node, file))
    if isinstance(node, yaml.SequenceNode):
        return Value(line, items=tuple(_value(item, file) for item in node.value))
    return Value(line, text=None if node.tag == "tag:yaml.org,2002:null" else str(node.value))


def _fields(node: yaml.MappingNode, file: str) -> tuple[tuple[str, Value], ...]:
    fields: dict[str, Value] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise JourneyInvalid("A key must be a word.", file=file, line=line)
        if key.value in fields:
            raise JourneyInvalid(f"The key {key.value!r} stands twice.", file=file, line=line)
        fields[key.value] = _value(value, file)
    return tuple(fields.items())
