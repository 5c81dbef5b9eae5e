"""Themes of a run: pain points, gains and suggestions, each kind on its own.

Guarantees: the same segments give the same themes in whatever order they come; every segment of a kind is in one theme
or in ``unassigned``, never in both; neutral segments that wish for nothing are no candidates and stand in neither;
copies of a text are in one theme; nothing is forced into a group.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args
from uuid import UUID, uuid5

import numpy as np

from vocmine.protocols import ThemeFinder
from vocmine.themes.bertopic import TopicModel, Topics
from vocmine.themes.candidates import Candidates, gather, to_unit
from vocmine.themes.causes import gather_causes
from vocmine.themes.clusterers import GraphClusterer, StrictClusterer
from vocmine.themes.features import Features
from vocmine.themes.names import Unnamed, name_themes
from vocmine.themes.proper import names_in
from vocmine.themes.severity import severity
from vocmine.themes.words import visible
from vocmine.types import NO_STAGE, Scored, Theme, ThemeKind, Themes

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW = 40
N_KEYWORDS = 8
N_QUOTES = 3
QUOTE_WORDS = (4, 40)
NAMESPACE = UUID("5f0f2b0e-6a53-5a0c-9a3e-3f6d1f1c7b52")


class BertopicFinder(ThemeFinder):
    """Find themes by BERTopic with parts that repeat themselves: principal components and a graph of neighbours.

    Fewer than forty texts of a kind are put into small strict groups.

    Parameters
    ----------
    most_fitted : texts of a kind that groups are found on; of more, a sample is drawn by the hash of the text,
        and the others are assigned by the same rule.
    """

    name = "themes.bertopic.v1"

    def __init__(self, *, most_fitted: int = 20_000) -> None:
        self._most_fitted = most_fitted

    def find(self, scored: Sequence[Scored], vectors: "NDArray[np.float32]") -> Themes:
        """Return the themes and the segments that fit none.

        Parameters
        ----------
        scored : segments and their readings, in any order.
        vectors : float32 of shape (len(scored), dim), row *i* belonging to segment *i*.

        Raises
        ------
        ValueError
            If there is not one vector for each segment.
        """
        if vectors.ndim != 2 or len(vectors) != len(scored):
            raise ValueError(f"{len(scored)} segments need vectors of shape ({len(scored)}, dim), not {vectors.shape}.")
        names = names_in([one.segment for one in scored])
        themes: list[Theme] = []
        unassigned: list[str] = []
        for kind in get_args(ThemeKind):
            found = _find_kind(kind, gather(kind, scored, vectors), self._most_fitted, names)
            themes += found.themes
            unassigned += found.unassigned
        return Themes(tuple(themes), tuple(sorted(unassigned)))


def _find_kind(kind: ThemeKind, candidates: Candidates, most_fitted: int, names: frozenset[str]) -> Themes:
    members = candidates.members
    topics = _group(candidates, most_fitted) if members else Topics((), ())
    groups = [[row for row, label in enumerate(topics.labels) if label == topic] for topic in range(len(topics.terms))]
    alone = [one.segment.id for member, label in zip(members, topics.labels, strict=True) if label < 0 for one in member.scored]
    unnamed = [_unnamed(candidates, rows, terms) for rows, terms in zip(groups, topics.terms, strict=True)]
    named = list(zip(unnamed, name_themes(unnamed, kind, names), strict=True))
    themes = [_theme(kind, one, label, names) for one, label in named if label is not None]
    themes.sort(key=lambda theme: (-len(theme.segment_ids), theme.id))
    # What shares a tone and no subject is no theme; it is counted with what fits none.
    bare = [scored.segment.id for one, label in named if label is None for scored in one.nearest]
    return Themes(tuple(themes), (*candidates.left_out, *alone, *bare))


def _group(candidates: Candidates, most_fitted: int) -> Topics:
    texts = [visible(member.scored[0].segment) for member in candidates.members]
    units = [member.units for member in candidates.members]
    if len(texts) < FEW:
        return TopicModel(StrictClusterer(units)).fit(texts, candidates.vectors)
    fitted = _sample([member.key for member in candidates.members], most_fitted)
    features = Features().fit([texts[row] for row in fitted], candidates.vectors[fitted])
    space = features.transform(texts, candidates.vectors)
    model = TopicModel(GraphClusterer([units[row] for row in fitted]))
    topics = model.fit([texts[row] for row in fitted], space[fitted])
    labels = dict(zip(fitted, topics.labels, strict=True))
    rest = [row for row in range(len(texts)) if row not in labels]
    if rest and topics.terms:
        labels.update(zip(rest, model.assign([texts[row] for row in rest], space[rest]), strict=True))
    return Topics(tuple(labels.get(row, -1) for row in range(len(texts))), topics.terms)


def _sample(keys: Sequence[str], most: int) -> list[int]:
    """Return the rows to fit on, in order: all, or those whose texts' hashes are least."""
    if len(keys) <= most:
        return list(range(len(keys)))
    drawn = sorted(range(len(keys)), key=lambda row: hashlib.sha256(keys[row].encode()).digest())
    return sorted(drawn[:most])


def _unnamed(candidates: Candidates, rows: list[int], terms: tuple[str, ...]) -> Unnamed:
    vectors = candidates.vectors[rows]
    fits = np.round(vectors @ to_unit(vectors.mean(axis=0, keepdims=True))[0], 6)
    order = np.argsort(-fits, kind="stable")
    near = tuple((one, float(fits[place])) for place in order for one in candidates.members[rows[place]].scored)
    return Unnamed(tuple(one for one, _ in near), terms, tuple(fit for _, fit in near))


def _theme(kind: ThemeKind, unnamed: Unnamed, label: str, names: frozenset[str]) -> Theme:
    scored = sorted(unnamed.nearest, key=lambda one: one.segment.id)
    ids = tuple(one.segment.id for one in scored)
    return Theme(
        id=str(uuid5(NAMESPACE, "\n".join((kind, *ids)))),
        kind=kind,
        label=label,
        keywords=tuple(term for term in unnamed.terms if not names.intersection(term.split()))[:N_KEYWORDS],
        segment_ids=ids,
        quotes=_quotes(unnamed.nearest),
        severity=severity(scored, kind),
        stages=_stages(scored),
        causes=gather_causes(scored),
    )


def _quotes(nearest: Sequence[Scored]) -> tuple[str, ...]:
    """Return three segments nearest the centre, of distinct texts and units where there are such, fit to be read alone."""
    least, most = QUOTE_WORDS
    apt = [one for one in nearest if least <= len(one.segment.text.split()) <= most]
    texts: set[str] = set()
    units: set[str] = set()
    chosen: list[Scored] = []
    for one in apt + list(nearest):
        unit, text = one.segment.feedback.unit, one.segment.text.casefold()
        if text not in texts and unit not in units:
            chosen.append(one)
            texts.add(text)
            units.add(unit)
    return tuple(one.segment.id for one in chosen[:N_QUOTES])


def _stages(scored: Sequence[Scored]) -> tuple[tuple[str, int], ...]:
    told = {(one.reading.stage, one.segment.feedback.unit) for one in scored if one.reading.stage != NO_STAGE}
    counts = Counter(stage for stage, _ in told)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
