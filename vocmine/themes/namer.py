"""Names of found themes that a language model of the user's own proposes; an extra that is off unless an address is set.

Guarantees: a theme of the user's own, one that a person changed, and one that the model was asked about before is not asked about; what
is sent is a theme's names, terms and at most five redacted quotes, delimited as data; an answer names or does nothing: it is taken only as
two to six plain words of which at least one is told in the theme, unlike the names of the other themes of its kind, and without names of
persons or places; else the found name stays. At the first silence of the address nothing more is sent.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from vocmine.errors import NoAnswer
from vocmine.protocols import Namer
from vocmine.themes.completion import Address, complete
from vocmine.themes.likeness import Compare
from vocmine.themes.names import is_distinct
from vocmine.themes.proper import names_in
from vocmine.themes.words import fold, stems, visible, words
from vocmine.types import Known, Naming, Proposal, Scored, Theme, Themes

TIMEOUT = 10.0
N_QUOTES, LONGEST_QUOTE, LONGEST_NAME = 5, 300, 60
TOLD_BY = 2
_PROMPT = Path(__file__).with_name("naming_prompt.txt")
_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}


class _Answer(BaseModel):
    """The only answer that is read: one line of two to six words, without signs that could be markup, an address or a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME, pattern=rf"^{_WORD}(?:,? {_WORD}){{1,5}}$")]


class ModelNamer(Namer):
    """Ask the model at an address for each theme's name.

    Parameters
    ----------
    compare : gives the vectors of texts, by which names are told apart.
    timeout : seconds that an answer may take.
    """

    def __init__(self, address: Address, compare: Compare, *, timeout: float = TIMEOUT) -> None:
        self.model = address.model
        self._address, self._compare, self._timeout = address, compare, timeout

    def propose(self, themes: Themes, scored: Sequence[Scored], known: Known, tell: Callable[[int, int], None]) -> Themes:
        """Return the themes with the names that were taken, and under ``naming`` how it went.

        Parameters
        ----------
        scored : all segments of the run.
        known : says which themes are the user's own or were changed by people.
        tell : told how many themes were asked about, and of how many.
        """
        named = {theme.id: theme for theme in themes.themes}
        asked = [theme for theme in themes.themes if self._is_open(theme, known)]
        by_id = {one.segment.id: one for one in scored}
        names = names_in([one.segment for one in scored]) if asked else frozenset()
        failure = ""
        for place, theme in enumerate(asked):
            tell(place, len(asked))
            told = [by_id[segment] for segment in theme.segment_ids]
            try:
                name = _name_of(self._answer(theme, by_id))
            except NoAnswer as error:
                failure = error.what
                break
            others = [one.label for one in named.values() if one.kind == theme.kind and one.id != theme.id]
            fits = name and _is_told(name, told) and names.isdisjoint(map(fold, words(name))) and is_distinct(name, others, self._compare)
            taken = name if fits else None
            named[theme.id] = replace(theme, label=taken or theme.label, proposal=Proposal(self.model, theme.label, taken))
        tell(len(asked), len(asked))
        return self._told(themes, tuple(named.values()), failure)

    def _is_open(self, theme: Theme, known: Known) -> bool:
        """Return whether a theme bears a found name that the model was not asked about."""
        own = {id for one in known.own for _, id in one.ids}
        asked_before = theme.named_by or (theme.proposal and theme.proposal.model == self.model)
        return theme.id not in known.kept and theme.id not in own and not asked_before

    def _answer(self, theme: Theme, by_id: Mapping[str, Scored]) -> str | None:
        prompt = _PROMPT.read_text(encoding="utf-8")
        return complete(self._address, system=prompt, user=_data(theme, by_id), schema=_SCHEMA, timeout=self._timeout)

    def _told(self, themes: Themes, named: tuple[Theme, ...], failure: str) -> Themes:
        proposals = [theme.proposal for theme in named if theme.proposal and theme.proposal.model == self.model]
        taken = sum(theme.named_by in proposals for theme in named)
        refused = sum(proposal.name is None for proposal in proposals)
        labels = {theme.id: theme.label for theme in named}
        changes = tuple(replace(change, label=labels.get(change.theme_id, change.label)) for change in themes.changes)
        return replace(themes, themes=named, changes=changes, naming=Naming(self.model, self._address.host, taken, refused, failure))


def _data(theme: Theme, by_id: Mapping[str, Scored]) -> str:
    """Return what is told of a theme, as JSON between marks that cannot stand in it."""
    quoted = [by_id[segment] for segment in dict.fromkeys((*theme.quotes, *theme.spread))]
    told = {
        "kind": theme.kind.replace("_", " "),
        "names found": [theme.label, *(part.label for part in theme.parts)],
        "words": theme.keywords,
        "statements": [" ".join(visible(one.segment).split())[:LONGEST_QUOTE] for one in quoted[:N_QUOTES]],
    }
    written = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return f"<data>{written}</data>"


def _name_of(answer: str | None) -> str | None:
    """Return the name that an answer holds; None where it holds anything else."""
    try:
        return _Answer.model_validate_json(answer or "").name
    except ValidationError:
        return None


def _is_told(name: str, told: Iterable[Scored]) -> bool:
    """Return whether a word of a name that has a subject is told in a theme, by two units where so many tell of it."""
    units: defaultdict[str, set[str]] = defaultdict(set)
    everyone = set()
    for one in told:
        everyone.add(one.segment.feedback.unit)
        for word in stems(visible(one.segment)):
            units[word].add(one.segment.feedback.unit)
    return any(len(units[word]) >= min(TOLD_BY, len(everyone)) for word in stems(name))
