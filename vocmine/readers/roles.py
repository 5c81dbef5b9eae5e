"""What each column is: the plan of an import, from headings, content and what the user said.

Guarantees: every heading of the table comes out once, as text, role, attribute or dropped column with its reason;
what the user said overrules; what could be read in two ways is not used, and a note says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

from vocmine.errors import ColumnMissing, NoText, UsageError
from vocmine.readers.dates import Order
from vocmine.readers.evidence import ENOUGH, DateEvidence, Evidence, gather
from vocmine.readers.headings import asks_for, is_question, normal, party, personal_kind, rank
from vocmine.readers.plan import FIELDS, SCORES, ImportPlan, ReadOptions
from vocmine.readers.profile import Column, Profile, profile
from vocmine.readers.tables import Layout, Table, is_blank
from vocmine.readers.texts import as_text_column, find_texts, is_long_text, named_texts
from vocmine.types import Kind

_SIMPLE = ("channel", "touchpoint_given", "customer", "customer_segment", "language", "question", "stage_asked", "conversation")
_TURN_FIELDS = ("speaker", "turn")
_PHRASE_RANK = _UNKNOWN = 1000


@dataclass
class _Draft:
    """A plan while it is being made."""

    file: str
    table: Table
    options: ReadOptions
    profile: Profile
    roles: dict[str, Column] = field(default_factory=dict)
    mapped: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    scales: list[tuple[str, float, float]] = field(default_factory=list)
    texts: tuple[Column, ...] = ()
    id_unique: bool = False
    order: Order | None = None

    def free(self) -> list[Column]:
        """Return the columns that have no role yet and hold nothing personal."""
        taken = {c.place for c in (*self.roles.values(), *self.texts)}
        return [c for c in self.profile.columns if c.place not in taken and personal_reason(c) is None]


def decide(file: str, container: str | None, table: Table, options: ReadOptions) -> ImportPlan:
    """Make the plan of one table.

    Raises
    ------
    ColumnMissing
        If a heading that the user named is not there.
    NoText
        If there is neither text nor a score to read.
    UsageError
        If ``--map`` or ``--set`` names an unknown field.
    """
    draft = _Draft(file, table, options, profile(table))
    draft.notes.extend(table.notes)
    _apply_options(draft)
    _simple_roles(draft)
    evidence = _weigh(draft)
    layout = _layout(draft)
    if not draft.texts:
        draft.texts = find_texts(_readable(draft, evidence), survey=layout in ("qualtrics", "surveymonkey"))
    _settle_id(draft, evidence)
    _settle_dates(draft, evidence)
    _settle_scores(draft, evidence)
    _check_text(draft)
    return _plan(draft, container, layout)


def personal_reason(column: Column) -> str | None:
    """Return why a column is personal, or None."""
    kind = personal_kind(column.heading) or column.personal
    return f"personal: {kind}" if kind else None


def _apply_options(draft: _Draft) -> None:
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


def _simple_roles(draft: _Draft) -> None:
    for name in _SIMPLE:
        _take_best(draft, name, lambda c: c.length < 200)
    _take_best(draft, "role", _is_party)
    if "conversation" in draft.roles:
        for name in _TURN_FIELDS:
            _take_best(draft, name, lambda c: True)
    _take_best(draft, "weight", lambda c: c.numeric > ENOUGH)
    _take_best(draft, "kind", lambda c: all(value in ("survey", "review", "transcript") for value in c.sample))


def _take_best(draft: _Draft, name: str, fits: Callable[[Column], bool]) -> None:
    """Give a field to the column whose heading fits it best and whose cells pass."""
    if name in draft.roles or any(name == given for given, _ in draft.options.values):
        return
    ranked = [(r, c.place, c) for c in draft.free() if c.filled and (r := rank(name, c.heading)) is not None and fits(c)]
    if ranked:
        draft.roles[name] = min(ranked)[2]


def _is_party(column: Column) -> bool:
    known = sum(1 for cell in column.sample if party(cell))
    return known >= 0.8 * len(column.sample)


def _weigh(draft: _Draft) -> Evidence:
    """Gather evidence on the columns that may be id, date or score."""
    free = draft.free()
    ids = [c for c in free if c.filled and c.distinct > 0.5 and (rank("id", c.heading) is not None or normal(c.heading).endswith(" id"))]
    dates = [c for c in free if _may_be_date(c)]
    scores = {c.place: name for c in free for name in SCORES if c.filled and _score_rank(name, c) is not None}
    for name, column in draft.roles.items():
        if name == "id":
            ids.append(column)
        elif name == "created_at":
            dates.append(column)
        elif name in SCORES:
            scores[column.place] = name
    return gather(draft.table, [c.place for c in ids[:8]], [c.place for c in dates[:6]], scores)


def _may_be_date(column: Column) -> bool:
    known = rank("created_at", column.heading) is not None or bool({"date", "time"} & set(normal(column.heading).split()))
    return column.dated >= 0.5 or (known and column.filled > 0 and column.numeric > 0.9 and column.length >= 10)


def _score_rank(name: str, column: Column) -> int | None:
    found = rank(name, column.heading)
    if found is None and (asks_for(name, column.heading) or (column.question and asks_for(name, column.question))):
        found = _PHRASE_RANK
    numeric = column.numeric >= 0.8 or (name == "nps" and column.words < 2 and column.distinct < 0.5)
    return found if numeric else None


def _layout(draft: _Draft) -> Layout:
    talk = {"speaker", "role"} & set(draft.roles) or any(normal(h) == "is ivr" for h in draft.table.headings)
    if draft.table.layout == "plain" and "conversation" in draft.roles and talk:
        return "turns"
    return draft.table.layout


def _readable(draft: _Draft, evidence: Evidence) -> list[Column]:
    """Return the columns that may hold text: not those weighed as id, date or score."""
    weighed = {*evidence.ids, *evidence.dates, *(p for p, s in evidence.scores.items() if s.scale())}
    return [c for c in draft.free() if c.place not in weighed]


def _settle_id(draft: _Draft, evidence: Evidence) -> None:
    if "id" in draft.roles:
        column = draft.roles["id"]
        draft.id_unique = evidence.ids[column.place].unique(evidence.rows)
        if not draft.id_unique:
            draft.notes.append(_not_unique(column, evidence))
        return
    columns = [draft.profile.columns[place] for place in evidence.ids]
    ranked = sorted((rank("id", c.heading) if rank("id", c.heading) is not None else 99, c.place, c) for c in columns)
    for _, place, column in ranked:
        if evidence.ids[place].unique(evidence.rows):
            draft.roles["id"], draft.id_unique = column, True
            return
    if ranked and ranked[0][0] != 99:
        draft.notes.append(_not_unique(ranked[0][2], evidence))


def _not_unique(column: Column, evidence: Evidence) -> str:
    why = " (its numbers were rounded by a spreadsheet)" if evidence.ids[column.place].rounded else ""
    return f"Column {column.heading!r} does not name every row by a value of its own{why}; a hash of the row's content is the id instead."


def _settle_dates(draft: _Draft, evidence: Evidence) -> None:
    columns = {place: draft.profile.columns[place] for place in evidence.dates}
    mapped = draft.roles.get("created_at")
    barred: set[int] = set()
    if mapped is None and (pair := evidence.disagreeing()):
        barred = set(pair)
        names = " and ".join(_dates_shown(columns[p], evidence.dates[p]) for p in pair)
        draft.notes.append(
            f"Columns {names} disagree, with day and month swapped; neither is used. Pass --map created_at=COLUMN for the right one."
        )
    ranked = sorted(
        (_date_rank(c), place) for place, c in columns.items() if place not in barred and (_date_rank(c) < _UNKNOWN or len(columns) == 1)
    )
    for place in [mapped.place] if mapped else [place for _, place in ranked]:
        found = evidence.dates[place]
        if found.formed < ENOUGH * found.filled and not mapped:
            continue
        if found.trouble and not (mapped and found.order):
            draft.notes.append(f"Column {_dates_shown(columns[place], found)} {found.trouble}; its dates are not used.")
            continue
        draft.roles["created_at"], draft.order = columns[place], found.order
        if not mapped and _date_rank(columns[place]) == _UNKNOWN:
            draft.notes.append(f"Column {columns[place].heading!r} is taken for the date of the feedback.")
        return
    draft.roles.pop("created_at", None)


def _date_rank(column: Column) -> int:
    found = rank("created_at", column.heading)
    return _UNKNOWN if found is None else found


def _dates_shown(column: Column, found: DateEvidence) -> str:
    return f"{column.heading!r} ({', '.join(found.examples)})"


def _settle_scores(draft: _Draft, evidence: Evidence) -> None:
    for name in SCORES:
        if name in draft.roles:
            column = draft.roles[name]
            low, high = evidence.scores[column.place].scale(name) or (0.0, 10.0 if name == "nps" else 100.0)
            draft.scales.append((name, low, high))
            continue
        taken = {c.place for c in draft.roles.values()} | {c.place for c in draft.texts}
        ranked = [
            (r, p, s)
            for p, score in evidence.scores.items()
            if p not in taken and (r := _score_rank(name, draft.profile.columns[p])) is not None and (s := score.scale(name))
        ]
        if ranked:
            _, place, (low, high) = min(ranked)
            _take_score(draft, name, draft.profile.columns[place], low, high)


def _take_score(draft: _Draft, name: str, column: Column, low: float, high: float) -> None:
    if name == "rating" and normal(column.heading) == "score" and low == 0 and high == 10:
        draft.notes.append(
            "Column 'score' runs from 0 to 10; it is read as likelihood to recommend (nps). Pass --map rating=score if it is not."
        )
        name = "nps"
    draft.roles[name] = column
    draft.scales.append((name, low, high))
    if name == "ces":
        draft.notes.append(f"Column {column.heading!r} is read as customer effort; whether {low:g} is easy or hard is not known.")
    if name == "nps" and column.numeric < 0.5:
        draft.notes.append(f"Column {column.heading!r} names groups; promoters count as 9, passives as 7, detractors as 6.")


def _check_text(draft: _Draft) -> None:
    if not draft.texts and not any(name in draft.roles for name in SCORES):
        raise NoText([c.heading for c in draft.profile.columns], file=draft.file)
    if not draft.texts:
        draft.notes.append("No column holds text to read; the rows count in the scores alone. Pass --text COLUMN if one does.")


def _kind(draft: _Draft, layout: Layout) -> Kind:
    given = draft.options.kind or dict(draft.options.values).get("kind")
    if given is not None:
        if given not in ("survey", "review", "transcript"):
            raise UsageError(f"No kind {given!r}; the kinds are survey, review and transcript.")
        return cast(Kind, given)
    if layout in ("turns", "captions"):
        return "transcript"
    asked = layout in ("qualtrics", "surveymonkey") or any(is_question(c.heading) for c in draft.texts)
    return "survey" if asked or {"nps", "csat", "ces"} & set(draft.roles) else "review"


def _plan(draft: _Draft, container: str | None, layout: Layout) -> ImportPlan:
    taken = {c.place for c in (*draft.roles.values(), *draft.texts)}
    rest = [c for c in draft.profile.columns if c.place not in taken]
    dropped = tuple((c.heading, reason) for c in rest if (reason := _dropped(c)))
    gone = {heading for heading, _ in dropped}
    table = draft.table
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
        notes=tuple((*draft.notes, *_remarks(draft, rest))),
        id_unique=draft.id_unique,
        date_order=draft.order,
        layout=layout,
    )


def _dropped(column: Column) -> str | None:
    reason = personal_reason(column)
    if reason is None and is_long_text(column):
        return "free text that is not read"
    return reason


def _remarks(draft: _Draft, rest: Iterable[Column]) -> Iterable[str]:
    personal = [c.heading for c in rest if personal_reason(c)]
    if personal:
        yield f"Dropped as personal: {', '.join(map(repr, personal))}. Pass --map customer=COLUMN to keep one as a keyed hash."
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
