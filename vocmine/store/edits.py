"""What people did with themes, as mining starts from it: merged, split, taken away, named, filled.

A change that was made since the run before is carried out on that run's themes, and so is its taking back; what a change shaped stays
whatever a later run finds, for as long as the change holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from vocmine.errors import UsageError
from vocmine.store.corrections import Correction, holding, list_corrections, undo_correction
from vocmine.store.own_themes import digest, list_own_themes, replace_own_themes
from vocmine.store.projects import Project
from vocmine.store.runs import Heeded, Run, known_kinds, last_version, load_themes
from vocmine.types import Known, OwnTheme, Part, Theme, Themes

OF_THEMES = (("theme", "label"), ("theme", "into"), ("theme", "deleted"), ("part", "into"), ("segment", "theme"))


def heeded(project: Project, *, session: Session) -> Heeded:
    """Return what a run that is made now would heed."""
    keys = (one.key for one in _of_themes(list_corrections(project, session=session)))
    return Heeded(digest(list_own_themes(project, session=session)), max(keys, default=0))


def known_themes(project: Project, last: Run | None, *, session: Session) -> Known:
    """Return what is known of a project's themes: those of its last run as people changed them since, and the user's own."""
    corrections = list_corrections(project, session=session)
    earlier = load_themes(last, session=session) if last else Themes((), ())
    since = last.heeded.last_correction if last else 0
    for correction in _of_themes(corrections):
        if correction.key > since:
            earlier = _edited(earlier, correction, project, session=session)
    themes, parts, segments = (holding(corrections, target) for target in ("theme", "part", "segment"))
    namings = [one for one in corrections if _names(one)]
    earlier = replace(earlier, themes=_named(earlier.themes, namings, since))
    deleted = [theme_id for theme_id, values in themes.items() if values.get("deleted")]
    gone = (last_version(project, theme_id, session=session) for theme_id in deleted)
    merged = {theme_id: values["into"] for theme_id, values in themes.items() if values.get("into")}
    moved = tuple((segment, _final(values["theme"], merged) or None) for segment, values in segments.items() if "theme" in values)
    shaped = {*themes, *(v["into"] for v in (*themes.values(), *parts.values()) if v.get("into")), *(theme for _, theme in moved if theme)}
    shaped |= {str(one.change.old) for one in corrections if one.change.target == "part" and one.change.target_id in parts}
    kept = frozenset(theme_id for theme_id in shaped if theme_id) - set(deleted)
    empty = kept - merged.keys() - {theme.id for theme in earlier.themes}
    versions = (last_version(project, theme_id, session=session) for theme_id in sorted(empty))
    emptied = _named([theme for theme in versions if theme is not None], namings, 0)
    return Known(
        earlier=_beside(earlier, emptied),
        kept=kept,
        deleted=tuple(theme for theme in gone if theme is not None),
        moved=moved,
        own=list_own_themes(project, session=session),
        named=tuple((theme_id, label) for theme_id, values in themes.items() if (label := values.get("label"))),
    )


def settle_codebook(own: Sequence[OwnTheme], project: Project, *, who: str, session: Session) -> None:
    """Put a codebook in the place of the one that is there, and record as taken back what people did to its themes that it says otherwise.

    A theme that it names is there again; a theme that it names anew bears that name.

    Raises
    ------
    UsageError
        If a theme has the id of one of another kind, or a text holds what no database takes.
    """
    kinds = known_kinds(project, session=session)
    for one in own:
        kind = kinds.get(one.id)
        if kind and kind != one.kind:
            other = kind.replace("_", " ")
            raise UsageError(f"{one.name!r} has the id of a {other} of this project. Give it that kind, or leave its id empty.")
    before = {id: one.name for one in list_own_themes(project, session=session) for _, id in one.ids}
    said = {id: one.name for one in own for _, id in one.ids}
    replace_own_themes(project, tuple(own), session=session)
    listed = list_corrections(project, session=session)
    settled = {correction.undoes for correction in listed}
    for correction in listed:
        change, holds = correction.change, correction.undoes is None and correction.key not in settled
        if holds and change.target == "theme" and change.target_id in said:
            id, field = change.target_id, change.field
            if field == "deleted" or (field == "label" and said[id] != before.get(id)):
                undo_correction(project, correction.key, who=who, session=session)


def as_shaped(own: Sequence[OwnTheme], project: Project, *, session: Session) -> tuple[OwnTheme, ...]:
    """Return a codebook as people shaped it: with the names that they gave, without what they took away."""
    values = holding(list_corrections(project, session=session), "theme")
    there = (one for one in own if not all(values.get(id, {}).get("deleted") for _, id in one.ids))
    return tuple(replace(one, name=values.get(one.id, {}).get("label") or one.name) for one in there)


def changes_themes(correction: Correction) -> bool:
    """Tell whether a correction changes themes."""
    return (correction.change.target, correction.change.field) in OF_THEMES


def _of_themes(corrections: Iterable[Correction]) -> list[Correction]:
    return [one for one in corrections if changes_themes(one)]


def _edited(themes: Themes, correction: Correction, project: Project, *, session: Session) -> Themes:
    change = correction.change
    if (change.target, change.field) == ("part", "into"):
        return _with_part_in(themes, change.target_id, str(change.new))
    if change.target != "theme":
        return themes
    if change.field == "label":
        return themes
    if change.new is None:
        before = last_version(project, change.target_id, session=session)
        return _restored(themes, before) if before else themes
    if change.field == "deleted":
        return _replaced(themes, [theme for theme in themes.themes if theme.id != change.target_id])
    return _merged(themes, change.target_id, change.new)


def _names(correction: Correction) -> bool:
    return (correction.change.target, correction.change.field) == ("theme", "label")


def _named(themes: Sequence[Theme], namings: Sequence[Correction], since: int) -> tuple[Theme, ...]:
    """Return the themes with the names that hold where one was changed since; with all taken back, the name of before the first."""
    held = holding(namings, "theme")
    first = {one.change.target_id: one.change.old for one in reversed(namings)}
    labels = {id: held.get(id, {}).get("label") or first[id] for id in {one.change.target_id for one in namings if one.key > since}}
    return tuple(replace(theme, label=labels.get(theme.id) or theme.label) for theme in themes)


def _final(theme_id: str | None, merged: Mapping[str, str | None]) -> str | None:
    """Return the theme that one was put into in the end."""
    seen: set[str] = set()
    while theme_id and theme_id in merged and theme_id not in seen:
        seen.add(theme_id)
        theme_id = merged[theme_id]
    return theme_id


def _merged(themes: Themes, theme_id: str, into: str) -> Themes:
    """Return the themes with one put into another, each a part of it from then on."""
    by_id = {theme.id: theme for theme in themes.themes}
    if theme_id not in by_id or into not in by_id or theme_id == into:
        return themes
    parts = (*_as_parts(by_id[into]), *_as_parts(by_id[theme_id]))
    merged = _with_parts(by_id[into], parts)
    return _replaced(themes, [merged if theme.id == into else theme for theme in themes.themes if theme.id != theme_id])


def _with_part_in(themes: Themes, part_id: str, into: str) -> Themes:
    """Return the themes with a part put into another one, which begins with it where there is none of that id."""
    source = next((theme for theme in themes.themes if any(part.id == part_id for part in theme.parts)), None)
    if source is None or source.id == into:
        return themes
    part = next(part for part in source.parts if part.id == part_id)
    left = _with_parts(source, tuple(one for one in source.parts if one.id != part_id))
    known = any(theme.id == into for theme in themes.themes)
    begun = Theme(into, source.kind, part.label, part.keywords, part.segment_ids, part.quotes, source.severity, (), parts=(part,))
    grown = [_with_parts(t, (*_as_parts(t), part)) if t.id == into else left if t.id == source.id else t for t in themes.themes]
    return _replaced(themes, [theme for theme in (grown if known else [*grown, begun]) if theme.segment_ids])


def _restored(themes: Themes, theme: Theme) -> Themes:
    """Return the themes with one as it was, its segments in no other."""
    own = set(theme.segment_ids)
    others = [_without(other, own) for other in themes.themes if other.id != theme.id]
    return _replaced(themes, [*(other for other in others if other.segment_ids), theme])


def _beside(themes: Themes, emptied: Sequence[Theme]) -> Themes:
    """Return the themes with those that had no members in the last run, as they were, of what stands in no other."""
    placed = {segment for theme in themes.themes for segment in theme.segment_ids}
    left = (_without(theme, placed) for theme in emptied)
    return replace(themes, themes=(*themes.themes, *(theme for theme in left if theme.segment_ids)))


def _without(theme: Theme, segments: set[str]) -> Theme:
    if not segments.intersection(theme.segment_ids):
        return theme
    parts = [replace(part, segment_ids=tuple(i for i in part.segment_ids if i not in segments)) for part in _as_parts(theme)]
    return _with_parts(theme, tuple(part for part in parts if part.segment_ids))


def _as_parts(theme: Theme) -> tuple[Part, ...]:
    return theme.parts or (Part(theme.id, theme.label, theme.keywords, theme.segment_ids, theme.quotes),)


def _with_parts(theme: Theme, parts: tuple[Part, ...]) -> Theme:
    return replace(theme, parts=parts, segment_ids=tuple(sorted({segment for part in parts for segment in part.segment_ids})))


def _replaced(themes: Themes, changed: Sequence[Theme]) -> Themes:
    placed = {segment for theme in changed for segment in theme.segment_ids}
    freed = {segment for theme in themes.themes for segment in theme.segment_ids} - placed
    left = (set(themes.unassigned) | freed) - placed
    return replace(themes, themes=tuple(changed), unassigned=tuple(sorted(left)))
