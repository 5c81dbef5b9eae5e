"""Pain points as a CSV file that an issue tracker imports: one ticket for each theme, however many stages feel it.

Guarantees: a ticket carries its theme's id (``External Issue ID`` and a label), so that it is found again; three quotes at most, masked
as they are stored; customers' words are data: no formula, no wiki markup, no HTML of theirs acts; the same map gives the same file.

What the importers need, as their vendors' pages tell. Jira (adminjiraserver, "Importing data from CSV"): commas, a heading row without
punctuation that has ``Summary``; several labels stand in several columns of one name, without spaces; an issue is updated where a column
is mapped to ``Issue Key``, and made where that is empty. Azure DevOps ("Import, update, and export work items with CSV files"):
``Work Item Type`` and ``Title`` under just these names, at most 1,000 rows; tags are parted by ``;``; with a column ``ID`` the item of
that number is updated, and made where it is empty. Neither looks for other ids by itself: ``readers.tickets`` reads the numbers out of
the tracker's own export.
"""

import csv
import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from vocmine.errors import UsageError
from vocmine.export.figures import (
    association_text,
    behind_text,
    effect_text,
    figure,
    left_out_text,
    period_text,
    rank_text,
    trend_text,
    unit_noun,
)
from vocmine.export.files import write_whole
from vocmine.export.score_rows import cell
from vocmine.map_types import JourneyMap, MapTheme, StageColumn

