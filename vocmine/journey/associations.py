"""What pain points go together with: values of metadata whose people tell of them more often than the others.

Guarantees: units count, not segments; of all that is told of a project at most one in twenty is expected to be chance (Benjamini and
Hochberg over every test made); what another column explains better is left out; columns that name employees are not looked at unless
asked for; the same feedback in any order gives the same associations. What goes together need not cause.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

import numpy as np

from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.incidence import incidence
from vocmine.journey.intervals import Z
from vocmine.language.employees import names_employees
from vocmine.map_types import Association
from vocmine.types import Feedback, Rate, Scored, Themes

FIELDS = ("channel", "customer_segment", "kind", "touchpoint_given")
MONTH, SINCE = "month", "since"
LEAST_TOLD, LEAST_WITH, MOST_VALUES, MOST_SHOWN, MOST_EVIDENCE = 5, 20, 50, 5, 5
Columns = Mapping[str, Mapping[str, set[str]]]


@dataclass(frozen=True, slots=True)
class _Test:
    """One theme against one value of a field: how many units have the value and tell, have it, tell, and are there; and its chance.

    Those whose field is not filled do not count.
    """

    theme: int
    field: str
    value: str
    counts: tuple[int, int, int, int]
    p: float


def find_associations(themes: Themes, by_id: Mapping[str, Scored], *, employees: bool = False) -> dict[str, tuple[Association, ...]]:
    """Return for each pain point what it goes together with, the surest first, at most five.

    Parameters
    ----------
    themes : all themes of the run; pain points are looked at.
    by_id : the segments that were read, by their ids.
    employees : look at columns that name employees too.

    Notes
    -----
    Of each value that at least 20 units have, the lift is the share of them that tell of the pain point over the share of the other units
    whose column is filled, both with half a unit added; its interval is Katz's on the log scale (Katz and others, 1978). Its chance is the
    one-sided mid-p of Fisher's exact test. ``since`` a month is the best of all months to cut at, its chance multiplied by their number.
    """
    pains = [theme for theme in themes.themes if theme.kind == "pain_point"]
    told = [{by_id[i].segment.feedback.unit for i in theme.segment_ids if i in by_id} for theme in pains]
    columns = _columns({one.segment.feedback.id: one.segment.feedback for one in by_id.values()}.values(), employees=employees)
    tests = _tests(told, columns)
    found = [
        (test, q)
        for test, q in zip(tests, adjusted([test.p for test in tests]), strict=True)
        if q <= LEVEL and test.counts[0] >= LEAST_TOLD
    ]
    by_theme: dict[int, list[tuple[_Test, float]]] = defaultdict(list)
    for test, q in sorted(found, key=lambda pair: (pair[0].p, pair[0].field, pair[0].value)):
        surer = [before for before, _ in by_theme[test.theme] if _may_explain(before.field, test.field)]
        if not any(_explains(_strata(columns, before), columns[test.field][test.value], told[test.theme]) for before in surer):
            by_theme[test.theme].append((test, q))
    return {
        pains[place].id: tuple(_association(test, q, pains[place].segment_ids, by_id, columns) for test, q in some[:MOST_SHOWN])
        for place, some in by_theme.items()
    }


def _columns(feedbacks: Iterable[Feedback], *, employees: bool) -> Columns:
    """Return for each field the units of each value; fields of too many values are left out."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for feedback in feedbacks:
        unit = feedback.unit
        for field, value in _values(feedback):
            if len(found[field]) <= MOST_VALUES:
                found[field][value].add(unit)
    apt = {field: values for field, values in found.items() if 1 < len(values) <= MOST_VALUES and (employees or not names_employees(field))}
    months = sorted(apt.get(MONTH, {}))
    since = {month: set().union(*(apt[MONTH][later] for later in months[place:])) for place, month in enumerate(months)}
    return {field: apt[field] for field in sorted(apt)} | ({SINCE: since} if len(months) > 1 else {})


