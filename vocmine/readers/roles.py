"""What each column is: the plan of an import, from headings, content and what the user said.

Guarantees: every heading of the table comes out once, as text, role, attribute or dropped column with its reason;
what the user said overrules; what could be read in two ways is not used, and a note says so.
"""

from collections.abc import Callable, Iterable
from typing import cast

from vocmine.errors import ColumnMissing, InputError, NoText, UsageError
from vocmine.language.names import language_name
from vocmine.readers.dates import split
from vocmine.readers.draft import Draft, personal_reason, score_rank
from vocmine.readers.evidence import ENOUGH, Evidence, gather
from vocmine.readers.headings import is_question, lists, normal, party, rank
from vocmine.readers.plan import FIELDS, SCORES, ImportPlan, ReadOptions
from vocmine.readers.profile import Column, profile
from vocmine.readers.settle import settle_dates, settle_id, settle_scores
from vocmine.readers.tables import Layout, Table, is_blank
from vocmine.readers.texts import as_text_column, find_texts, is_long_text, language_of, named_texts
from vocmine.types import Kind

_SIMPLE = ("channel", "touchpoint_given", "customer", "customer_segment", "language", "question", "stage_asked", "conversation")
_TURN_FIELDS = ("speaker", "turn")
_SPEAKERS_SHOWN = 20


def decide(file: str, container: str | None, table: Table, options: ReadOptions) -> ImportPlan:
    """Make the plan of one table.

    Raises
    ------
    InputError
        If there is a header and no rows.
    ColumnMissing
        If a heading that the user named is not there.
    NoText
        If there is neither text nor a score to read.
    UsageError
        If ``--map`` or ``--set`` names an unknown field.
    """
    draft = Draft(file, table, options, profile(table))
    if draft.profile.rows == 0:
        raise InputError(f"{file} holds a header and no rows.", file=file, sheet=table.sheet)
    draft.notes.extend(table.notes)
    _apply_options(draft)
    _simple_roles(draft)
    evidence = _weigh(draft)
    layout = _layout(draft)
    if not draft.texts:
        draft.texts = find_texts(_readable(draft, evidence), survey=layout in ("qualtrics", "surveymonkey"))
    settle_id(draft, evidence)
    settle_dates(draft, evidence)
    settle_scores(draft, evidence)
    _check_text(draft)
    return _plan(draft, container, layout)


def _apply_options(draft: Draft) -> None:
    columns, file, options = draft.profile.columns, draft.file, draft.options
    by_name = {column.heading: column for column in columns}
    for name, value in (*options.mapping, *options.values):
        if name not in FIELDS:
            raise UsageError(f"No field {name!r} (of {name}={value}); the fields are {', '.join(FIELDS)}.")
    mapping = dict(options.mapping)
    if options.id:
        mapping["id"] = options.id
    text = options.text or mapping.pop("text", None)
    for name, heading in mapping.items():
        if heading not in by_name:
            raise ColumnMissing(heading, list(by_name), file=file, option="--id" if heading == options.id else "--map")
        draft.roles[name] = by_name[heading]
        draft.mapped.add(name)
    if text:
        draft.texts = named_texts(text, columns, file)


def _simple_roles(draft: Draft) -> None:
    for name in _SIMPLE:
        _take_best(draft, name, lambda c: c.length < 200)
    _take_best(draft, "role", _is_party)
    if "conversation" in draft.roles:
        for name in _TURN_FIELDS:
            _take_best(draft, name, lambda c: True)
    _take_best(draft, "weight", lambda c: c.numeric > ENOUGH)
    _take_best(draft, "kind", lambda c: all(value in ("survey", "review", "transcript") for value in c.sample))


def _take_best(draft: Draft, name: str, fits: Callable[[Column], bool]) -> None:
    """Give a field to the column whose heading fits it best and whose cells pass."""
    if draft.is_closed(name):
        return
    ranked = [(r, c.place, c) for c in draft.free() if c.filled and (r := rank(name, c.heading)) is not None and fits(c)]
    if ranked:
        draft.roles[name] = min(ranked)[2]


def _is_party(column: Column) -> bool:
    known = sum(1 for cell in column.sample if party(cell))
    return known >= 0.8 * len(column.sample)


def _weigh(draft: Draft) -> Evidence:
    """Gather evidence on the columns that may be id, date or score."""
    free = draft.free()
    ids = [c for c in free if c.filled and c.distinct > 0.5 and (rank("id", c.heading) is not None or normal(c.heading).endswith(" id"))]
    dates = [c for c in free if _may_be_date(c)]
    scores = {c.place: name for c in free for name in SCORES if c.filled and score_rank(name, c) is not None}
    for name, column in draft.roles.items():
        if name == "id":
            ids.insert(0, column)
        elif name == "created_at":
            dates.insert(0, column)
        elif name in SCORES:
            scores[column.place] = name
    return gather(draft.table, [c.place for c in ids[:8]], [c.place for c in dates[:6]], scores)