Tracker = Literal["jira", "azure"]
Priority = Literal["High", "Medium", "Low"]
MARK = "vocmine-theme-"
LONGEST_TITLE = 250
FIRST = 3
_AZURE_PRIORITY: dict[Priority, int] = {"High": 1, "Medium": 2, "Low": 3}
_WIKI = re.compile(r"[{}\[\]|]|!(?=\S)")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A pain point as work: ``lines`` are plain text, ``labels`` hold no space, ``theme_id`` is the external id."""

    theme_id: str
    title: str
    lines: tuple[str, ...]
    priority: Priority
    labels: tuple[str, ...]


def write_tickets(journey_map: JourneyMap, path: Path, *, tracker: Tracker = "jira", known: Mapping[str, str] | None = None) -> int:
    """Write the pain points of a map as tickets and return how many there are.

    Parameters
    ----------
    known : the tracker's own key of each theme id that has a ticket already; these are updated, the others made.

    Raises
    ------
    UsageError
        If the name does not end in ``.csv``, or the file cannot be written.
    """
    if path.suffix.lower() != ".csv":
        raise UsageError(f"Tickets are written as .csv, which issue trackers import; {path} ends in {path.suffix or 'nothing'}.")
    tickets = find_tickets(journey_map)
    rows = _ROWS[tracker](tickets, known or {})
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    write_whole(path, text.getvalue().encode())  # no byte-order mark: an importer takes it for a part of the first heading
    return len(tickets)


def find_tickets(journey_map: JourneyMap) -> tuple[Ticket, ...]:
    """Return one ticket a pain point, those of the first stage first.

    Its priority is ``High`` where the interval of its rank at some stage ends among the first three, ``Low`` where it begins behind them
    at each, ``Medium`` otherwise, and where too few speak of its stages for any rank.
    """
    homes: dict[str, list[tuple[StageColumn, MapTheme]]] = {}
    for stage in journey_map.stages:
        for pain in stage.pain_points:
            homes.setdefault(pain.theme_id, []).append((stage, pain))
    return tuple(_ticket(journey_map, sorted(found, key=lambda pair: -pair[1].volume)) for found in homes.values())


def _ticket(journey_map: JourneyMap, found: Sequence[tuple[StageColumn, MapTheme]]) -> Ticket:
    (stage, pain), *_ = found
    places = [f"stage-{quote(one.id, safe='')}" for one, _ in found]
    title = f"{pain.label[:1].upper()}{pain.label[1:]} ({stage.name})"
    return Ticket(
        pain.theme_id,
        " ".join(title.split())[:LONGEST_TITLE],
        (*_figures(journey_map, found), *_reasons(journey_map, pain), *_words(journey_map, pain), *_source(journey_map, pain)),
        _priority([one for _, one in found]),
        ("vocmine", MARK + quote(pain.theme_id, safe=""), *places),
    )


def _priority(pains: Sequence[MapTheme]) -> Priority:
    ranks = [pain.rank for pain in pains if pain.rank]
    if any(rank.high <= FIRST for rank in ranks):
        return "High"
    return "Low" if ranks and all(rank.low > FIRST for rank in ranks) else "Medium"


def _figures(journey_map: JourneyMap, found: Sequence[tuple[StageColumn, MapTheme]]) -> list[str]:
    noun = unit_noun(journey_map)
    lines = ["Where customers tell it:"]
    for stage, pain in found:
        told = figure(pain.volume, stage.volume, noun, share=(pain.share, pain.low, pain.high))
        rank = f"; {rank_text(pain.rank)} of the pain points there" if pain.rank else ""
        whole = f" of {stage.volume:,} at the stage" if told.detail else " at the stage"
        lines.append(f"- {stage.name}: {told.text} {told.detail}".rstrip() + whole + rank)
    return lines


def _reasons(journey_map: JourneyMap, pain: MapTheme) -> list[str]:
    noun, names = unit_noun(journey_map), {stage.id: stage.name for stage in journey_map.stages}
    told = [said for said in (effect_text(pain), left_out_text(pain), trend_text(pain.trend)) if said]
    causes = [f"- {cause.label} ({noun.count(cause.told)})" for cause in pain.causes[:FIRST]]
    behind = [f"- {behind_text(links, noun, names)}" for links in journey_map.behind(pain.theme_id)[:FIRST]]
    with_ = [f"- {association_text(one, noun)}" for one in pain.associations[:FIRST]]
    parts = (("What it goes with:", told), ("Causes that customers tell:", causes), ("Told to stand behind it:", behind))
    return [line for heading, lines in (*parts, ("Told more often by:", with_)) if lines for line in ("", heading, *lines)]


def _words(journey_map: JourneyMap, pain: MapTheme) -> list[str]:
    texts = dict(journey_map.segments)
    quotes = [f"- “{' '.join(texts[segment_id].split())}” ({segment_id})" for segment_id in pain.quotes[:FIRST]]
    return ["", "In customers' words:", *quotes] if quotes else []


def _source(journey_map: JourneyMap, pain: MapTheme) -> list[str]:
    noun = unit_noun(journey_map)
    only = "".join(f", only {field} = {value}" for field, value in journey_map.filters)
    source = f"{journey_map.project}, {period_text(journey_map.period)}{only}; n = {noun.count(journey_map.totals.units)}"
    honest = "Shows what people wrote about, not how often it happens."
    return ["", f"Source: {source}; run {journey_map.run}, theme {pain.theme_id}. {honest}"]


def _jira(tickets: Sequence[Ticket], known: Mapping[str, str]) -> list[list[str]]:
    n_labels = max((len(ticket.labels) for ticket in tickets), default=0)
    key = ["Issue Key"] if known else []
    rows = [[*key, "Summary", "Issue Type", "Priority", "Description", "External Issue ID", *["Labels"] * n_labels]]
    for ticket in tickets:
        keys = [known.get(ticket.theme_id, "")] if known else []
        labels = [*ticket.labels, *[""] * (n_labels - len(ticket.labels))]
        description = "\n".join(_WIKI.sub(r"\\\g<0>", line) for line in ticket.lines)
        rows.append([*keys, ticket.title, "Task", ticket.priority, description, ticket.theme_id, *labels])
    return rows


def _azure(tickets: Sequence[Ticket], known: Mapping[str, str]) -> list[list[str]]:
    rows = [[*(["ID"] if known else []), "Work Item Type", "Title", "Priority", "Description", "Tags"]]
    for ticket in tickets:
        keys = [known.get(ticket.theme_id, "")] if known else []
        description = "<br>".join(html.escape(line) for line in ticket.lines)
        rows.append([*keys, "Task", ticket.title, str(_AZURE_PRIORITY[ticket.priority]), description, "; ".join(ticket.labels)])
    return rows


_ROWS: Mapping[Tracker, Callable[[Sequence[Ticket], Mapping[str, str]], list[list[str]]]] = {"jira": _jira, "azure": _azure}
