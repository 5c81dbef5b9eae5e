"""A small journey map made by hand: one stage of many people, one of few, one of nobody; hostile words in all places."""

from datetime import UTC, date, datetime

from vocmine.map_types import (
    Activity,
    Alert,
    Chain,
    ChainLink,
    Coverage,
    JourneyMap,
    JourneyPath,
    Kpi,
    MapTheme,
    PeriodShare,
    Rank,
    StageColumn,
    StageSentiment,
    Stop,
    Systemic,
    Totals,
    Trend,
)
from vocmine.types import Cause, Journey, Proposal, Rate, Stage

HOSTILE = "<script>alert(1)</script> \"& '=1+1"
NOW = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


EFFECT = {
    "impact": Rate(-1.2, -1.6, -0.8, 140),
    "leave_one_out": Rate(3.04, 1.0, 5.1, 140),
    "impact_metric": "nps",
    "rank": Rank(2, 1, 4),
}
PROPOSED = {"proposal": Proposal("small", "hub is slow", "label of slow")}


GREW = Trend(
    (
        PeriodShare(date(2026, 1, 1), 1, Rate(0.25, 0.05, 0.7, 4)),
        PeriodShare(date(2026, 2, 1), 4, Rate(0.1, 0.04, 0.23, 40)),
        PeriodShare(date(2026, 3, 1), 0, None),
        PeriodShare(date(2026, 4, 1), 15, Rate(0.3, 0.19, 0.44, 50)),
    ),
    "grew",
    0.004,
)


def alert(id="slow", kind="pain_point", label=HOSTILE, **fields):
    rates = {"now": Rate(0.3, 0.19, 0.44, 50), "before": Rate(0.1, 0.07, 0.14, 300), "ratio": Rate(3.0, 1.7, 5.2, 350)} | fields
    return Alert(kind, id, label, date(2026, 9, 22), date(2026, 9, 28), 15, q=0.01, evidence=("a#0",), **rates)


def theme(name, volume=30, n=100, **fields):
    share = volume / n
    fields = {"low": max(0.0, share - 0.08), "high": min(1.0, share + 0.08), "severity": 0.5, "quotes": ("a#0",)} | fields
    return MapTheme(name, f"label of {name}", volume, share, **fields)


def deed(who, label, volume=40, n=100):
    return Activity(who, label, volume, volume / n, volume / n - 0.05, volume / n + 0.05, n, ("b#0",))


def column(name, n, favourable=0, unfavourable=0, **fields):
    net = 100 * (favourable - unfavourable) / n if n else None
    around = (None, None) if net is None else (max(-100, net - 8), min(100, net + 8))
    whole = {
        "share": Rate(n / 150, n / 150 - 0.02, n / 150 + 0.02, 150) if n else None,
        "sentiment": StageSentiment(net and net / 100, net, *around, n, favourable, unfavourable),
        "emotions": (("delight", Rate(0.1, 0.05, 0.2, n)), ("frustration", Rate(0.4, 0.3, 0.5, n))) if n else (),
        "effort": None,
        "kpis": (),
        "touchpoints": (),
        "goals": (),
        "quotes": (),
        "pain_points": (),
        "gains": (),
        "suggestions": (),
        "evidence": "solid" if n >= 30 else "thin" if n >= 5 else "none",
    }
    return StageColumn(name.lower(), name, n, **whole | fields)


def journey_map(*stages, **fields):
    stages = stages or (
        column(
            "Use",
            100,
            20,
            60,
            pain_points=(
                theme(
                    "slow",
                    causes=(Cause("old hub", 3, ("a#0",), "help", "c1"),),
                    cause_stages=(("help", 3), ("use", 2), ("leave", 1)),
                    **EFFECT,
                    **PROPOSED,
                    trend=GREW,
                ),
                *(theme(f"pain{k}", 5) for k in range(5)),
            ),
            gains=(theme("warm", 12),),
            suggestions=(theme("widget", 4),),
            effort=Rate(0.25, 0.2, 0.3, 100),
            kpis=(Kpi("nps", -32.0, -45.0, -19.0, 80, "spoke"), Kpi("csat", 60.0, 40.0, 80.0, 15, "spoke")),
            quotes=("a#0", "b#0"),
            touchpoints=(("App", 12),),
            goals=("Be warm",),
            actions=(deed("customer", "turn dial"), deed("company", "charge twice", 25)),
            told_goals=(deed("customer", "get refund", 20),),
            tasks=(("App", (deed("customer", "set schedule", 5),)),),
            trend=GREW,
        ),
        column("Help", 12, 3, 7, pain_points=(theme("hold", 4, 12),)),
        column("Leave", 0),
    )
    journey = Journey("small", "Small journey", tuple(Stage(stage.id, stage.name) for stage in stages))
    whole = {
        "project": HOSTILE,
        "journey": journey,
        "run": "r1",
        "models": ("encoder.v1",),
        "generated_at": NOW,
        "period": (datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 9, 28, tzinfo=UTC)),
        "filters": (("region", "North"),),
        "totals": Totals(200, 150, 140, 320, 0.75, (("en", 150), ("de", 50)), 12, 7),
        "kpis": (Kpi("nps", -10.0, -20.0, 0.0, 150, "project"),),
        "stages": stages,
        "segments": (("a#0", HOSTILE), ("b#0", "It was warm when I came home.")),
        "rank_metric": "nps",
        "alerts": (alert(), alert("help", "stage", "Help", ratio=None, before=Rate(0.0, 0.0, 0.01, 300))),
        "chains": (
            Chain(
                (
                    ChainLink("cause", "c2", f"lost {HOSTILE}", None, 2, ("b#0",)),
                    ChainLink("cause", "c1", "old hub", "help", 3, ("a#0",)),
                    ChainLink("theme", "slow", "label of slow", "use", None, ()),
                )
            ),
        ),
        "coverage": (
            Coverage("use", "Phone", "a.csv", 90, "solid"),
            Coverage("use", "", "b.csv", 6, "thin"),
            Coverage("help", "Phone", "a.csv", 12, "thin"),
            Coverage("leave", "Phone", "a.csv", 0, "none"),
        ),
        "paths": (JourneyPath(("use", "help"), 30, Rate(0.25, 0.19, 0.32, 120), ()),),
        "stops": (Stop("leave", 12, Rate(0.1, 0.06, 0.16, 120), ()),),
        "systemic": (
            Systemic("theme", "hold", "label of hold", "help", 4, (("slow", "label of slow", 4),), (("use", 3), ("help", 1)), ("b#0",)),
        ),
        "notes": ("50 of 200 feedbacks are in German, which is not read.",),
    }
    return JourneyMap(**whole | fields)
