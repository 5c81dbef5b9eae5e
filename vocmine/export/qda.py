"""A coded project (``.qdpx``) and a codebook (``.qdc``) for programs of qualitative analysis, by the REFI-QDA standard 1.5.

The standard: Rotterdam Exchange Format Initiative, REFI-QDA 1.5 (2019), https://www.qdasoftware.org, its schemas
``Project-mrt2019.xsd`` and ``Codebook.xsd``.
Guarantees: what is written validates against the schemas; positions count code points of the text beside them, the end excluded; text of
customers is text, whatever it holds (signs that XML has no place for become U+FFFD); the same project gives the same bytes.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from uuid import UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from vocmine.errors import UsageError
from vocmine.export.files import replacing, write_whole
from vocmine.types import NO_STAGE, Feedback, Journey, OwnTheme, Scored, Theme, Themes

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
NAMESPACE = UUID("6d2f7c5b-6a0e-5a3d-9d3c-0b1a7f4e2c90")
FIELDS = ("created_at", "channel", "kind", "rating", "nps", "csat", "ces", "customer_segment")
SENTIMENTS = ("positive", "negative", "mixed", "neutral")
KINDS = {"pain_point": "Pain points", "gain": "Gains", "suggestion": "Suggestions", None: "Themes"}
_FIXED = (1980, 1, 1, 0, 0, 0)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_project(project: str, journey: Journey, scored: Sequence[Scored], themes: Themes, path: Path) -> int:
    """Write a coded project, and return how many statements it holds.

    Each feedback is a text source with its fields and the user's own columns as variables; each statement is a selection that is coded
    with its stage, its sentiment, its theme and the part of it.

    Parameters
    ----------
    scored : the statements of a feedback follow one another.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    with replacing(path) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("project.qde", _FIXED)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as handle:
            for line in _project(project, journey, scored, themes):
                handle.write(f"{line}\n".encode())
    return len(scored)


def write_codebook(themes: Sequence[OwnTheme], path: Path) -> None:
    """Write themes as codes, those of a kind under a code for the kind.

    Raises
    ------
    UsageError
        If there is no theme, or the file cannot be written.
    """
    if not themes:
        raise UsageError("There is no theme to write; a codebook in this format needs one.")
    kinds = [kind for kind in KINDS if any(one.kind == kind for one in themes)]
    codes = "".join(_group(KINDS[kind], [_own_code(one) for one in themes if one.kind == kind]) for kind in kinds)
    write_whole(path, f'{HEAD}<CodeBook xmlns="{CODEBOOK}" origin="vocmine"><Codes>{codes}</Codes></CodeBook>\n'.encode())


def _project(project: str, journey: Journey, scored: Sequence[Scored], themes: Themes) -> Iterator[str]:
    coded = _codings(themes)
    feedbacks = [(feedback, list(some)) for feedback, some in groupby(scored, key=lambda one: one.segment.feedback)]
    variables = tuple(dict.fromkeys(name for feedback, _ in feedbacks for name, _ in _values(feedback)))
    yield f'{HEAD}<Project xmlns="{PROJECT}" name={_quoted(project)} origin="vocmine">'
    yield f"<CodeBook><Codes>{_codes(journey, themes)}</Codes></CodeBook>"
    if variables:
        yield "<Variables>"
        yield from (f'<Variable guid="{_guid("variable", name)}" name={_quoted(name)} typeOfVariable="Text"/>' for name in variables)
        yield "</Variables>"
    if feedbacks:
        yield "<Sources>"
        yield from (_source(feedback, some, coded) for feedback, some in feedbacks)
        yield "</Sources>"
    yield "</Project>"


def _codes(journey: Journey, themes: Themes) -> str:
    stages = [_code(_guid("stage", stage.id), stage.name, stage.description) for stage in journey.stages]
    tones = [_code(_guid("sentiment", tone), tone.capitalize()) for tone in SENTIMENTS]
    kinds = [(KINDS[kind], [theme for theme in themes.themes if theme.kind == kind]) for kind in KINDS]
    found = "".join(_group(title, map(_theme_code, some)) for title, some in kinds if some)
    return _group("Stages", stages) + _group("Sentiment", tones) + found


def _theme_code(theme: Theme) -> str:
    parts = "".join(_code(_guid("part", part.id), part.label) for part in theme.parts)
    return _code(_guid("theme", theme.id), theme.label, ", ".join(theme.keywords), inner=parts)


def _own_code(own: OwnTheme) -> str:
    return _code(_guid("own", own.id), own.name, "\n".join((own.definition, *own.examples)).strip())


def _group(title: str, codes: Iterable[str]) -> str:
    return f'<Code guid="{_guid("group", title)}" name={_quoted(title)} isCodable="false">{"".join(codes)}</Code>'


def _code(guid: str, name: str, description: str = "", *, inner: str = "") -> str:
    told = f"<Description>{_text(description)}</Description>" if description else ""
    return f'<Code guid="{guid}" name={_quoted(name)} isCodable="true">{told}{inner}</Code>'


def _codings(themes: Themes) -> dict[str, tuple[str, ...]]:
    """Return for each segment the codes of its theme and of the part that it is in."""
    part_of = {segment: part.id for theme in themes.themes for part in theme.parts for segment in part.segment_ids}
    return {
        segment: (_guid("theme", theme.id), *((_guid("part", part_of[segment]),) if segment in part_of else ()))
        for theme in themes.themes
        for segment in theme.segment_ids
    }


def _source(feedback: Feedback, scored: Sequence[Scored], coded: Mapping[str, tuple[str, ...]]) -> str:
    selections = "".join(_selection(one, coded.get(one.segment.id, ())) for one in scored)
    values = "".join(
        f'<VariableValue><VariableRef targetGUID="{_guid("variable", name)}"/><TextValue>{_text(value)}</TextValue></VariableValue>'
        for name, value in _values(feedback)
    )
    content = f"<PlainTextContent>{_text(feedback.text)}</PlainTextContent>"
    return f'<TextSource guid="{_guid("feedback", feedback.id)}" name={_quoted(feedback.id)}>{content}{selections}{values}</TextSource>'


def _selection(one: Scored, themes: Sequence[str]) -> str:
    segment, reading = one.segment, one.reading
    codes = [_guid("stage", reading.stage)] if reading.stage != NO_STAGE else []
    codes += [_guid("sentiment", reading.sentiment_label)] if reading.sentiment_label else []
    codings = "".join(
        f'<Coding guid="{_guid("coding", segment.id, code)}"><CodeRef targetGUID="{code}"/></Coding>' for code in (*codes, *themes)
    )
    place = f'startPosition="{segment.start}" endPosition="{segment.end}"'
    return f'<PlainTextSelection guid="{_guid("segment", segment.id)}" name={_quoted(segment.id)} {place}>{codings}</PlainTextSelection>'


def _values(feedback: Feedback) -> Iterator[tuple[str, str]]:
    own = dict(feedback.attributes)
    for name in FIELDS:
        value = getattr(feedback, name)
        if value is not None and name not in own:
            yield name, value.isoformat() if name == "created_at" else f"{value:g}" if isinstance(value, float) else str(value)
    yield from own.items()


def _guid(*named: str) -> str:
    return str(uuid5(NAMESPACE, "\n".join(part.encode("utf-8", "replace").decode() for part in named)))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(text: str) -> str:
    # A parser turns a bare carriage return into a line feed, and positions would still count, but not what they count.
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})
