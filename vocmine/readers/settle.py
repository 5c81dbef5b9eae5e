"""Which columns give id, date and scores, by the evidence of the whole column.

Guarantees: an id that does not name rows is not used; dates that could be read in two ways, or that two columns
tell differently, are not used; each score has its scale; all of this is said in notes, also where a column is called
like a date or a score and too few of its cells are.
"""

from collections.abc import Iterator

from vocmine.readers.draft import Draft, score_rank
from vocmine.readers.evidence import ENOUGH, DateEvidence, Evidence
from vocmine.readers.headings import lists, normal, rank
from vocmine.readers.plan import SCORES
from vocmine.readers.profile import Column

_UNKNOWN = 1000


def settle_id(draft: Draft, evidence: Evidence) -> None:
    """Choose the column that names rows, if one does."""
    if "id" in draft.roles:
        column = draft.roles["id"]
        draft.id_unique = evidence.ids[column.place].unique(evidence.rows)
        if not draft.id_unique:
            draft.notes.append(_not_unique(column, evidence))
        return
    columns = [draft.profile.columns[place] for place in evidence.ids]
    ranked = sorted(columns, key=lambda c: _rank_or_last("id", c))
    for column in ranked:
        if evidence.ids[column.place].unique(evidence.rows):
            draft.roles["id"], draft.id_unique = column, True
            return
    if ranked and _rank_or_last("id", ranked[0]) != _UNKNOWN:
        draft.notes.append(_not_unique(ranked[0], evidence))


def _rank_or_last(name: str, column: Column) -> int:
    found = rank(name, column.heading)
    return _UNKNOWN if found is None else found


def _not_unique(column: Column, evidence: Evidence) -> str:
    why = " (its numbers were rounded by a spreadsheet)" if evidence.ids[column.place].rounded else ""
    return f"Column {column.heading!r} does not name every row by a value of its own{why}; a hash of the row's content is the id instead."


def settle_dates(draft: Draft, evidence: Evidence) -> None:
    """Choose the column that dates the feedback, if one can be trusted."""
    mapped = draft.roles.pop("created_at", None)
    if mapped is None and draft.is_closed("created_at"):
        return
    for column in [mapped] if mapped else _date_columns(draft, evidence):
        found = evidence.dates[column.place]
        open_order = found.numbers > 0 and found.order is None
        if found.trouble and (open_order or not mapped):
            draft.notes.append(f"Column {_dates_shown(column, found)} {found.trouble}; its dates are not used.")
            continue
        draft.roles["created_at"], draft.order = column, found.order
        if not mapped and _rank_or_last("created_at", column) == _UNKNOWN:
            draft.notes.append(f"Column {column.heading!r} is taken for the date of the feedback.")
        return


def _date_columns(draft: Draft, evidence: Evidence) -> list[Column]:
    """Return the columns that may date the feedback, the best first; not two of which one must be wrong."""
    columns = [draft.profile.columns[place] for place in evidence.dates]
    if pair := evidence.disagreeing():
        names = " and ".join(_dates_shown(draft.profile.columns[place], evidence.dates[place]) for place in pair)
        draft.notes.append(
            f"Columns {names} disagree, with day and month swapped; neither is used. Pass --map created_at=COLUMN for the right one."
        )
        columns = [c for c in columns if c.place not in pair]
    known = [c for c in columns if _rank_or_last("created_at", c) < _UNKNOWN]
    told = [c for c in columns if not set(normal(c.heading).split()) & lists().other_dates]
    chosen = sorted(known, key=lambda c: _rank_or_last("created_at", c)) or (told if len(told) == 1 and len(columns) == 1 else [])
    dated = [c for c in chosen if evidence.dates[c.place].formed >= ENOUGH * evidence.dates[c.place].filled]
    if not dated:
        draft.notes.extend(_few_dates(c, evidence.dates[c.place]) for c in known if evidence.dates[c.place].filled)
    return dated


def _few_dates(column: Column, found: DateEvidence) -> str:
    bad = found.filled - found.formed
    return (
        f"Column {column.heading!r} is not read as dates: {bad:,} of {found.filled:,} cells are no dates. {_insist('created_at', column)}"
    )


def _insist(name: str, column: Column) -> str:
    return f"Pass --map '{name}={column.heading}' to read it; rows with such cells are then rejected."


def _dates_shown(column: Column, found: DateEvidence) -> str:
    return f"{column.heading!r} ({', '.join(found.examples)})"


def settle_scores(draft: Draft, evidence: Evidence) -> None:
    """Choose the columns of rating, NPS, CSAT and CES, with their scales."""
    for name in SCORES:
        if name in draft.roles:
            scale = evidence.scores[draft.roles[name].place].scale(name) or (0.0, 10.0 if name == "nps" else 100.0)
            draft.scales.append((name, *scale))
        elif not draft.is_closed(name) and (best := _best_score(draft, evidence, name)):
            draft.roles[name] = best[0]
            draft.scales.append((name, *best[1]))
            draft.notes.extend(_score_notes(name, best[0], best[1][0]))
        elif not draft.is_closed(name):
            draft.notes.extend(_few_numbers(name, c) for c in draft.free() if _is_called(name, c) and not _has_scale(name, c, evidence))


def _is_called(name: str, column: Column) -> bool:
    return rank(name, column.heading) is not None and column.numeric >= 0.5


def _has_scale(name: str, column: Column, evidence: Evidence) -> bool:
    found = evidence.scores.get(column.place)
    return found is not None and found.scale(name) is not None


def _few_numbers(name: str, column: Column) -> str:
    share = f"{column.numeric:.0%} of its cells are numbers, not all of them on a known scale"
    return f"Column {column.heading!r} is not read as {name}: {share}. {_insist(name, column)}"


def _best_score(draft: Draft, evidence: Evidence, name: str) -> tuple[Column, tuple[float, float]] | None:
    taken = {c.place for c in (*draft.roles.values(), *draft.texts)}
    columns = [draft.profile.columns[place] for place in evidence.scores if place not in taken]
    found = [
        (r, c.place, c, scale)
        for c in columns
        if (r := score_rank(name, c)) is not None and (scale := evidence.scores[c.place].scale(name)) and _may_be(name, c, evidence)
    ]
    return min(found)[2:] if found else None


def _may_be(name: str, column: Column, evidence: Evidence) -> bool:
    """Tell whether a column called just ``score`` may be this score: from 0 to 10 it is NPS, else a rating."""
    if normal(column.heading) != "score":
        return True
    return (evidence.scores[column.place].scale("rating") == (0, 10)) is (name == "nps")


def _score_notes(name: str, column: Column, low: float) -> Iterator[str]:
    if name == "ces":
        yield f"Column {column.heading!r} is read as customer effort; whether {low:g} is easy or hard is not known."
    if name == "nps" and normal(column.heading) == "score":
        yield "Column 'score' runs from 0 to 10; it is read as likelihood to recommend (nps). Pass --map rating=score if it is not."
    if name == "nps" and column.numeric < 0.5:
        yield f"Column {column.heading!r} names groups; promoters count as 9, passives as 7, detractors as 6."