def _values(feedback: Feedback) -> Iterator[tuple[str, str]]:
    named = {f"column {heading}" if heading in (MONTH, SINCE) else heading: value for heading, value in feedback.attributes}
    yield from named.items()
    yield from ((field, value) for field in FIELDS if field not in named and (value := getattr(feedback, field)))
    if feedback.created_at:
        yield MONTH, f"{feedback.created_at:%Y-%m}"


def _tests(told: Sequence[set[str]], columns: Columns) -> list[_Test]:
    tests: list[_Test] = []
    for field, values in columns.items():
        of_field = list(_tests_of(field, values, told))
        if field == SINCE:
            best = {test.theme: test for test in sorted(of_field, key=lambda test: (test.p, test.value), reverse=True)}
            of_field = [replace(test, p=min(1.0, test.p * len(values))) for _, test in sorted(best.items())]
        tests += of_field
    return tests


def _tests_of(field: str, values: Mapping[str, set[str]], told: Sequence[set[str]]) -> Iterator[_Test]:
    from scipy.stats import hypergeom

    units = sorted(set().union(*values.values()))
    rows = {unit: row for row, unit in enumerate(units)}
    names = sorted(values)
    tellers, holders = incidence(told, rows), incidence([values[name] for name in names], rows)
    both = np.asarray((tellers.T @ holders).todense())
    tell, have = np.asarray(tellers.sum(axis=0)).ravel(), np.asarray(holders.sum(axis=0)).ravel()
    chance = hypergeom(len(units), tell[:, None], have[None, :])
    p = chance.sf(both) + 0.5 * chance.pmf(both)
    enough = (have >= LEAST_WITH) & (len(units) - have >= LEAST_WITH)
    for theme, column in np.argwhere(enough[None, :] & (tell[:, None] >= LEAST_TOLD)):
        counts = (int(both[theme, column]), int(have[column]), int(tell[theme]), len(units))
        yield _Test(int(theme), field, names[column], counts, float(p[theme, column]))


def _may_explain(field: str, other: str) -> bool:
    """Tell whether one column can stand behind another: since when it is told stands beside what else is, and behind single months."""
    return other != SINCE and (field != SINCE or other == MONTH)


def _strata(columns: Columns, test: _Test) -> list[set[str]]:
    """Return the units of each value of a test's field; of a month since when, those since and those before."""
    values = columns[test.field]
    if test.field != SINCE:
        return list(values.values())
    return [values[test.value], set().union(*values.values()) - values[test.value]]


def _explains(strata: Sequence[set[str]], holders: set[str], told: set[str]) -> bool:
    """Tell whether nothing is left of a lift where only units of one stratum are compared with each other.

    It is that of Mantel and Haenszel over the strata, its interval by Greenland and Robins (1985).
    """
    up = down = spread = 0.0
    for units in strata:
        n, n_with, n_told, both = len(units), len(units & holders), len(units & told), len(units & holders & told)
        if 0 < n_with < n:
            up += both * (n - n_with) / n
            down += (n_told - both) * n_with / n
            spread += (n_told * n_with * (n - n_with) - both * (n_told - both) * n) / n**2
    return up > 0 and down > 0 and log(up / down) - Z * sqrt(max(spread, 0.0) / (up * down)) <= 0


def _association(test: _Test, q: float, segment_ids: Sequence[str], by_id: Mapping[str, Scored], columns: Columns) -> Association:
    both, have, tell, n = test.counts
    with_, without = (both + 0.5) / (have + 1), (tell - both + 0.5) / (n - have + 1)
    half = Z * sqrt(1 / (both + 0.5) - 1 / (have + 1) + 1 / (tell - both + 0.5) - 1 / (n - have + 1))
    lift = with_ / without
    holders = columns[test.field][test.value]
    evidence = [i for i in segment_ids if i in by_id and by_id[i].segment.feedback.unit in holders]
    return Association(
        field=test.field,
        value=test.value,
        lift=Rate(lift, exp(log(lift) - half), exp(log(lift) + half), n),
        q=q,
        people=have,
        told=both,
        others=n - have,
        told_by_others=tell - both,
        evidence=tuple(evidence[:MOST_EVIDENCE]),
    )
