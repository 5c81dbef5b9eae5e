"""A journey map that was saved as JSON, version 1 of ``vocmine/journey/map.schema.json``, as the value that it was.

Guarantees: what ``export.json.to_json`` wrote comes back equal; keys that this version does not know are ignored; a file that is no
journey map, or quotes a segment whose words it does not hold, is refused with the place where it goes wrong.
"""

from pathlib import Path
from typing import Literal, get_args

from vocmine.errors import InputError
from vocmine.map_types import (
    Activity,
    Alert,
    Association,
    Chain,
    ChainLink,
    Corrected,
    Coverage,
    Direction,
    JourneyMap,
    JourneyPath,
    Kpi,
    MapTheme,
    PeriodShare,
    Rank,
    RankWeights,
    StageColumn,
    StageSentiment,
    Stop,
    Subject,
    SuppliedMetric,
    Systemic,
    Totals,
    Trend,
)
from vocmine.readers import saved_decisions
from vocmine.readers.plain import Plain, parse
from vocmine.readers.saved_rates import rate, rate_or_none
from vocmine.readers.saved_review import handoff, opportunity, review_fields
from vocmine.types import Cause, Evidence, Journey, Proposal, Rate, Stage, ThemeKind, Touchpoint

VERSION = 1
_SUBJECTS: tuple[Subject, ...] = ("stage", *get_args(ThemeKind))
_EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_WHO = get_args(Activity.__annotations__["who"])
_METRICS = ("nps", "csat", "rating", "ces")
_EVIDENCE_KEYS = ("quotes", "evidence")


