"""Ids that last, and what became of each theme since the run before.

Guarantees: an id goes to the one theme that holds most of what bore it, or to none; two themes never share an id.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from vocmine.types import Theme, ThemeChange

MOST, ENOUGH, PIECE, STEADY = 0.5, 0.3, 0.25, 0.1


def lasting_ids(found: Sequence[Collection[str]], earlier: Mapping[str, Collection[str]]) -> tuple[str | None, ...]:
    """Return for each group of segments the earlier id that it carries on, or None.

    A group carries an id on that had at least half of its segments (those that are still there) in the group, if these are at least
    three tenths of what the group took over from all; larger overlaps choose first.
    """
    home = {segment: theme_id for theme_id, segments in earlier.items() for segment in segments}
    shared = [Counter(home[segment] for segment in segments if segment in home) for segments in found]
    present = Counter[str]()
    for counts in shared:
        present.update(counts)
    pairs = sorted((-n, theme_id, place) for place, counts in enumerate(shared) for theme_id, n in counts.items())
    carried: dict[int, str] = {}
    taken: set[str] = set()
    for negative, theme_id, place in pairs:
        n_shared = -negative
        fits = n_shared >= MOST * present[theme_id] and n_shared >= ENOUGH * shared[place].total()
        if fits and place not in carried and theme_id not in taken:
            carried[place] = theme_id
            taken.add(theme_id)
    return tuple(carried.get(place) for place in range(len(found)))


def changes_since(earlier: Sequence[Theme], now: Sequence[Theme]) -> tuple[ThemeChange, ...]:
    """Return what became of each theme: of those that are there in their order, then of those that are not any more.

    A theme grew or shrank by more than a tenth. It was merged from others that gave it at least half of their segments, and split
    where a new theme took a quarter of its own or more.
    """
    if not earlier:
        return ()
    before = {theme.id: theme for theme in earlier}
    after = {theme.id: theme for theme in now}
    home = {segment: theme.id for theme in now for segment in theme.segment_ids}
    went = {theme.id: Counter(home[segment] for segment in theme.segment_ids if segment in home) for theme in earlier}
    there = [_present(theme, before.get(theme.id), before, after, went) for theme in now]
    return (*there, *(_missing(theme, went[theme.id]) for theme in earlier if theme.id not in after))


def _present(
    theme: Theme, known: Theme | None, before: Mapping[str, Theme], after: Mapping[str, Theme], went: Mapping[str, Counter[str]]
) -> ThemeChange:
    n_after, n_before = len(theme.segment_ids), len(known.segment_ids) if known else 0
    swallowed = tuple(sorted(i for i, to in went.items() if i not in after and to[theme.id] >= MOST * max(1, to.total())))
    if swallowed:
        return ThemeChange(theme.id, theme.label, "merged", n_before, n_after, swallowed)
    if known is None:
        sources = {i: to[theme.id] for i, to in went.items() if to[theme.id] >= PIECE * max(1, to.total())}
        origin = (min(sources, key=lambda i: (-sources[i], i)),) if sources else ()
        return ThemeChange(theme.id, theme.label, "split" if origin else "born", 0, n_after, origin)
    pieces = tuple(sorted(i for i, n in went[theme.id].items() if i not in before and n >= PIECE * went[theme.id].total()))
    if pieces:
        return ThemeChange(theme.id, theme.label, "split", n_before, n_after, pieces)
    grew, shrank = n_after > (1 + STEADY) * n_before, n_after < (1 - STEADY) * n_before
    return ThemeChange(theme.id, theme.label, "grown" if grew else "shrunk" if shrank else "kept", n_before, n_after)


def _missing(theme: Theme, to: Counter[str]) -> ThemeChange:
    pieces = tuple(sorted(i for i, n in to.items() if n >= PIECE * to.total()))
    most = max(to.values(), default=0)
    if not pieces:
        return ThemeChange(theme.id, theme.label, "gone", len(theme.segment_ids), 0)
    return ThemeChange(theme.id, theme.label, "merged" if most >= MOST * to.total() else "split", len(theme.segment_ids), 0, pieces)
