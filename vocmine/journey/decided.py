"""What people decided, put on the map: owners, statuses, whether fixes helped, what kind of trouble a pain point is, and what to fix first.

Guarantees: a map without decisions keeps all its figures; every segment that is named has its text under ``segments``; the same decisions
and segments in any order give the same map.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from vocmine.decision_types import Criterion, Decision, Fix, Given, PainKind
from vocmine.journey.differences import Pair, difference
from vocmine.journey.fixes import Sides, Stretch, before_after, judge_together
from vocmine.journey.pain_kinds import Compare, Heard, find_kind, likeness
from vocmine.journey.periods import Calendar, Days, Spoken, by_day, spoken
from vocmine.journey.priorities import Candidate, prioritise
from vocmine.journey.quotes import distinct, readable
from vocmine.journey.shares import Population, population
from vocmine.map_types import JourneyMap, MapTheme, StageColumn
from vocmine.types import Rate, Scored, Theme, Themes

MIX = ("channel", "customer_segment", "kind", "stage_asked", "touchpoint_given")
WEEK = timedelta(days=7)
YEAR = timedelta(weeks=52)
MOST_WEEKS, USUAL_WEEKS = 52, 12
LIKE_TEXTS, HEARD = 6, 400


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided of a project's themes, by theme id, what they weigh pain points by, and the values that they gave."""

    decisions: Mapping[str, Decision]
    criteria: tuple[Criterion, ...] = ()
    given: tuple[Given, ...] = ()


NOTHING = Decided({})


def add_decisions(
    journey_map: JourneyMap, scored: Iterable[Scored], themes: Themes, decided: Decided, compare: Compare | None = None
) -> JourneyMap:
    """Return the map with what people decided, the kinds of its pain points, and its priorities.

    Parameters
    ----------
    scored : the segments that the map is of, in any order.
    themes : all themes of the run.
    decided : the criteria are all that count, mined ones among them; without any there are no priorities.
    compare : gives vectors of texts alone; without it no kinds are told.
    """
    told = _Told.of(scored)
    pains = {theme.id: theme for theme in themes.themes if theme.kind == "pain_point" and told.units(theme)}
    shown = _shown(journey_map, pains, decided)
    fixes = _fixes(told, themes, decided)
    kinds = _kinds(told, [pains[i] for i in shown if i in _on_map(journey_map)], compare) if compare else {}

    def put(theme: MapTheme) -> MapTheme:
        known = decided.decisions.get(theme.theme_id, Decision())
        return replace(theme, owner=known.owner, status=known.status, kind_of_pain=kinds.get(theme.theme_id), fix=fixes.get(theme.theme_id))

    stages = tuple(_each(stage, put) for stage in journey_map.stages)
    candidates = _candidates(journey_map, told, [pains[i] for i in shown])
    priorities = prioritise(candidates, decided.criteria, decided.given, units=told.everyone.n) if decided.criteria else None
    quoted = {i for fix in fixes.values() for some in fix.evidence for i in some}
    quoted |= {i for kind in kinds.values() for i in kind.evidence} | {i for one in candidates for i in one.evidence}
    texts = dict(journey_map.segments) | {i: told.by_id[i].segment.text for i in quoted}
    return replace(
        journey_map,
        stages=stages,
        segments=tuple(sorted(texts.items())),
        priorities=priorities,
        notes=(*journey_map.notes, *_notes(decided, fixes)),
    )


