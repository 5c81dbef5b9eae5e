"""What people do with the themes of a project: name, merge, split, move, take away, bring their own; all of it can be taken back.

Guarantees: every change is recorded with who made it, carried out at once by publishing a further run, and heeded by every later one;
runs that were published stay as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from vocmine.errors import NotFound, UsageError
from vocmine.types import OwnTheme, Part, Theme, ThemeKind, Themes

if TYPE_CHECKING:
    from sqlmodel import Session

    from vocmine.pipeline import MineSummary
    from vocmine.store.corrections import Correction, Target
    from vocmine.store.projects import Project
    from vocmine.store.runs import Run
    from vocmine.workspace import Workspace

Found = TypeVar("Found")
N_EXAMPLES = 6
SHORT_ID = 8
LONGEST_NAME, LONGEST_EXAMPLE = 80, 2000


@dataclass(frozen=True, slots=True)
class Edited:
    """A recorded change of themes: its number, by which it can be taken back, and the run that carries it out."""

    correction: int
    run: "MineSummary"


class Curation:
    """Changes to the themes of one project, made in somebody's name.

    Parameters
    ----------
    who : who makes the changes, as it is recorded.
    """

    def __init__(self, workspace: "Workspace", project: str, *, who: str) -> None:
        self._workspace, self._store, self._project, self._who = workspace, workspace.store, project, who

    def themes(self) -> Themes:
        """Return the themes of the newest run.

        Raises
        ------
        NotFound
            If there is no such project, or it was never mined.
        """
        from vocmine.store import runs

        with self._store.read() as session:
            return runs.load_themes(self._newest(session=session)[1], session=session)

    def theme(self, reference: str) -> Theme:
        """Return the theme of the newest run of that id, or of that name if one alone bears it.

        Raises
        ------
        NotFound
            If there is none.
        UsageError
            If several bear the name.
        """
        return self._theme(reference)

    def rename(self, theme: str, name: str) -> Edited:
        """Give a theme another name; ``theme`` is an id or a name that one theme alone bears.

        Raises
        ------
        UsageError
            If the name is empty, too long or not printable, or another theme of the kind bears it.
        """
        found, shown = self._theme(theme), " ".join(name.split())
        if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
            raise UsageError(f"A theme's name is one line of 1 to {LONGEST_NAME} printable signs.")
        for other in self.themes().themes:
            if other.id != found.id and other.kind == found.kind and other.label.casefold() == shown.casefold():
                raise UsageError(f"Another theme is called {other.label!r}; merge the two, or take another name.")
        return self._record("theme", found.id, "label", old=found.label, new=shown)

    def merge(self, theme: str, into: str) -> Edited:
        """Put a theme into another one; its parts are parts of that from then on.

        Raises
        ------
        UsageError
            If both are the same, or of unlike kinds.
        """
        found, other = self._theme(theme), self._theme(into)
        if found.id == other.id:
            raise UsageError(f"{found.label!r} cannot be put into itself.")
        _check_kinds(found.label, found.kind, other)
        return self._record("theme", found.id, "into", old=None, new=other.id)

    def split(self, part: str, into: str | None = None) -> Edited:
        """Make a part a theme of its own, or a part of another theme; ``part`` is an id or a name that one part alone bears.

        Raises
        ------
        UsageError
            If the other theme is of another kind.
        """
        source, found = self._part(part)
        other = self._theme(into) if into else None
        if other:
            _check_kinds(found.label, source.kind, other)
        return self._record("part", found.id, "into", old=source.id, new=other.id if other else str(uuid4()))

    def move(self, segment: str, into: str | None) -> Edited:
        """Put a segment into a theme, or into none.

        Raises
        ------
        NotFound
            If no segment of this id was looked at for themes.
        """
        themes = self.themes()
        home = next((theme.id for theme in themes.themes if segment in theme.segment_ids), None)
        if home is None and segment not in {*themes.unassigned, *themes.feelings, *themes.non_answers, *themes.copies}:
            raise NotFound("statement", segment)
        return self._record("segment", segment, "theme", old=home, new=self._theme(into).id if into else None)

    def delete(self, theme: str) -> Edited:
        """Take a theme away; what it held stands in no theme."""
        return self._record("theme", self._theme(theme).id, "deleted", old=None, new="yes")

    def undo(self, correction: int) -> Edited:
        """Take a change back.

        Raises
        ------
        NotFound
            If the project has no such change.
        UsageError
            If it was taken back before, or changed no theme.
        """
        from vocmine.store import corrections
        from vocmine.store.edits import changes_themes

        with self._store.write() as session:
            project, _ = self._newest(session=session)
            known = {one.key: one for one in corrections.list_corrections(project, session=session)}
            if correction in known and not changes_themes(known[correction]):
                raise UsageError(f"Change {correction} is none of a theme.")
            undone = corrections.undo_correction(project, correction, who=self._who, session=session)
        return Edited(undone.key, self._carried_out())

    def history(self) -> "tuple[Correction, ...]":
        """Return the changes that people made to themes, oldest first."""
        from vocmine.store import corrections
        from vocmine.store.edits import changes_themes

        with self._store.read() as session:
            listed = corrections.list_corrections(self._newest(session=session)[0], session=session)
        return tuple(one for one in listed if changes_themes(one))

    def own_themes(self) -> tuple[OwnTheme, ...]:
        """Return the project's codebook."""
        from vocmine.store.own_themes import list_own_themes
        from vocmine.store.projects import get_project

        with self._store.read() as session:
            return list_own_themes(get_project(self._project, session=session), session=session)

    def replace_own_themes(self, themes: Sequence[OwnTheme]) -> "MineSummary | None":
        """Put a codebook in the place of the one that is there; carried out at once where the project was mined before.

        Raises
        ------
        UsageError
            If a theme has the id of one of another kind.
        """
        from vocmine.store import edits, runs
        from vocmine.store.projects import get_project

        with self._store.write() as session:
            project = get_project(self._project, session=session)
            edits.settle_codebook(themes, project, who=self._who, session=session)
            mined = runs.latest_run(project, session=session) is not None
        return self._carried_out() if mined else None

    def as_codebook(self) -> tuple[OwnTheme, ...]:
        """Return the user's own themes as people shaped them and, behind them, those that were found, with keywords and quotes."""
        from vocmine.store import edits, queries, runs

        own = self.own_themes()
        with self._store.read() as session:
            project, run = self._newest(session=session)
            themes = runs.load_themes(run, session=session).themes
            shaped = edits.as_shaped(own, project, session=session)
            texts = {one.segment.id: one.segment.text for one in queries.load_scored(run, session=session)}
        known = {id for one in own for _, id in one.ids}
        found = (theme for theme in themes if theme.id not in known)
        return (*shaped, *(_as_own(theme, [texts[quote] for quote in (*theme.quotes, *theme.spread)]) for theme in found))

    def _newest(self, *, session: "Session") -> "tuple[Project, Run]":
        from vocmine.store import runs
        from vocmine.store.projects import get_project

        project = get_project(self._project, session=session)
        return project, runs.get_run(project, session=session)

    def _theme(self, reference: str) -> Theme:
        return _the_one(reference, [(theme.id, theme.label, theme) for theme in self.themes().themes], "theme")

    def _part(self, reference: str) -> tuple[Theme, Part]:
        parts = [(part.id, part.label, (theme, part)) for theme in self.themes().themes for part in theme.parts]
        return _the_one(reference, parts, "part of a theme")

    def _record(self, target: "Target", target_id: str, field: str, *, old: str | None, new: str | None) -> Edited:
        from vocmine.store.corrections import Change, add_correction

        with self._store.write() as session:
            project, _ = self._newest(session=session)
            change = Change(target, target_id, field, old, new, self._who)
            key = add_correction(project, change, session=session).key
        return Edited(key, self._carried_out())

    def _carried_out(self) -> "MineSummary":
        with self._store.read() as session:
            _, run = self._newest(session=session)
        return self._workspace.mine(self._project, journey=run.journey)