def _may_be_date(column: Column) -> bool:
    known = rank("created_at", column.heading) is not None or bool({"date", "time"} & set(normal(column.heading).split()))
    return column.dated >= 0.5 or (known and column.filled > 0 and all(split(cell, epoch=True) for cell in column.sample[:50]))


def _layout(draft: Draft) -> Layout:
    talk = {"speaker", "role"} & set(draft.roles) or any(normal(h) == "is ivr" for h in draft.table.headings)
    if draft.table.layout == "plain" and "conversation" in draft.roles and talk:
        return "turns"
    return draft.table.layout


def _readable(draft: Draft, evidence: Evidence) -> list[Column]:
    """Return the columns that may hold text: not those weighed as id, date or score."""
    weighed = {*evidence.ids, *evidence.dates, *(p for p, s in evidence.scores.items() if s.scale())}
    return [c for c in draft.free() if c.place not in weighed]


def _check_text(draft: Draft) -> None:
    if not draft.texts and not any(name in draft.roles for name in SCORES):
        raise NoText([c.heading for c in draft.profile.columns], file=draft.file)
    if not draft.texts:
        draft.notes.append("No column holds text to read; the rows count in the scores alone. Pass --text COLUMN if one does.")


def _kind(draft: Draft, layout: Layout) -> Kind:
    given = draft.options.kind or dict(draft.options.values).get("kind")
    if given is not None:
        if given not in ("survey", "review", "transcript"):
            raise UsageError(f"No kind {given!r}; the kinds are survey, review and transcript.")
        return cast(Kind, given)
    if layout in ("turns", "captions"):
        return "transcript"
    asked = layout in ("qualtrics", "surveymonkey") or any(is_question(c.heading) for c in draft.texts)
    return "survey" if asked or {"nps", "csat", "ces"} & set(draft.roles) else "review"


def _plan(draft: Draft, container: str | None, layout: Layout) -> ImportPlan:
    taken = {c.place for c in (*draft.roles.values(), *draft.texts)}
    rest = [c for c in draft.profile.columns if c.place not in taken]
    dropped = tuple((c.heading, reason) for c in rest if (reason := _dropped(c)))
    gone = {heading for heading, _ in dropped}
    table, language = draft.table, language_of(draft.texts)
    return ImportPlan(
        file=draft.file,
        container=container,
        format=table.format,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_rows=table.header_rows,
        skipped_lines=table.skipped_lines,
        rows=draft.profile.rows,
        kind=_kind(draft, layout),
        headings=table.headings,
        roles=tuple((name, column.heading) for name, column in draft.roles.items()),
        texts=tuple(as_text_column(c) for c in draft.texts),
        dropped=dropped,
        attributes=tuple(c.heading for c in rest if c.heading not in gone),
        scales=tuple(draft.scales),
        notes=tuple((*draft.notes, *_remarks(draft, rest), *_language_remark(language))),
        id_unique=draft.id_unique,
        date_order=draft.order,
        layout=layout,
        speakers=_speakers(draft)[:_SPEAKERS_SHOWN] if layout == "captions" else (),
        language=language,
    )


def _speakers(draft: Draft) -> tuple[str, ...]:
    column = draft.roles.get("speaker")
    return tuple(dict.fromkeys(column.sample)) if column else ()


def _dropped(column: Column) -> str | None:
    reason = personal_reason(column)
    if reason is None and normal(column.heading) in lists().staff:
        return "the company's own words"
    if reason is None and is_long_text(column):
        return "free text that is not read"
    return reason


def _remarks(draft: Draft, rest: Iterable[Column]) -> Iterable[str]:
    personal = [c.heading for c in rest if personal_reason(c)]
    if personal:
        yield f"Dropped as personal: {', '.join(map(repr, personal))}. Pass --map customer=COLUMN to keep one as a keyed hash."
    yield from _role_remarks(draft)
    unread = [c.heading for c in rest if not personal_reason(c) and is_long_text(c)]
    if unread:
        yield f"Also free text, not read: {', '.join(map(repr, unread))}. Pass --text 'A,B' to read several columns."
    status = [c for c in rest if normal(c.heading) == "status"]
    if (
        draft.table.layout == "qualtrics"
        and status
        and any(cell in ("2", "Survey Test") for cell in status[0].sample if not is_blank(cell))
    ):
        yield "The responses are marked as generated test responses; they are read."


def _language_remark(language: str | None) -> Iterable[str]:
    if language:
        name = language_name(language)
        yield f"Most texts are in {name}; a text too short to show its language counts as {name} too."


def _role_remarks(draft: Draft) -> Iterable[str]:
    """Say who counts as customer where a transcript does not tell."""
    if draft.table.layout != "captions":
        return
    given = {name.strip().lower() for name, _ in draft.options.roles}
    known = [name for name in _speakers(draft) if name.strip().lower() in given or party(name)]
    if not known:
        yield "Nobody is known as customer or agent, so all count as customers. Pass --role NAME=customer for those who are."