@dataclass(frozen=True)
class _Told:
    """The segments that were read, by their ids, and all units."""

    by_id: Mapping[str, Scored]
    everyone: Population

    @classmethod
    def of(cls, scored: Iterable[Scored]) -> "_Told":
        read = {one.segment.id: one for one in sorted(scored, key=lambda one: one.segment.id) if one.reading.sentiment is not None}
        return cls(read, population({one.segment.feedback.id: one.segment.feedback for one in read.values()}.values()))

    def segments(self, theme: Theme) -> list[Scored]:
        """Return the segments of a theme, the most telling first."""
        return [self.by_id[i] for i in dict.fromkeys((*theme.quotes, *theme.segment_ids)) if i in self.by_id]

    def units(self, theme: Theme) -> frozenset[str]:
        """Return the units that tell of a theme."""
        return frozenset(self.by_id[i].segment.feedback.unit for i in theme.segment_ids if i in self.by_id)

    @cached_property
    def said(self) -> Days:
        """The units that spoke on each day."""
        return by_day(self.by_id.values())

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day on which somebody spoke."""
        return (min(self.said), max(self.said)) if self.said else None

    @cached_property
    def fields(self) -> dict[str, dict[str, str]]:
        """The value of each unit in each field whose mix may change, the first that it tells."""
        found: dict[str, dict[str, str]] = {field: {} for field in MIX}
        for one in self.by_id.values():
            feedback = one.segment.feedback
            for field, values in found.items():
                if value := getattr(feedback, field):
                    values.setdefault(feedback.unit, str(value))
        return {field: values for field, values in found.items() if len(set(values.values())) > 1}


def _each(stage: StageColumn, put: Callable[[MapTheme], MapTheme]) -> StageColumn:
    return replace(
        stage,
        pain_points=tuple(map(put, stage.pain_points)),
        gains=tuple(map(put, stage.gains)),
        suggestions=tuple(map(put, stage.suggestions)),
    )


def _on_map(journey_map: JourneyMap) -> dict[str, MapTheme]:
    return {pain.theme_id: pain for stage in journey_map.stages for pain in stage.pain_points}


def _shown(journey_map: JourneyMap, pains: Mapping[str, Theme], decided: Decided) -> list[str]:
    """Return the pain points on the map and those that anything was said of."""
    said = {*_on_map(journey_map), *decided.decisions, *(one.theme_id for one in decided.given)}
    return sorted(said & pains.keys())


def _kinds(told: _Told, pains: Sequence[Theme], compare: Compare) -> dict[str, PainKind]:
    spoken_of = [told.segments(theme) for theme in pains]
    texts = [[theme.label, *(one.segment.text for one in some[:LIKE_TEXTS])] for theme, some in zip(pains, spoken_of, strict=True)]
    found = {}
    for theme, some, like in zip(pains, spoken_of, likeness(compare, texts), strict=True):
        heard = [Heard(one.segment.id, one.segment.feedback.unit, one.segment.text) for one in some[:HEARD]]
        if kind := find_kind(theme.label, heard, told.everyone, like):
            found[theme.id] = kind
    return found


def _fixes(told: _Told, themes: Themes, decided: Decided) -> dict[str, Fix]:
    dated = {
        theme.id: (theme, decided.decisions[theme.id].fixed_on)
        for theme in themes.themes
        if theme.id in decided.decisions and decided.decisions[theme.id].fixed_on
    }
    found = [_fix(told, theme, fixed_on) for theme, fixed_on in dated.values() if fixed_on]
    return dict(zip(dated, judge_together(found), strict=True))


def _fix(told: _Told, theme: Theme, fixed_on: date) -> Fix:
    segments, weeks = told.segments(theme), _weeks(told.days, fixed_on)
    sides = _sides(told, segments, fixed_on, weeks)
    n, days = min(weeks), told.days
    since = fixed_on - n * WEEK
    reaches_back = days is not None and n > 0 and days[0] <= since - YEAR
    year_before = _sides(told, segments, fixed_on - YEAR, weeks) if reaches_back else None
    fix = before_after(fixed_on, sides, fields=told.fields, year_before=year_before)
    if not n or days is None:
        return fix
    until = min(days[1], fixed_on + n * WEEK - timedelta(days=1))
    evidence = _words(segments, since, fixed_on - timedelta(days=1)), _words(segments, fixed_on, until)
    return replace(fix, since=since, until=until, evidence=evidence)


def _weeks(days: tuple[date, date] | None, fixed_on: date) -> tuple[int, int]:
    """Return how many weeks before a day and from it on are looked at; a week that is not whole counts if there is no other."""
    if days is None or not days[0] < fixed_on <= days[1]:
        return 0, 0
    n_before, n_after = (fixed_on - days[0]).days, (days[1] - fixed_on).days + 1
    later = min(MOST_WEEKS, max(1, n_after // WEEK.days))
    return min(MOST_WEEKS, max(USUAL_WEEKS, later), max(1, n_before // WEEK.days)), later


def _sides(told: _Told, segments: Sequence[Scored], day: date, weeks: tuple[int, int]) -> Sides:
    n_before, n_after = weeks
    if not n_before:
        return Sides(Stretch((), ()), Stretch((), ()))
    starts = tuple(day + n * WEEK for n in range(-n_before, n_after))
    when = spoken(told.said, told.everyone, Calendar(starts, starts[-1] + WEEK - timedelta(days=1)))
    units = when.among(by_day(segments))
    return Sides(Stretch(when.people[:n_before], units[:n_before]), Stretch(when.people[n_before:], units[n_before:]))


def _words(segments: Sequence[Scored], first: date, last: date) -> tuple[str, ...]:
    some = [one for one in segments if (when := one.segment.feedback.created_at) and first <= when.date() <= last]
    return tuple(one.segment.id for one in distinct(readable(some)))


def _candidates(journey_map: JourneyMap, told: _Told, pains: Sequence[Theme]) -> list[Candidate]:
    on_map, halves = _on_map(journey_map), _halves(told)
    found = []
    for theme in pains:
        units = told.units(theme)
        mined = {"severity": Rate(theme.severity, theme.severity, theme.severity, len(units))}
        share = told.everyone.rate(units)
        impact = on_map[theme.id].impact if theme.id in on_map else None
        grown = _grown(told, theme, halves) if halves else None
        mined |= {"share": share} if share else {}
        mined |= {"effect": _harm(impact)} if impact else {}
        mined |= {"trend": grown} if grown else {}
        evidence = tuple(one.segment.id for one in distinct(readable(told.segments(theme))))
        found.append(Candidate(theme.id, theme.label, len(units), mined, evidence))
    return found


def _harm(impact: Rate) -> Rate:
    """Return what those who tell give less, 0 where they do not."""
    return Rate(max(0.0, -impact.value), max(0.0, -impact.high), max(0.0, -impact.low), impact.n)


@dataclass(frozen=True, slots=True)
class _Halves:
    """The earlier and the later half of the days, and who spoke in them."""

    when: Spoken
    pair: Pair


def _halves(told: _Told) -> _Halves | None:
    """Return the halves of the time; None of less than a fortnight."""
    if told.days is None or (told.days[1] - told.days[0]).days + 1 < 2 * WEEK.days:
        return None
    first, last = told.days
    calendar = Calendar((first, first + timedelta(days=((last - first).days + 1) // 2)), last)
    when = spoken(told.said, told.everyone, calendar)
    return _Halves(when, Pair((when.people[0], when.people[1])))


def _grown(told: _Told, theme: Theme, halves: _Halves) -> Rate | None:
    """Return by how much the share of a theme grew from the earlier half to the later one, as a fraction."""
    found = difference(halves.pair, halves.pair.shares(halves.when.among(by_day(told.segments(theme)))))
    return found[1] if found else None


def _notes(decided: Decided, fixes: Mapping[str, Fix]) -> tuple[str, ...]:
    undated = sum(one.status == "fixed" and one.fixed_on is None for one in decided.decisions.values())
    notes = [f"Marked as fixed without a date: {undated}; nothing is tested of these."] if undated else []
    tested = [fix for fix in fixes.values() if fix.difference is not None]
    seasonal = sum(not any(one.field == "season" for one in fix.held) for fix in tested)
    if seasonal:
        notes.append(f"The data do not reach back a year: what seasons do is not taken out of {seasonal} of {len(tested)} fixes.")
    return tuple(notes)
