"""Which theme each member belongs to: themes of the user's own and those that people shaped come first, the rest is found around them.

Guarantees: no theme is found anew where a theme of the user's own or one that people shaped holds the member; where few members are new,
members that the run before had stay where they were, new ones go by the rule and the centres of that run, and only those that are near
to none of them make new themes.
"""

import hashlib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from vocmine.themes.candidates import Candidates, to_unit
from vocmine.themes.clusterers import NOWHERE, Centres, Groups, blocks, find_groups, find_strict_groups, least_units, worth_keeping
from vocmine.themes.graph import DIGITS
from vocmine.themes.likeness import Compare
from vocmine.types import Known, ThemeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 300
MOSTLY_NEW = 1 / 3
LEAST_OWN_FIT, OWN_MARGIN, ABSORBED = 0.6, 0.05, 0.7
BARE = "bare"
NAMESPACE = UUID("5f0f2b0e-6a53-5a0c-9a3e-3f6d1f1c7b52")


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups of the members of one kind, and for each theme the id that it is known by, None where it was found now.

    Known as ``BARE`` is what told a feeling alone in the run before.
    """

    groups: Groups
    known_as: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Seed:
    """A part that is known before: its theme, whether that stays whatever comes, its segments, and texts that tell what belongs there."""

    theme_id: str
    firm: bool
    segment_ids: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Start:
    """What grouping starts from: features of the members and, behind them, of examples; the known groups over both.

    ``firm`` tells of each part whether its theme stays whatever comes; ``ids`` are the known themes'.
    """

    n_members: int
    features: "NDArray[np.float32]"
    units: tuple[frozenset[str], ...]
    groups: Groups
    firm: "NDArray[np.bool_]"
    ids: tuple[str, ...]

    @property
    def members(self) -> "NDArray[np.float32]":
        """The features of the members alone."""
        return self.features[: self.n_members]


class Grouper:
    """Put members into themes.

    Parameters
    ----------
    compare : gives the vectors of texts, made as those of the members are; without it themes of the user's own have no examples.
    most_fitted : members that groups are found on; of more, a sample is drawn by the hash of the text, and the others are assigned
        by the same rule.
    """

    def __init__(self, compare: Compare | None, *, most_fitted: int) -> None:
        self._compare, self._most_fitted = compare, most_fitted

    def group(self, kind: ThemeKind, candidates: Candidates, known: Known) -> Grouped:
        """Return the groups of the members of one kind."""
        if not candidates.members:
            return Grouped(Groups(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)), ())
        start = self._start(candidates, _seeds(kind, known), {segment for segment, _ in known.moved})
        new = _are_new(candidates, known)
        fresh = start.n_members < FEW or new.mean() > MOSTLY_NEW
        placed, free = _placed(start, new, firm_alone=fresh)
        rest = np.flatnonzero(free)
        if len(rest):
            placed = _absorbed(start, _joined(placed, rest, self._found(candidates, start, rest)))
        firm_themes = np.zeros(int(placed.theme_of.max(initial=NOWHERE)) + 1, dtype=bool)
        firm_themes[start.groups.theme_of[start.firm]] = True
        names = (*start.ids, *(None for _ in range(len(firm_themes) - len(start.ids))))
        kept = firm_themes | worth_keeping(placed, start.units[: start.n_members], least_units(start.n_members) // 2)
        return Grouped(placed.only(kept), tuple(name for name, one in zip(names, kept, strict=True) if one))

    def _start(self, candidates: Candidates, seeds: Sequence[_Seed], moved: Set[str]) -> _Start:
        members = candidates.members
        examples = [(text, part) for part, seed in enumerate(seeds) for text in seed.examples]
        features = candidates.features
        if examples and self._compare:
            told = self._compare([text for text, _ in examples])
            features = np.vstack([features, to_unit(told - candidates.mean.astype(np.float32))])
        part_of = {segment: part for part, seed in enumerate(seeds) for segment in seed.segment_ids}
        parts = [next((part_of[i] for i in member.ids if i in part_of and i not in moved), NOWHERE) for member in members]
        parts += [part for _, part in examples][: len(features) - len(members)]
        ids = tuple(dict.fromkeys(seed.theme_id for seed in seeds))
        place = {theme_id: place for place, theme_id in enumerate(ids)}
        theme_of = np.array([place[seed.theme_id] for seed in seeds], dtype=np.int64)
        return _Start(
            len(members),
            features,
            (*(member.units for member in members), *(frozenset[str]() for _ in examples)),
            Groups(np.array(parts, dtype=np.int64), theme_of),
            np.array([seed.firm for seed in seeds], dtype=bool),
            ids,
        )

    def _found(self, candidates: Candidates, start: _Start, rest: "NDArray[np.int64]") -> Groups:
        """Return the groups that are found among the members that no known theme holds."""
        units = [start.units[row] for row in rest]
        if start.n_members < FEW:
            return find_strict_groups(candidates.vectors[rest], units)
        drawn = _sample([candidates.members[row].key for row in rest], self._most_fitted)
        least = max(3, least_units(start.n_members) * len(drawn) // len(rest))
        found = find_groups(start.members[rest[drawn]], [units[place] for place in drawn], least=least)
        if len(drawn) == len(rest):
            return found
        if not len(found.theme_of):
            return Groups(np.full(len(rest), NOWHERE), found.theme_of)
        return Centres(start.members[rest[drawn]], found).assign(start.members[rest])


def _seeds(kind: ThemeKind, known: Known) -> list[_Seed]:
    """Return the parts that people took away and those of the run before, which win, then one for each theme of the user's own."""
    own = {id: one for one in known.own for of_kind, id in one.ids if of_kind == kind}
    seeds = [
        _Seed(theme.id, firm or theme.id in own or theme.id in known.kept, part.segment_ids)
        for themes, firm in ((known.deleted, True), (known.earlier.themes, False))
        for theme in themes
        if theme.kind == kind
        for part in theme.parts or (theme,)
    ]
    seeds += [_Seed(BARE, False, group) for group in known.earlier.bare]
    told = {theme_id: (f"{one.name}. {one.definition}".strip(), *one.examples) for theme_id, one in own.items()}
    return seeds + [_Seed(theme_id, True, examples=texts) for theme_id, texts in told.items()]