def read_map(path: Path) -> JourneyMap:
    """Return the journey map of a file.

    Raises
    ------
    InputError
        If the file cannot be opened, or is no journey map.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", file=path.name) from error
    return journey_map_from_json(content, file=path.name)


def journey_map_from_json(content: bytes, *, file: str = "The file") -> JourneyMap:
    """Return the journey map that was saved as JSON.

    Parameters
    ----------
    content : UTF-8, with or without a byte-order mark.
    file : what the file is called in errors.

    Raises
    ------
    InputError
        If it is no journey map, or of a later version than this vocmine knows.
    """
    plain = parse(content, file=file, what="a journey map")
    if not plain.has("schema_version"):
        raise plain.refuse("schema_version", "is missing")
    if (version := plain.count("schema_version")) != VERSION:
        raise InputError(f"{file} is a journey map of version {version}; this vocmine reads version {VERSION}.", file=file)
    if not plain.parts("stages"):
        raise plain.refuse("stages", "holds no stage")
    texts = plain.part("segments")
    segments = tuple((segment_id, texts.text(segment_id)) for segment_id in texts)
    journey, ranking = _journey(plain), plain.part_or_none("ranking")
    journey_map = JourneyMap(
        project=plain.text("project"),
        journey=journey,
        run=plain.text("run"),
        models=plain.texts("models"),
        generated_at=plain.moment("generated_at"),
        period=(period.moment("from"), period.moment("to")) if (period := plain.part_or_none("period")) else None,
        filters=tuple((one.text("field"), one.text("value")) for one in plain.parts("filters")),
        totals=_totals(plain.part("totals")),
        kpis=tuple(map(_kpi, plain.parts("kpis"))),
        stages=tuple(_stage(one, journey) for one in plain.parts("stages")),
        segments=segments,
        notes=plain.texts("notes"),
        rank_weights=_weights(ranking) if ranking else RankWeights(),
        rank_metric=ranking.text_or_none("metric") if ranking else None,
        alerts=tuple(map(_alert, plain.parts("alerts"))),
        chains=tuple(map(_chain, plain.parts("chains"))),
        systemic=tuple(map(_systemic, plain.parts("systemic_themes"))),
        coverage=tuple(map(_coverage, plain.parts("coverage"))),
        paths=tuple(JourneyPath(one.texts("stages"), *_told(one)) for one in plain.parts("paths")),
        stops=tuple(Stop(one.text("stage"), *_told(one)) for one in plain.parts("stops")),
        priorities=saved_decisions.priorities(one) if (one := plain.part_or_none("priorities")) else None,
        handoffs=tuple(map(handoff, plain.parts("handoffs"))),
        opportunities=tuple(map(opportunity, plain.parts("opportunities"))),
    )
    plain.check_ids(_EVIDENCE_KEYS, frozenset(texts))
    return journey_map


def _coverage(plain: Plain) -> Coverage:
    stage, channel, source = (plain.text(name) for name in ("stage", "channel", "source"))
    return Coverage(stage, channel, source, plain.count("volume"), plain.choice("evidence", _EVIDENCE))


def _told(plain: Plain) -> tuple[int, Rate, tuple[str, ...]]:
    return plain.count("volume"), rate(plain.part("share")), plain.texts("evidence")


def _journey(plain: Plain) -> Journey:
    """Return the definition; of a map that was saved without one, what its stages tell of it."""
    if definition := plain.part_or_none("definition"):
        stages = tuple(map(_defined, definition.parts("stages")))
        description = definition.text("description")
    else:
        stages = tuple(Stage(one.text("id"), one.text("name"), goals=one.texts("goals")) for one in plain.parts("stages"))
        description = ""
    id_, name = plain.text("journey"), plain.text_or_none("journey_name")
    words = plain.part_or_none("words")
    said = tuple((word, words.text(word)) for word in words) if words else ()
    return Journey(id_, id_ if name is None else name, stages, description, said)


def _defined(plain: Plain) -> Stage:
    points = (Touchpoint(one.text("id"), one.text("name"), one.texts("cues")) for one in plain.parts("touchpoints"))
    return Stage(
        plain.text("id"), plain.text("name"), plain.text("description"), plain.texts("goals"), tuple(points), plain.texts("examples")
    )


def _weights(plain: Plain) -> RankWeights:
    return RankWeights(plain.number("share"), plain.number("severity"), plain.number("effect"))


def _totals(plain: Plain) -> Totals:
    languages = plain.part("languages")
    return Totals(
        feedbacks=plain.count("feedbacks"),
        units=plain.count("units"),
        customers=plain.count("customers"),
        segments=plain.count("segments"),
        read_share=plain.number("read_share"),
        languages=tuple((language, languages.count(language)) for language in languages),
        unassigned=plain.count("unassigned"),
        unstaged=plain.count("unstaged"),
        feelings=plain.count("feelings", 0),
        non_answers=plain.count("non_answers", 0),
        copies=plain.count("copies", 0),
        reviewed=plain.count("reviewed", 0),
    )


def _stage(plain: Plain, journey: Journey) -> StageColumn:
    emotions = plain.part("emotions")
    return StageColumn(
        id=plain.text("id"),
        name=plain.text("name"),
        volume=plain.count("volume"),
        share=rate_or_none(plain, "share"),
        sentiment=_sentiment(plain.part("sentiment")),
        emotions=tuple((group, rate(emotions.part(group))) for group in emotions),
        effort=rate_or_none(plain, "effort"),
        kpis=tuple(map(_kpi, plain.parts("kpis"))),
        touchpoints=tuple((one.text("name"), one.count("volume")) for one in plain.parts("touchpoints")),
        goals=plain.texts("goals"),
        quotes=plain.texts("quotes"),
        pain_points=tuple(map(_theme, plain.parts("pain_points"))),
        gains=tuple(map(_theme, plain.parts("gains"))),
        suggestions=tuple(map(_theme, plain.parts("suggestions"))),
        evidence=plain.choice("evidence", _EVIDENCE),
        actions=tuple(map(_activity, plain.parts("actions"))),
        told_goals=tuple(map(_activity, plain.parts("told_goals"))),
        tasks=_tasks(plain, journey),
        trend=_trend(plain),
        corrected=Corrected(rate_or_none(one, "share"), rate_or_none(one, "net")) if (one := plain.part_or_none("corrected")) else None,
        imported=tuple(_supplied(one, plain.text("id")) for one in plain.parts("imported")),
        barriers=tuple(map(_theme, plain.parts("barriers"))),
        enablers=tuple(map(_theme, plain.parts("enablers"))),
        **review_fields(plain),
    )


def _supplied(plain: Plain, stage: str) -> SuppliedMetric:
    return SuppliedMetric(
        stage,
        plain.text("metric"),
        plain.number("value"),
        plain.number_or_none("low"),
        plain.number_or_none("high"),
        plain.count_or_none("n"),
        plain.text("unit"),
        plain.text("source"),
    )


def _tasks(plain: Plain, journey: Journey) -> tuple[tuple[str, tuple[Activity, ...]], ...]:
    """Return the tasks in the order in which the definition names the touchpoints, as the map holds them."""
    id_ = plain.text("id")
    names = [point.name for stage in journey.stages if stage.id == id_ for point in stage.touchpoints]
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    told = [(one.text("name"), tuple(map(_activity, one.parts("tasks")))) for one in plain.parts("touchpoints")]
    return tuple(sorted(((name, tasks) for name, tasks in told if tasks), key=lambda pair: places.get(pair[0], len(names))))


def _sentiment(plain: Plain) -> StageSentiment:
    mean, net, low, high = (plain.number_or_none(name) for name in ("mean", "net", "low", "high"))
    return StageSentiment(mean, net, low, high, plain.count("n"), plain.count("favourable", 0), plain.count("unfavourable", 0))


def _theme(plain: Plain) -> MapTheme:
    label, left = plain.text("label"), plain.part_or_none("leave_one_out")
    impact, rank, proposal = (plain.part_or_none(name) for name in ("impact", "rank", "proposal"))
    metric = impact or left
    return MapTheme(
        theme_id=plain.text("theme_id"),
        label=label,
        volume=plain.count("volume"),
        share=plain.number("share"),
        low=plain.number("low"),
        high=plain.number("high"),
        severity=plain.number("severity"),
        quotes=plain.texts("quotes"),
        causes=tuple(map(_cause, plain.parts("causes"))),
        impact=rate(impact) if impact else None,
        trend=_trend(plain),
        owner=plain.text_or_none("owner"),
        status=plain.text_or_none("status"),
        impact_metric=metric.choice("metric", _METRICS) if metric else None,
        leave_one_out=rate(left) if left else None,
        rank=Rank(rank.count("value"), rank.count("low"), rank.count("high")) if rank else None,
        loudest=plain.number("loudest") if plain.has("loudest") else 0.0,
        associations=tuple(map(_association, plain.parts("associations"))),
        cause_stages=_stages_told(plain, "cause_stages"),
        proposal=Proposal(proposal.text("model"), proposal.text("found"), label) if proposal else None,
        kind_of_pain=saved_decisions.kind_of_pain(one) if (one := plain.part_or_none("kind_of_pain")) else None,
        fix=saved_decisions.fix(one) if (one := plain.part_or_none("fix")) else None,
    )


def _cause(plain: Plain) -> Cause:
    id_ = plain.text_or_none("cause_id") or ""
    return Cause(plain.text("label"), plain.count("told"), plain.texts("evidence"), plain.text_or_none("cause_stage"), id_)


def _association(plain: Plain) -> Association:
    return Association(
        field=plain.text("field"),
        value=plain.text("value"),
        lift=rate(plain.part("lift")),
        q=plain.number("q"),
        people=plain.count("people"),
        told=plain.count("told"),
        others=plain.count("others"),
        told_by_others=plain.count("told_by_others"),
        evidence=plain.texts("evidence"),
    )


def _trend(plain: Plain) -> Trend:
    periods = (PeriodShare(one.day("period"), one.count("volume"), rate_or_none(one, "share")) for one in plain.parts("trend"))
    direction = plain.choice("trend_direction", _DIRECTIONS) if plain.has("trend_direction") else None
    return Trend(tuple(periods), direction, plain.number_or_none("trend_q"))


def _alert(plain: Plain) -> Alert:
    return Alert(
        kind=plain.choice("kind", _SUBJECTS),
        id=plain.text("id"),
        label=plain.text("label"),
        since=plain.day("since"),
        until=plain.day("until"),
        volume=plain.count("volume"),
        now=rate(plain.part("now")),
        before=rate(plain.part("before")),
        ratio=rate_or_none(plain, "ratio"),
        q=plain.number("q"),
        evidence=plain.texts("evidence"),
    )


def _chain(plain: Plain) -> Chain:
    links = tuple(map(_link, plain.parts("links")))
    if len(links) < 2 or not all(link.evidence for link in links[:-1]):
        raise plain.refuse("links", "is no chain: two links or more, with evidence of each but the last")
    return Chain(links)


def _link(plain: Plain) -> ChainLink:
    kind = _kind(plain)
    named = (plain.text(f"{kind}_id"), plain.text("label"), plain.text_or_none("stage"))
    return ChainLink(kind, *named, plain.count_or_none("told"), plain.texts("evidence"))


def _systemic(plain: Plain) -> Systemic:
    kind = _kind(plain)
    pains = tuple((one.text("theme_id"), one.text("label"), one.count("told")) for one in plain.parts("pain_points"))
    named = (plain.text(f"{kind}_id"), plain.text("label"), plain.text_or_none("stage"))
    return Systemic(kind, *named, plain.count("told"), pains, _stages_told(plain, "stages"), plain.texts("evidence"))


def _kind(plain: Plain) -> Literal["cause", "theme"]:
    return "theme" if plain.has("theme_id") else "cause"


def _stages_told(plain: Plain, key: str) -> tuple[tuple[str, int], ...]:
    return tuple((one.text("stage"), one.count("told")) for one in plain.parts(key))


def _activity(plain: Plain) -> Activity:
    share, low, high = (plain.number(name) for name in ("share", "low", "high"))
    return Activity(
        plain.choice("who", _WHO), plain.text("label"), plain.count("volume"), share, low, high, plain.count("n"), plain.texts("evidence")
    )


def _kpi(plain: Plain) -> Kpi:
    value, low, high = (plain.number(name) for name in ("value", "low", "high"))
    return Kpi(plain.text("metric"), value, low, high, plain.count("n"), plain.text("origin"))
