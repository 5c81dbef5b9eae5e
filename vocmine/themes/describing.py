"""What is told of a group of segments: its name, terms, quotes, stages and parts.

Guarantees: a theme that carries an earlier id bears its earlier name until it has doubled, and what was proposed as one; no two themes of
a kind have one name, nor have two parts; found segments that share nothing but a tone are no theme.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid5

import numpy as np

from vocmine.themes.bertopic import telling_terms
from vocmine.themes.candidates import Candidates, to_unit
from vocmine.themes.grouping import BARE, NAMESPACE, Grouped
from vocmine.themes.lasting import lasting_ids
from vocmine.themes.likeness import Likeness
from vocmine.themes.names import Unnamed, name_themes
from vocmine.themes.quotes import nearest_quotes, spread_quotes
from vocmine.themes.severity import severity
from vocmine.themes.words import visible
from vocmine.types import NO_STAGE, Known, Part, Scored, Theme, ThemeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_KEYWORDS = 8
N_READ = 400
DOUBLED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Heap:
    """Segments, the nearest to their centre first, the cosine of each to it, and the centre, shape (dim,), unit length.

    ``spread`` are ids of some that stand far apart.
    """

    scored: tuple[Scored, ...]
    fits: tuple[float, ...] = ()
    centre: "NDArray[np.float64] | None" = None
    spread: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The segments' ids in canonical order."""
        return tuple(sorted(one.segment.id for one in self.scored))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A group that was found or is known, before it is described: all of it, and its parts, the largest first."""

    known_as: str | None
    whole: Heap
    parts: tuple[Heap, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What themes of a kind are worded by: names of persons, places and brands, which none bears, and what texts mean."""

    kind: ThemeKind
    names: frozenset[str]
    likeness: Likeness | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """The themes of a kind, the largest first, and the groups of segments that share a tone and no subject."""

    themes: tuple[Theme, ...]
    bare: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """The name and terms of a heap; ``name`` None where nothing but a tone is shared."""

    name: str | None
    keywords: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name, or the strongest term where there is none."""
        return self.name or " ".join(self.keywords[:1])


def found_themes(candidates: Candidates, grouped: Grouped, moved: Mapping[str, str | None], by_id: Mapping[str, Scored]) -> list[Found]:
    """Return the groups of the members of a kind, segments being where people moved them."""
    groups = grouped.groups
    brought: dict[str | None, list[Scored]] = {}
    for segment, theme_id in moved.items():
        if theme_id is not None and segment in by_id:
            brought.setdefault(theme_id, []).append(by_id[segment])
    found = []
    for theme, known_as in enumerate(grouped.known_as):
        parts = [_heap(candidates, np.flatnonzero(groups.parts == part), moved) for part in np.flatnonzero(groups.theme_of == theme)]
        whole = _heap(candidates, np.flatnonzero(groups.themes == theme), moved, tuple(brought.get(known_as, ())) if known_as else ())
        if whole.scored:
            found.append(Found(known_as, whole, tuple(sorted((part for part in parts if part.scored), key=_largest_first))))
    return found


def describe(found: Sequence[Found], known: Known, wording: Wording) -> Described:
    """Return the themes of a kind, the largest first.

    Parameters
    ----------
    known : the themes of the run before, which hand on their ids and names.
    """
    earlier = {theme.id: theme for theme in known.earlier.themes if theme.kind == wording.kind}
    own = {id: one.name for one in known.own for kind, id in one.ids if kind == wording.kind}
    given = own | dict(known.named)
    groups = [one for one in found if one.known_as != BARE]
    ids = _ids(wording.kind, groups, earlier)
    taken = {given[id].casefold() for id in ids if id in given}
    lasting = [_lasting_name(earlier.get(id), one.whole, known.kept) for id, one in zip(ids, groups, strict=True)]
    bound = [given.get(id) or (None if name and name.casefold() in taken else name) for id, name in zip(ids, lasting, strict=True)]
    told = _tell([one.whole for one in groups], bound, wording)
    kept = [place for place, one in enumerate(told) if one.name or ids[place] in known.kept]
    parts = _parts([groups[place] for place in kept], [earlier.get(ids[place]) for place in kept], wording)
    themes = [_theme(wording.kind, ids[place], groups[place].whole, told[place], some) for place, some in zip(kept, parts, strict=True)]
    themes = [theme if theme.id in own else _with_proposal(theme, earlier.get(theme.id), known.kept) for theme in themes]
    dropped = [one for place, one in enumerate(groups) if place not in kept] + [one for one in found if one.known_as == BARE]
    bare = [part.ids for one in dropped for part in one.parts]
    return Described(tuple(sorted(themes, key=lambda theme: (-len(theme.segment_ids), theme.id))), tuple(bare))


def _heap(candidates: Candidates, rows: "NDArray[np.int64]", moved: Mapping[str, str | None], brought: tuple[Scored, ...] = ()) -> Heap:
    vectors = candidates.features[rows].astype(np.float64)
    centre = to_unit(vectors.sum(axis=0, keepdims=True))[0]
    fits = np.round(vectors @ centre, 6)
    order = [int(place) for place in np.argsort(-fits, kind="stable")]
    near = [(one, place) for place in order for one in candidates.members[rows[place]].scored if one.segment.id not in moved]
    scored = tuple(one for one, _ in near)
    spread = spread_quotes(scored, vectors[[place for _, place in near]]) if scored else ()
    return Heap((*scored, *brought), (*(float(fits[place]) for _, place in near), *(0.0 for _ in brought)), centre, spread)


def _largest_first(heap: Heap) -> tuple[int, str]:
    return -len(heap.scored), heap.ids[0]


def _ids(kind: ThemeKind, found: Sequence[Found], earlier: Mapping[str, Theme]) -> list[str]:
    known = {one.known_as for one in found}
    free = {id: theme for id, theme in earlier.items() if id not in known}
    carried = _carried(kind, [Heap(()) if one.known_as else one.whole for one in found], free)
    return [one.known_as or id for one, id in zip(found, carried, strict=True)]


def _carried(made_of: str, heaps: Sequence[Heap], earlier: Mapping[str, Theme] | Mapping[str, Part]) -> list[str]:
    """Return the id of each heap: an earlier one that it carries on, or one made of its segments."""
    segments = [heap.ids for heap in heaps]
    carried = lasting_ids(segments, {id: one.segment_ids for id, one in earlier.items()})
    return [id or str(uuid5(NAMESPACE, "\n".join((made_of, *some)))) for id, some in zip(carried, segments, strict=True)]


def _lasting_name(earlier: Theme | Part | None, heap: Heap, kept: frozenset[str] = frozenset()) -> str | None:
    return earlier.label if earlier and _lasts(earlier, len(heap.scored), kept) else None


def _with_proposal(theme: Theme, earlier: Theme | None, kept: frozenset[str]) -> Theme:
    """Return a theme with what a language model proposed for it, as long as its name lasts."""
    return replace(theme, proposal=earlier.proposal) if earlier and _lasts(earlier, len(theme.segment_ids), kept) else theme


def _lasts(earlier: Theme | Part, n_segments: int, kept: frozenset[str]) -> bool:
    return earlier.id in kept or n_segments <= DOUBLED * len(earlier.segment_ids)


def _tell(heaps: Sequence[Heap], bound: Sequence[str | None], wording: Wording) -> list[_Told]:
    """Return what tells each heap; those that are bound to a name have it, the others get one that none has."""
    read = [heap.scored[:N_READ] for heap in heaps]
    texts = [visible(one.segment) for some in read for one in some]
    terms = telling_terms(texts, [place for place, some in enumerate(read) for _ in some])
    unnamed = [Unnamed(heap.scored, heap.fits, heap.centre) for heap in heaps]
    given = name_themes(unnamed, wording.kind, wording.names, bound=bound, likeness=wording.likeness)
    keywords = (tuple(term for term in some if not wording.names.intersection(term.split()))[:N_KEYWORDS] for some in terms)
    return [_Told(name, some) for name, some in zip(given, keywords, strict=True)]


def _parts(found: Sequence[Found], earlier: Sequence[Theme | None], wording: Wording) -> list[tuple[Part, ...]]:
    """Return the parts of each theme; a theme that is all of one piece has none."""
    heaps: list[tuple[int, Heap, str, str | None]] = []
    for place, (one, theme) in enumerate(zip(found, earlier, strict=True)):
        some = one.parts if len(one.parts) > 1 else ()
        before = {part.id: part for part in theme.parts} if theme else {}
        ids = _carried(f"part of {wording.kind}", some, before)
        heaps += [(place, heap, id, _lasting_name(before.get(id), heap)) for heap, id in zip(some, ids, strict=True)]
    told = _tell([heap for _, heap, _, _ in heaps], [name for *_, name in heaps], wording)
    parts: list[list[Part]] = [[] for _ in found]
    for (place, heap, id, _), given in zip(heaps, told, strict=True):
        parts[place].append(Part(id, given.label, given.keywords, heap.ids, nearest_quotes(heap.scored)))
    return [tuple(some) for some in parts]


def _theme(kind: ThemeKind, id: str, heap: Heap, told: _Told, parts: tuple[Part, ...]) -> Theme:
    scored = sorted(heap.scored, key=lambda one: one.segment.id)
    return Theme(
        id=id,
        kind=kind,
        label=told.label,
        keywords=told.keywords,
        segment_ids=heap.ids,
        quotes=nearest_quotes(heap.scored),
        severity=severity(scored, kind),
        stages=_stages(scored),
        spread=heap.spread,
        parts=parts,
    )


def _stages(scored: Sequence[Scored]) -> tuple[tuple[str, int], ...]:
    told = {(one.reading.stage, one.segment.feedback.unit) for one in scored if one.reading.stage != NO_STAGE}
    counts = Counter(stage for stage, _ in told)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