def _are_new(candidates: Candidates, known: Known) -> "NDArray[np.bool_]":
    """Return which members the run before did not have."""
    before = {segment for theme in (*known.earlier.themes, *known.deleted) for segment in theme.segment_ids}
    before.update(known.earlier.unassigned, known.earlier.feelings)
    return np.array([before.isdisjoint(member.ids) for member in candidates.members])


def _placed(start: _Start, new: "NDArray[np.bool_]", *, firm_alone: bool) -> "tuple[Groups, NDArray[np.bool_]]":
    """Return the members that known themes hold, of the firm ones alone or of all, and which others can make themes of their own.

    Where all themes hold on, members that the run before had stay where they were, and only new ones near to no theme are free.
    """
    before = start.groups.parts[: start.n_members]
    placed = np.full(start.n_members, NOWHERE)
    far = placed == NOWHERE
    if (before >= 0).any():
        rule = Centres(start.features, start.groups)
        placed, far = rule.assign(start.members).parts, rule.far(start.members)
    if not firm_alone:
        placed, far = np.where(new, placed, before), far & new
    near = _near_examples(start)
    placed, far = np.where(near >= 0, near, placed), far & (near < 0)
    if firm_alone:
        placed = np.where(np.append(start.firm, False)[placed], placed, NOWHERE)
        far = placed == NOWHERE
    return Groups(placed, start.groups.theme_of), far


def _near_examples(start: _Start) -> "NDArray[np.int64]":
    """Return the part of each member that is near to the examples of one theme that no member is known to belong to, else −1."""
    rows, parts = start.features[start.n_members :], start.groups.parts[start.n_members :]
    known = start.groups.theme_of[start.groups.parts[: start.n_members][start.groups.parts[: start.n_members] >= 0]]
    fresh = ~np.isin(start.groups.theme_of[parts], known)
    near = np.full(start.n_members, NOWHERE)
    told, column = np.unique(parts[fresh], return_inverse=True)
    if not len(told):
        return near
    centres = np.zeros((len(told), start.features.shape[1]))
    np.add.at(centres, column, rows[fresh])
    directions = to_unit(centres).T
    for block in blocks(start.n_members):
        fits = np.round(start.members[block] @ directions, DIGITS)
        # A theme alone is compared with nothing: 0, the cosine of what has nothing in common.
        second, best = np.partition(np.pad(fits, ((0, 0), (0, 1))), -2, axis=1)[:, -2:].T
        sure = (best >= LEAST_OWN_FIT) & (best - second >= OWN_MARGIN)
        near[block] = np.where(sure, told[fits.argmax(axis=1)], NOWHERE)
    return near


def _joined(placed: Groups, rest: "NDArray[np.int64]", found: Groups) -> Groups:
    """Return the placed members' groups, and behind them those that were found among the rest."""
    parts = placed.parts.copy()
    parts[rest] = np.where(found.parts >= 0, found.parts + len(placed.theme_of), NOWHERE)
    n_themes = int(placed.theme_of.max(initial=NOWHERE)) + 1
    return Groups(parts, np.concatenate([placed.theme_of, found.theme_of + n_themes]))


def _absorbed(start: _Start, groups: Groups) -> Groups:
    """Return the groups, found parts that tell what a theme of the user's own is about being parts of that."""
    n_known, n_parts = len(start.groups.theme_of), len(groups.theme_of)
    own = np.unique(start.groups.parts[start.n_members :])
    if not len(own) or n_known == n_parts:
        return groups
    centres = np.zeros((n_parts, start.features.shape[1]))
    np.add.at(centres, start.groups.parts[start.n_members :], start.features[start.n_members :])
    placed = np.flatnonzero(groups.parts >= 0)
    np.add.at(centres, groups.parts[placed], start.members[placed])
    fits = np.round(to_unit(centres[n_known:]) @ to_unit(centres[own]).T, DIGITS)
    near = fits.max(axis=1) >= ABSORBED
    theme_of = groups.theme_of.copy()
    theme_of[n_known:][near] = groups.theme_of[own[fits.argmax(axis=1)[near]]]
    return Groups(groups.parts, theme_of)


def _sample(keys: Sequence[str], most: int) -> "NDArray[np.int64]":
    """Return the places to fit on, in order: all, or those whose texts' hashes are least."""
    places = np.arange(len(keys))
    if len(keys) <= most:
        return places
    hashes = [hashlib.sha256(key.encode()).digest() for key in keys]
    return np.sort(places[np.array(sorted(places, key=hashes.__getitem__)[:most])])
