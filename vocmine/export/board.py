"""The map as it hangs on the wall: what stands in each cell, in words and fractions, before any format draws it.

Guarantees: columns in the journey's order; every claim carries the words of customers that it rests on;
thin evidence is marked as thin; an empty cell is an empty tuple.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocmine.export.decisions import MatrixRow, Quarters, decision_text, fix_text, kind_text, matrix_rows, matrix_texts, quarters
from vocmine.export.figures import (
    MIN_PERCENT,
    MIN_UNITS,
    Figure,
    Noun,
    alert_text,
    association_text,
    begun_text,
    behind_text,
    corrected_text,
    effect_text,
    figure,
    kpi_text,
    left_out_text,
    net_text,
    path_text,
    percent,
    proposal_text,
    rank_text,
    stop_text,
    systemic_text,
    trend_text,
    unit_noun,
)
from vocmine.map_types import Activity, JourneyMap, Kpi, MapTheme, StageColumn
from vocmine.types import Cause

TONES = {
    "delight": "good-3",
    "appreciation": "good-2",
    "hope": "good-1",
    "surprise": "grey-1",
    "confusion": "grey-2",
    "anxiety": "bad-1",
    "disappointment": "bad-2",
    "frustration": "bad-3",
    "disgust": "bad-4",
}
_EVIDENCE = {"solid": "solid", "thin": "thin: read with care", "none": "too few to tell"}
_CAUSES = 3
_SYSTEMIC = 8
_WAYS = 5
SOLID_UNITS = 30
# Lanes that are left out where no stage has anything in them, and what they are called then.
_OPTIONAL = {
    "felt": "feelings",
    "pain_points": "pain points",
    "causes": "causes",
    "gains": "gains",
    "suggestions": "suggestions",
    "effort": "effort",
    "kpis": "scores",
    "quotes": "quotable words",
    "touchpoints": "touchpoints",
    "customer_does": "actions of customers",
    "company_does": "actions of the company",
    "told_goals": "told goals",
    "listening": "channels",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a stacked bar: where it starts and how wide it is, in per cent of the bar."""

    tone: str
    label: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class CauseCell:
    """A cause in words, how many told it, and where it lies."""

    label: str
    told: str
    where: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and the words of customers that it rests on."""

    said: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A pain point, gain, suggestion or deed with its figure, rank and effects in words, and the words that it rests on.

    ``behind`` is what is told to stand behind a pain point.
    """

    label: str
    figure: Figure
    quotes: tuple[str, ...]
    causes: tuple[CauseCell, ...] = ()
    rank: str = ""
    effects: tuple[str, ...] = ()
    behind: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One stage, lane by lane."""

    name: str
    people: str
    share: str
    evidence: str
    evidence_text: str
    net: tuple[str, str]
    split: tuple[Block, ...]
    feelings: tuple[Block, ...]
    felt: tuple[tuple[str, Figure], ...]
    effort: Figure | None
    pain_points: tuple[Claim, ...]
    causes: tuple[CauseCell, ...]
    gains: tuple[Claim, ...]
    suggestions: tuple[Claim, ...]
    kpis: tuple[tuple[str, str, str], ...]
    quotes: tuple[str, ...]
    touchpoints: tuple[tuple[str, str], ...]
    customer_does: tuple[Claim, ...]
    company_does: tuple[Claim, ...]
    told_goals: tuple[Claim, ...]
    corrected: tuple[str, ...] = ()
    listening: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """All columns, the lanes that hold anything, the names of those that do not, and the share at which the claims' bars end.

    ``alerts`` are sentences with the words behind them, ``systemic`` the causes that stand behind much, ``ways`` the commonest ways of
    known customers, and where they stop; ``priorities`` is what to fix first, ``weighed`` how that was weighed and what would change it,
    and ``quarters`` value by delivery effort.
    """

    columns: tuple[Column, ...]
    lanes: tuple[str, ...]
    empty: tuple[str, ...]
    scale: float
    noun: Noun
    kpis: tuple[tuple[str, str, str], ...]
    alerts: tuple[Told, ...]
    systemic: tuple[Told, ...]
    ways: tuple[Told, ...] = ()
    priorities: tuple[MatrixRow, ...] = ()
    weighed: tuple[str, ...] = ()
    quarters: Quarters = ()


def lay_out(journey_map: JourneyMap) -> Board:
    """Return the board of a map."""
    noun = unit_noun(journey_map)
    names = {stage.id: stage.name for stage in journey_map.stages}
    writer = _Writer(noun, dict(journey_map.segments), names, journey_map)
    highs = [theme.high for stage in journey_map.stages if stage.volume >= MIN_PERCENT for theme in _claims(stage)]
    scale = min(1.0, max(0.1, -(-max(highs, default=1.0) * 10 // 1) / 10))
    columns = tuple(writer.column(stage) for stage in journey_map.stages)
    lanes = tuple(lane for lane in _OPTIONAL if any(getattr(column, lane) for column in columns))
    empty = tuple(name for lane, name in _OPTIONAL.items() if lane not in lanes)
    matrix = (matrix_rows(journey_map), matrix_texts(journey_map.priorities), quarters(journey_map.priorities))
    said = (writer.alerts(), writer.systemic(), writer.ways())
    return Board(columns, lanes, empty, scale, noun, _kpis(journey_map.kpis), *said, *matrix)


def _claims(stage: StageColumn) -> tuple[MapTheme, ...]:
    return stage.pain_points + stage.gains + stage.suggestions


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes columns, knowing what all of them share."""

    noun: Noun
    texts: Mapping[str, str]
    names: Mapping[str, str]
    whole: JourneyMap

    def alerts(self) -> tuple[Told, ...]:
        """Return what rose of late, the surest first."""
        return tuple(Told(alert_text(one, self.noun), self._quotes(one.evidence)) for one in self.whole.alerts)

    def systemic(self) -> tuple[Told, ...]:
        """Return what stands behind much, most told first."""
        return tuple(Told(systemic_text(one, self.noun), self._quotes(one.evidence[:_CAUSES])) for one in self.whole.systemic[:_SYSTEMIC])

    def ways(self) -> tuple[Told, ...]:
        """Return the commonest ways of known customers, then where they stop."""
        paths = (Told(path_text(one, self.noun, self.names), self._quotes(one.evidence[:_CAUSES])) for one in self.whole.paths[:_WAYS])
        stops = (Told(stop_text(one, self.noun, self.names), self._quotes(one.evidence[:_CAUSES])) for one in self.whole.stops[:_WAYS])
        return (*paths, *stops)

    def column(self, stage: StageColumn) -> Column:
        emotions = [(group, rate) for group, rate in stage.emotions if rate.value > 0]
        felt = sorted(emotions, key=lambda pair: -pair[1].value)[:3]
        share = stage.share
        return Column(
            name=stage.name,
            people=self.noun.count(stage.volume),
            share=f"{percent(share.value)} of {share.n:,}"
            if share and share.n >= MIN_PERCENT
            else f"of {self.whole.totals.units:,}"
            if share
            else "",
            evidence=stage.evidence,
            evidence_text=_evidence(stage),
            net=net_text(stage.sentiment),
            split=_split(stage),
            feelings=_stack([(TONES.get(group, "grey-2"), group, rate.value) for group, rate in emotions]),
            felt=tuple(
                (group, self._figure(round(rate.value * rate.n), rate.n, (rate.value, rate.low, rate.high))) for group, rate in felt
            ),
            effort=self._effort(stage),
            pain_points=self._written(stage, stage.pain_points),
            causes=self._causes([cause for theme in stage.pain_points for cause in theme.causes], stage.id),
            gains=self._written(stage, stage.gains),
            suggestions=self._written(stage, stage.suggestions),
            kpis=_kpis(stage.kpis),
            quotes=self._quotes(stage.quotes),
            touchpoints=tuple((name, self.noun.count(volume)) for name, volume in stage.touchpoints),
            customer_does=self._activities([one for one in stage.actions if one.who == "customer"]),
            company_does=self._activities([one for one in stage.actions if one.who == "company"]),
            told_goals=self._activities(stage.told_goals),
            corrected=corrected_text(stage.corrected),
            listening=self._listening(stage.id),
        )

    def _listening(self, stage: str) -> tuple[tuple[str, str, str], ...]:
        """Return the channels with how many speak of the stage there, most first, and how far that is to be trusted."""
        heard: dict[str, int] = {}
        for one in self.whole.coverage:
            if one.stage == stage:
                heard[one.channel] = heard.get(one.channel, 0) + one.volume
        if not any(heard):
            return ()
        ordered = sorted(heard.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((name or "not known", f"{n:,}", "none" if n < MIN_UNITS else "thin" if n < SOLID_UNITS else "") for name, n in ordered)

    def _figure(self, volume: int, n: int, share: tuple[float, float, float]) -> Figure:
        return figure(volume, n, self.noun, share=share)

    def _effort(self, stage: StageColumn) -> Figure | None:
        rate = stage.effort
        return self._figure(round(rate.value * rate.n), rate.n, (rate.value, rate.low, rate.high)) if rate else None

    def _written(self, stage: StageColumn, themes: Sequence[MapTheme]) -> tuple[Claim, ...]:
        return tuple(
            Claim(
                theme.label,
                self._figure(theme.volume, stage.volume, (theme.share, theme.low, theme.high)),
                self._quotes(theme.quotes),
                self._causes(theme.causes, stage.id),
                rank_text(theme.rank),
                self._said(theme, stage.id),
                self._behind(theme.theme_id),
            )
            for theme in themes
        )

    def _behind(self, theme_id: str) -> tuple[Told, ...]:
        return tuple(
            Told(behind_text(links, self.noun, self.names), self._quotes([link.evidence[0] for link in reversed(links)]))
            for links in self.whole.behind(theme_id)[:_CAUSES]
        )

    def _said(self, theme: MapTheme, stage: str) -> tuple[str, ...]:
        with_ = (association_text(one, self.noun) for one in theme.associations[:_CAUSES])
        begun = begun_text(theme, stage, self.noun, self.names)
        told = (proposal_text(theme.proposal), effect_text(theme), left_out_text(theme), trend_text(theme.trend), begun, *with_)
        decided = (decision_text(theme), fix_text(theme.fix, self.noun), kind_text(theme.kind_of_pain))
        return tuple(said for said in (*decided, *told) if said)

    def _activities(self, activities: Sequence[Activity]) -> tuple[Claim, ...]:
        return tuple(
            Claim(
                one.label,
                self._figure(one.volume, one.n, (one.share, one.low, one.high)),
                self._quotes(one.evidence[:_CAUSES]),
            )
            for one in activities
        )

    def _causes(self, causes: Sequence[Cause], stage: str) -> tuple[CauseCell, ...]:
        most = {cause.label: cause for cause in sorted(causes, key=lambda cause: cause.told)}
        return tuple(
            CauseCell(
                cause.label,
                f"told by {cause.told:,}",
                self.names.get(cause.cause_stage, "") if cause.cause_stage and cause.cause_stage != stage else "",
                self._quotes(cause.evidence[:_CAUSES]),
            )
            for cause in sorted(most.values(), key=lambda cause: -cause.told)[:_CAUSES]
        )

    def _quotes(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.texts[segment_id] for segment_id in ids)


def _evidence(stage: StageColumn) -> str:
    sentiment = stage.sentiment
    if sentiment.low is None or sentiment.high is None or stage.evidence == "none":
        return _EVIDENCE[stage.evidence]
    width = f", net ±{(sentiment.high - sentiment.low) / 2:.0f} points" if sentiment.n >= MIN_PERCENT else ""
    return f"{_EVIDENCE[stage.evidence]} (n = {sentiment.n:,}{width})"


def _split(stage: StageColumn) -> tuple[Block, ...]:
    sentiment = stage.sentiment
    neither = sentiment.n - sentiment.favourable - sentiment.unfavourable
    parts = [
        ("good-3", "favourable", sentiment.favourable),
        ("grey-1", "neither", neither),
        ("bad-3", "unfavourable", sentiment.unfavourable),
    ]
    return _stack([(tone, label, float(n)) for tone, label, n in parts])


def _stack(parts: Sequence[tuple[str, str, float]]) -> tuple[Block, ...]:
    whole = sum(value for _, _, value in parts)
    blocks: list[Block] = []
    start = 0.0
    for tone, label, value in parts:
        if value > 0:
            blocks.append(Block(tone, label, round(start, 3), round(100 * value / whole, 3)))
            start += 100 * value / whole
    return tuple(blocks)


def _kpis(kpis: Sequence[Kpi]) -> tuple[tuple[str, str, str], ...]:
    return tuple((kpi.metric.upper(), *kpi_text(kpi)) for kpi in kpis)