def _the_one(reference: str, listed: "Sequence[tuple[str, str, Found]]", what: str) -> "Found":
    """Return the thing whose id that is or, from eight signs on, begins with it, or of that name if one alone bears it."""
    by_id = [found for id, _, found in listed if id == reference]
    by_id = by_id or [found for id, _, found in listed if len(reference) >= SHORT_ID and id.startswith(reference)]
    named = by_id or [found for _, label, found in listed if label.casefold() == reference.casefold()]
    if not named:
        raise NotFound(what, reference, tuple(label for _, label, _ in listed))
    if len(named) > 1:
        ids = ", ".join(id for id, label, _ in listed if label.casefold() == reference.casefold())
        raise UsageError(f"{len(named)} bear the name {reference!r}; give one of the ids {ids}.")
    return named[0]


def _check_kinds(label: str, kind: ThemeKind, other: Theme) -> None:
    if kind != other.kind:
        one, two = (some.replace("_", " ") for some in (kind, other.kind))
        raise UsageError(f"{label!r} is a {one} and cannot be put into {other.label!r}, which is a {two}.")


def _as_own(theme: Theme, quotes: Sequence[str]) -> OwnTheme:
    short = tuple(quote for quote in quotes if len(quote) <= LONGEST_EXAMPLE)
    return OwnTheme(theme.id, theme.label, ", ".join(theme.keywords), short[:N_EXAMPLES], theme.kind)
