"""Journey maps made at random from the types alone, so that a field that is added to a map is filled without anybody's doing.

What a map promises beyond its types is put right afterwards: names under which figures stand once, ids that have their words.
"""

import random
import types
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from vocmine.decision_types import DELIVERY, Cell, Criterion, Priorities, Priority
from vocmine.map_types import Chain, ChainLink, JourneyMap, MapTheme, StageColumn
from vocmine.types import Journey, Proposal

LETTERS = "abcxyz ÄßЖ中א🙂\"'\\<&=\n\t"


def any_map(seed: int) -> JourneyMap:
    """Return a journey map that follows from a seed."""
    return _Maker(random.Random(seed)).map()


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance, self.made = chance, 0

    def map(self) -> JourneyMap:
        drawn = self.value(JourneyMap)
        journey = replace(drawn.journey, words=_once(drawn.journey.words))
        stages = tuple(self.stage(stage) for stage in (*drawn.stages, self.value(StageColumn)))
        chains = tuple(Chain((self.told_link(), self.told_link(), self.value(ChainLink))) for _ in drawn.chains)
        drawn = replace(
            drawn, chains=chains, journey=journey, stages=stages, totals=replace(drawn.totals, languages=_once(drawn.totals.languages))
        )
        drawn = replace(drawn, priorities=self.priorities(drawn.priorities) if drawn.priorities else None)
        return replace(drawn, segments=tuple((one, self.text()) for one in sorted(_ids(drawn))))

    def priorities(self, drawn: Priorities) -> Priorities:
        criteria = {one.id: one for one in drawn.criteria or (self.value(Criterion),)}
        items = {one.theme_id: self.item(one, tuple(criteria)) for one in drawn.items or (self.value(Priority),)}
        some, theme = next(iter(criteria)), next(iter(items))
        swings = tuple(replace(one, criterion=some, first=(theme,), entered=(theme,), left=()) for one in drawn.swings)
        tippings = tuple(replace(one, criterion=some, theme_id=theme, ahead=theme) for one in drawn.tippings)
        return replace(drawn, criteria=tuple(criteria.values()), items=tuple(items.values()), swings=swings, tippings=tippings)

    def item(self, one: Priority, criteria: tuple[str, ...]) -> Priority:
        delivery = replace(one.delivery, theme_id=one.theme_id, criterion=DELIVERY) if one.delivery else None
        return replace(one, cells=tuple(replace(self.value(Cell), criterion=id_) for id_ in criteria), delivery=delivery)

    def told_link(self) -> ChainLink:
        return replace(self.value(ChainLink), evidence=(self.text(),))

    def stage(self, stage: StageColumn) -> StageColumn:
        points = _once((f"{name} {place}", volume) for place, (name, volume) in enumerate(stage.touchpoints))
        tasks = tuple((name, (found[0],)) for (name, _), (_, found) in zip(points, stage.tasks, strict=False) if found)
        imported = tuple(replace(one, stage=stage.id) for one in stage.imported)
        lists = {
            name: tuple(map(self.theme, getattr(stage, name))) for name in ("pain_points", "gains", "suggestions", "barriers", "enablers")
        }
        return replace(stage, emotions=_once(stage.emotions), touchpoints=points, tasks=tasks, imported=imported, **lists)

    def theme(self, theme: MapTheme) -> MapTheme:
        proposal = Proposal(theme.proposal.model, theme.proposal.found, theme.label) if theme.proposal else None
        metric = self.chance.choice(("nps", "csat", "rating", "ces")) if theme.impact or theme.leave_one_out else None
        return replace(theme, proposal=proposal, impact_metric=metric)

    def value(self, kind: Any, name: str = "") -> Any:
        origin, of = get_origin(kind), get_args(kind)
        if is_dataclass(kind):
            hints = get_type_hints(kind)
            return kind(**{field.name: self.value(hints[field.name], field.name) for field in fields(kind)})
        if origin in (Union, types.UnionType):
            return self.value(self.chance.choice(of), name)
        if origin is Literal:
            return self.chance.choice(of)
        if origin is tuple and of[-1] is Ellipsis:
            return tuple(self.value(of[0], name) for _ in range(self.chance.randint(0, 2)))
        return tuple(self.value(one, name) for one in of) if origin is tuple else self.plain(kind)

    def plain(self, kind: Any) -> Any:
        self.made += 1
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.chance.randrange(10**8))
        return {
            str: self.text,
            int: lambda: self.chance.randrange(10**6),
            float: lambda: self.chance.uniform(-100, 100),
            bool: lambda: self.chance.random() < 0.5,
            datetime: lambda: moment,
            date: moment.date,
            type(None): lambda: None,
        }[kind]()

    def text(self) -> str:
        return f"{self.made}{''.join(self.chance.choices(LETTERS, k=self.chance.randint(0, 6)))}"


def _once(pairs: Any) -> tuple[Any, ...]:
    return tuple(dict(pairs).items())


def _ids(value: Any, key: str = "") -> set[str]:
    """Return the ids that stand in fields of segment ids, however deep."""
    if isinstance(value, Journey):
        return set()
    if is_dataclass(value):
        return set().union(*(_ids(getattr(value, field.name), field.name) for field in fields(value)))
    if isinstance(value, tuple):
        return set().union(*(_ids(one, key) for one in value))
    return {value} if isinstance(value, str) and key in ("quotes", "evidence") else set()
