"""Chains of causes, and causes that stand behind much: what customers tell as the reason of what they tell.

Guarantees: only what is told links, never what merely goes together; a link is shown where at least ``LEAST_TOLD`` units of the selection
tell it; no chain comes back to where it was (a circle is broken where fewest tell it); the same segments in any order give the same chains.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vocmine.map_types import Chain, ChainLink, Systemic
from vocmine.types import NO_STAGE, Cause, Scored, Theme, Themes

LEAST_TOLD = 2
MOST_LINKS = 4
MOST_SHOWN = 50
SEVERAL_PAINS, SEVERAL_STAGES = 2, 3


@dataclass(frozen=True, slots=True)
class _Edge:
    """That a cause is told for an effect, both by their ids, by so many units."""

    cause: str
    effect: str
    told: int
    evidence: tuple[str, ...]


def find_chains(themes: Themes, by_id: Mapping[str, Scored]) -> tuple[Chain, ...]:
    """Return the chains of causes that end in a pain point, those told by most units first.

    Parameters
    ----------
    themes : all themes of the run, with what stands behind their causes.
    by_id : the segments of the selection, by their ids.

    Notes
    -----
    A chain has at most four links and is told by as many as its weakest link is. One that is part of a longer one is left out, and so is
    a cause told for a pain point, with nothing behind either, which stands among its causes.
    """
    pains = [theme for theme in themes.themes if theme.kind == "pain_point"]
    nodes = _nodes(pains, themes.roots.behind, by_id)
    into: dict[str, list[_Edge]] = defaultdict(list)
    for edge in _without_circles(_edges(((link.cause, link.effect, link.evidence) for link in themes.roots.links), by_id)):
        into[edge.effect].append(edge)
    paths = [path for theme in pains for path in _paths(theme.id, into, MOST_LINKS)]
    chains = [_chain(path, nodes) for path in _longest(paths)]
    kept = [chain for chain in chains if len(chain.links) > 2 or chain.links[0].kind == "theme"]
    return tuple(sorted(kept, key=lambda chain: (-chain.told, -len(chain.links), [link.label for link in chain.links]))[:MOST_SHOWN])


def find_systemic(themes: Themes, by_id: Mapping[str, Scored]) -> tuple[Systemic, ...]:
    """Return the causes told for two pain points or more, or felt at three stages or more, those told by most units first.

    Parameters
    ----------
    themes : all themes of the run.
    by_id : the segments of the selection, by their ids.

    Notes
    -----
    Pain points and stages count where at least two units tell of them. A cause that is told mostly where a pain point is told as the
    cause, which stands here too, is left out.
    """
    pains = {theme.id: theme for theme in themes.themes if theme.kind == "pain_point"}
    nodes = _nodes(pains.values(), (), by_id)
    told = [(cause.id, theme.id, cause.evidence) for theme in pains.values() for cause in theme.causes if cause.id]
    told += [(link.cause, link.effect, link.evidence) for link in themes.roots.links if link.cause in pains]
    effects: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for edge in _edges(told, by_id):
        effects[edge.cause][edge.effect] = edge.evidence
    found = [_systemic(nodes[cause], some, pains, by_id) for cause, some in effects.items()]
    kept = [one for one in found if len(one.pain_points) >= SEVERAL_PAINS or len(one.stages) >= SEVERAL_STAGES]
    of_pains = {i for one in kept if one.kind == "theme" for i in one.evidence}
    own = (one for one in kept if one.kind == "theme" or 2 * len(of_pains.intersection(one.evidence)) < len(one.evidence))
    return tuple(sorted(own, key=lambda one: (-one.told, one.label, one.id)))


def _nodes(pains: Iterable[Theme], behind: Iterable[Cause], by_id: Mapping[str, Scored]) -> dict[str, ChainLink]:
    """Return what can stand in a chain, by its id: pain points at the stage where most units feel them, causes where they happened."""
    causes: dict[str, Cause] = {}
    for cause in (*(cause for theme in pains for cause in theme.causes), *behind):
        before = causes.get(cause.id)
        if cause.id and (before is None or (before.cause_stage is None, -before.told) > (cause.cause_stage is None, -cause.told)):
            causes[cause.id] = cause
    nodes = {id: ChainLink("cause", id, cause.label, cause.cause_stage, None, ()) for id, cause in causes.items()}
    for theme in pains:
        stages = _felt([by_id[i] for i in theme.segment_ids if i in by_id])
        nodes[theme.id] = ChainLink("theme", theme.id, theme.label, stages[0][0] if stages else None, None, ())
    return nodes


def _felt(scored: Iterable[Scored]) -> tuple[tuple[str, int], ...]:
    """Return the stages that segments tell of, each with its units, most first."""
    told = {(one.reading.stage, one.segment.feedback.unit) for one in scored if one.reading.stage != NO_STAGE}
    counts = Counter(stage for stage, _ in told)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _edges(told: Iterable[tuple[str, str, Sequence[str]]], by_id: Mapping[str, Scored]) -> list[_Edge]:
    """Return what enough units of the selection tell, of triples of cause, effect and segments."""
    edges = []
    for cause, effect, evidence in told:
        there = tuple(i for i in evidence if i in by_id)
        units = len({by_id[i].segment.feedback.unit for i in there})
        if units >= LEAST_TOLD:
            edges.append(_Edge(cause, effect, units, there))
    return edges


def _without_circles(edges: Sequence[_Edge]) -> list[_Edge]:
    """Return the edges, the most told first, without those that close a circle."""
    kept: list[_Edge] = []
    onwards: dict[str, set[str]] = defaultdict(set)
    for edge in sorted(edges, key=lambda edge: (-edge.told, edge.cause, edge.effect)):
        if not _leads(edge.effect, edge.cause, onwards):
            onwards[edge.cause].add(edge.effect)
            kept.append(edge)
    return kept


def _leads(start: str, end: str, onwards: Mapping[str, set[str]]) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == end:
            return True
        further = onwards.get(here, set()) - seen
        seen |= further
        ahead += further
    return False


def _paths(effect: str, into: Mapping[str, Sequence[_Edge]], most: int) -> list[tuple[_Edge, ...]]:
    """Return all ways that lead to an effect, each as long as it gets within so many links."""
    if most < 2 or not into.get(effect):
        return [()]
    return [(*before, edge) for edge in into[effect] for before in _paths(edge.cause, into, most - 1)]


def _longest(paths: Iterable[tuple[_Edge, ...]]) -> list[tuple[_Edge, ...]]:
    """Return the paths that are no part of another one."""
    kept: list[tuple[_Edge, ...]] = []
    parts: set[tuple[_Edge, ...]] = {()}
    for path in sorted(paths, key=len, reverse=True):
        if path not in parts:
            kept.append(path)
            parts.update(path[start:end] for start in range(len(path)) for end in range(start + 1, len(path) + 1))
    return kept


def _chain(path: Sequence[_Edge], nodes: Mapping[str, ChainLink]) -> Chain:
    links = [replace(nodes[edge.cause], told=edge.told, evidence=edge.evidence) for edge in path]
    return Chain((*links, nodes[path[-1].effect]))


def _systemic(node: ChainLink, effects: Mapping[str, Sequence[str]], pains: Mapping[str, Theme], by_id: Mapping[str, Scored]) -> Systemic:
    """Return a cause with the pain points that it is told for, each with the segments that tell so."""
    members = {i for effect in effects for i in pains[effect].segment_ids}
    evidence = sorted({i for some in effects.values() for i in some})
    units = {effect: {by_id[i].segment.feedback.unit for i in some} for effect, some in effects.items()}
    told = [(effect, pains[effect].label, len(some)) for effect, some in units.items()]
    return Systemic(
        kind=node.kind,
        id=node.id,
        label=node.label,
        stage=node.stage,
        told=len(set().union(*units.values())),
        pain_points=tuple(sorted(told, key=lambda pain: (-pain[2], pain[1], pain[0]))),
        stages=tuple((stage, n) for stage, n in _felt([by_id[i] for i in evidence if i in members]) if n >= LEAST_TOLD),
        evidence=tuple(evidence),
    )
