"""Themes of a run: pain points, gains and suggestions, each kind on its own.

Guarantees: the same segments give the same themes in whatever order they come; every segment of a kind is in one theme, in
``unassigned``, or among those kept apart (a tone alone, a non-answer, a copy), and in one of these alone; of neutral segments that wish
for nothing non-answers and copies are kept apart, the others stand in none; nothing is forced into a group; a theme keeps its id from
run to run, and its name until it has doubled.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from vocmine.protocols import ThemeFinder
from vocmine.themes.candidates import Candidates, gather, set_apart
from vocmine.themes.describing import Described, Wording, describe, found_themes
from vocmine.themes.grouping import Grouper
from vocmine.themes.lasting import changes_since
from vocmine.themes.likeness import Compare, Likeness
from vocmine.themes.proper import names_in
from vocmine.themes.roots import with_causes
from vocmine.types import Known, Scored, ThemeKind, Themes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_FITTED = 20_000
NOTHING_KNOWN = Known()


class GraphFinder(ThemeFinder):
    """Find themes as communities of near segments; tell each by BERTopic's terms and a name in the customers' words.

    Parameters
    ----------
    compare : gives the vectors of texts, made as those of the segments are; themes of the user's own are told by it.
    most_fitted : texts of a kind that groups are found on; of more, a sample is drawn by the hash of the text,
        and the others are assigned by the same rule.
    """

    name = "themes.graph.v1"

    def __init__(self, compare: Compare | None = None, *, most_fitted: int = MOST_FITTED) -> None:
        self._compare, self._grouper = compare, Grouper(compare, most_fitted=most_fitted)

    def find(self, scored: Sequence[Scored], vectors: "NDArray[np.float32]", known: Known = NOTHING_KNOWN) -> Themes:
        """Return the themes and the segments that fit none.

        Parameters
        ----------
        scored : segments and their readings, in any order.
        vectors : float32 of shape (len(scored), dim), row *i* belonging to segment *i*.
        known : the themes of the run before, and what people say of themes.

        Raises
        ------
        ValueError
            If there is not one vector for each segment.
        """
        if vectors.ndim != 2 or len(vectors) != len(scored):
            raise ValueError(f"{len(scored)} segments need vectors of shape ({len(scored)}, dim), not {vectors.shape}.")
        names = names_in([one.segment for one in scored])
        apart = set_apart(scored)
        gathered = {kind: gather(kind, scored, vectors, apart) for kind in get_args(ThemeKind)}
        by_id = {one.segment.id: one for one in scored}
        found = [self._described(kind, candidates, known, by_id, names) for kind, candidates in gathered.items()]
        described = [theme for one in found for theme in one.themes]
        themes, roots = with_causes(described, by_id, gathered["pain_point"], self._compare)
        placed = {segment for theme in themes for segment in theme.segment_ids}
        bare = tuple(group for one in found for group in one.bare)
        everyone = {one.segment.id for candidates in gathered.values() for member in candidates.members for one in member.scored}
        return Themes(
            themes,
            unassigned=tuple(sorted(everyone - placed - {segment for group in bare for segment in group})),
            bare=bare,
            non_answers=tuple(sorted(apart.non_answers - placed)),
            copies=tuple(sorted(apart.copies - placed)),
            changes=changes_since(known.earlier.themes, themes),
            roots=roots,
        )

    def _described(
        self, kind: ThemeKind, candidates: Candidates, known: Known, by_id: Mapping[str, Scored], names: frozenset[str]
    ) -> Described:
        grouped = self._grouper.group(kind, candidates, known)
        deleted = {theme.id for theme in known.deleted}
        found = found_themes(candidates, grouped, dict(known.moved), by_id)
        likeness = Likeness(self._compare, candidates.mean) if self._compare else None
        return describe([one for one in found if one.known_as not in deleted], known, Wording(kind, names, likeness))
