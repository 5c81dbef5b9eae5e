"""Root causes of a run: the causes of each theme, and what customers tell as the reason of these.

Guarantees: a link is told by its units and never inferred from what merely stands together; it leads to a pain point only where the words
that tell the trouble say a word of its name, and never from itself. A pain point is told as the cause of another where a reason told for
that is assigned to it, surely, by the rule that assigns members, and says a word of its name that no other pain point bears.
The same themes give the same causes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.candidates import Candidates, to_unit
from vocmine.themes.causes import Gathered, causes_behind, causes_of, evidence_of, gather, n_units
from vocmine.themes.clusterers import NOWHERE, Centres, Groups
from vocmine.themes.likeness import Compare
from vocmine.themes.reasons import Reason, told_reasons
from vocmine.themes.words import stems
from vocmine.types import CauseLink, RootCauses, Scored, Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

SURE_FIT, SURE_MARGIN = 0.5, 0.05


def with_causes(
    themes: Sequence[Theme], by_id: Mapping[str, Scored], pains: Candidates, compare: Compare | None
) -> tuple[tuple[Theme, ...], RootCauses]:
    """Return the themes with the causes that their segments tell, and what stands behind these.

    Parameters
    ----------
    themes : those of all kinds.
    by_id : all segments by their ids.
    pains : the members of the pain points.
    compare : gives the vectors of texts, made as those of the members are; without it reasons are compared by their words alone,
        and no pain point is told as the cause of another.
    """
    reasons = tuple(reason for reason in told_reasons(themes, by_id) if not _told_stems(reason) <= set(stems(reason.theme.label)))
    texts = [text for reason in reasons for text in (reason.text, reason.behind) if text]
    distinct = sorted(set(texts))
    vectors = compare(distinct).astype(np.float64) if compare and distinct else None
    gathered = gather(texts, vectors)
    by_theme: dict[str, list[Reason]] = {}
    for reason in reasons:
        by_theme.setdefault(reason.theme.id, []).append(reason)
    troubles = [theme for theme in themes if theme.kind == "pain_point"]
    clear = [reason for reason in reasons if _names_its_trouble(reason)]
    links = _links_of_causes(reasons, clear, gathered)
    if vectors is not None:
        links += _links_of_pains(troubles, clear, pains, dict(zip(distinct, vectors, strict=True)))
    behind = causes_behind(reasons, gathered)
    found = tuple(replace(theme, causes=causes_of(by_theme.get(theme.id, ()), gathered)) for theme in themes)
    return found, RootCauses(behind, tuple(sorted(links, key=lambda link: (-link.told, link.cause, link.effect))))


def _told_stems(reason: Reason) -> set[str]:
    return set(stems(reason.text))


def _names_its_trouble(reason: Reason) -> bool:
    """Tell whether the trouble that a reason is told for is the pain point by name, and the reason is not."""
    name = set(stems(reason.theme.label))
    trouble = set(stems(reason.scored.reading.pain_point or ""))
    told = _told_stems(reason)
    return reason.theme.kind == "pain_point" and bool(name & (trouble - told)) and not name & (told - trouble)


def _links_of_causes(reasons: Iterable[Reason], clear: Iterable[Reason], gathered: Gathered) -> list[CauseLink]:
    """Return which causes are told for causes, and which for pain points."""
    told: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        if reason.behind:
            told.setdefault((gathered.ids[reason.behind], gathered.ids[reason.text]), []).append(reason)
    for reason in clear:
        told.setdefault((gathered.ids[reason.text], reason.theme.id), []).append(reason)
    return _links(told)


def _links_of_pains(
    themes: Sequence[Theme], clear: Sequence[Reason], pains: Candidates, vector_of: Mapping[str, "NDArray[np.float64]"]
) -> list[CauseLink]:
    if len(themes) < 2 or not clear:
        return []
    vectors = np.array([vector_of[reason.text] for reason in clear])
    own = _own_stems(themes)
    told: dict[tuple[str, str], list[Reason]] = {}
    for reason, place in zip(clear, _fitting(themes, pains, to_unit(vectors - pains.mean)), strict=True):
        if place != NOWHERE and own[place] & _told_stems(reason):
            told.setdefault((themes[place].id, reason.theme.id), []).append(reason)
    return _links(told)


def _own_stems(themes: Sequence[Theme]) -> list[set[str]]:
    """Return for each theme the stems that its name alone bears."""
    told = [set(stems(theme.label)) for theme in themes]
    counts = Counter(one for some in told for one in some)
    return [{one for one in some if counts[one] == 1} for some in told]


def _fitting(themes: Sequence[Theme], pains: Candidates, features: "NDArray[np.float64]") -> "NDArray[np.int64]":
    """Return the place of the theme that each row surely belongs to, −1 for none."""
    parts = [(place, part) for place, theme in enumerate(themes) for part in theme.parts or (theme,)]
    part_of = {segment: row for row, (_, part) in enumerate(parts) for segment in part.segment_ids}
    placed = np.array([part_of.get(member.scored[0].segment.id, NOWHERE) for member in pains.members], dtype=np.int64)
    theme_of = np.array([place for place, _ in parts], dtype=np.int64)
    if not (placed >= 0).any():
        return np.full(len(features), NOWHERE)
    return Centres(pains.features, Groups(placed, theme_of)).assign(features, least_fit=SURE_FIT, margin=SURE_MARGIN).themes


def _links(told: Mapping[tuple[str, str], Sequence[Reason]]) -> list[CauseLink]:
    return [CauseLink(cause, effect, n_units(some), evidence_of(some)) for (cause, effect), some in told.items() if cause != effect]
