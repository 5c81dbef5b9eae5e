"""What commands say at the end: an import's ledger, a file's plan, a map or a comparison in brief; made for 80 columns."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from vocmine.cli import console
from vocmine.export.figures import alert_text, unit_noun
from vocmine.export.review_text import moment_text, opportunity_text
from vocmine.language.names import language_name
from vocmine.map_types import Change, Comparison, JourneyMap, MapTheme, StageColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vocmine.pipeline import ImportSummary, MineSummary
    from vocmine.readers.plan import ImportPlan

COUNTS_BELOW = 20
TOP = 10
ALERTS = 3
OPPORTUNITIES = 3
_FIGURES = {"share": "share", "net": "net sentiment"}


def show_import(summary: "ImportSummary") -> None:
    """Print the ledger of an import."""
    reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(summary.skipped.items()))
    skipped = f"{sum(summary.skipped.values()):,} skipped{f' ({console.literal(reasons)})' if reasons else ''}"
    console.result(
        f"[bold]{summary.read:,} rows read[/bold]: {summary.stored:,} stored, {summary.updated:,} updated, "
        f"{summary.duplicate:,} known already, {skipped}, {summary.rejected:,} rejected."
    )
    for rejected in summary.rejects[:5]:
        console.message(
            console.literal(
                f"  {rejected.file}, row {rejected.row}{f', column {rejected.column}' if rejected.column else ''}: {rejected.message}"
            )
        )
    if summary.rejected > 5:
        console.message(f"  … and {summary.rejected - 5} more")


def ledger(summary: "ImportSummary") -> dict[str, object]:
    """Return the summary for machines: rows skipped as a number, and by reason beside it."""
    return {**asdict(summary), "skipped": sum(summary.skipped.values()), "skipped_by": dict(summary.skipped)}


def show_plan(plan: "ImportPlan") -> None:
    """Print what was detected in a file."""
    delimiter = f"delimiter {plan.delimiter!r}" if plan.delimiter else None
    shape = ", ".join(part for part in (plan.format, plan.encoding, delimiter, plan.sheet) if part)
    console.result(f"[bold]{console.literal(plan.file)}[/bold]: {console.literal(shape)}; {plan.rows:,} rows, read as {plan.kind}")
    rows = [("text", text.heading, text.question or "") for text in plan.texts]
    rows += [(field, heading, "") for field, heading in plan.roles if field != "text"]
    rows += [("not kept", heading, reason) for heading, reason in plan.dropped]
    console.table(("role", "column", ""), rows)
    if plan.attributes:
        console.result(f"Kept as attributes: {console.literal(', '.join(plan.attributes))}")
    for note in plan.notes:
        console.result(f"Note: {console.literal(note)}")
    for part in plan.parts:
        show_plan(part)


def show_map(journey_map: JourneyMap, mined: "MineSummary") -> None:
    """Print the stages and the gravest pain points of a map."""
    totals = journey_map.totals
    units = unit_noun(journey_map).count(totals.units)
    console.result(
        f"[bold]{console.literal(journey_map.project)}[/bold]: {units}, {console.counted(totals.segments, 'statement')}, "
        f"{console.counted(mined.themes, 'theme')}. Of trouble, praise or a wish {totals.unassigned:,} fit no theme, {totals.feelings:,} "
        f"tell a feeling alone. No answers: {totals.non_answers:,}; copies: {totals.copies:,}. Run {journey_map.run}."
    )
    console.table(
        ("stage", "people", "share", "net sentiment", "gravest pain point"),
        [_stage_row(stage) for stage in journey_map.stages],
        right=(1, 2, 3),
    )
    ranked = _ranked(journey_map)
    if ranked:
        console.result("\n[bold]Pain points[/bold]")
        console.table(("people", "stage", "pain point"), [(theme.volume, stage, theme.label) for theme, stage in ranked], right=(0,))
    for name, moment in [(stage.name, moment) for stage in journey_map.stages for moment in stage.moments]:
        console.result(f"Moment of truth, {console.literal(name)}: {console.literal(moment_text(moment, unit_noun(journey_map)))}")
    for opportunity in journey_map.opportunities[:OPPORTUNITIES]:
        said = opportunity_text(opportunity, journey_map, unit_noun(journey_map))
        console.result(f"Opportunity {opportunity.place}, {console.literal(said)}")
    for alert in journey_map.alerts[:ALERTS]:
        console.result(f"Rose: {console.literal(alert_text(alert, unit_noun(journey_map)))}")
    if len(journey_map.alerts) > ALERTS:
        console.result(f"Rose: {len(journey_map.alerts) - ALERTS} more stages and themes; the map tells them all.")
    for note in journey_map.notes:
        console.result(f"Note: {console.literal(note)}")


def show_comparison(comparison: Comparison) -> None:
    """Print what changed beyond chance, the surest first."""
    changed, moved = ([one for one in some if one.verdict != "steady"] for some in (comparison.changes, comparison.reader))
    sides = (f"{console.literal(name)} ({n:,})" for name, n in zip(comparison.names, comparison.units, strict=True))
    held = f", the mix of {console.literal(comparison.hold)} held fixed" if comparison.hold else ""
    console.result(
        f"[bold]{console.literal(comparison.project)}[/bold]: {' against '.join(sides)} people or conversations{held}. "
        f"{len(changed):,} of {len(comparison.changes):,} figures changed beyond chance."
    )
    headings = ("stage or theme", "figure", "before", "after", "difference", "")
    if changed:
        console.table(headings, [_change_row(one) for one in changed], right=(2, 3, 4))
    if comparison.reader:
        console.result(f"\nBecause of the reader alone, in the same feedback: {len(moved):,} of {len(comparison.reader):,} figures.")
    if moved:
        console.table(headings, [_change_row(one) for one in moved], right=(2, 3, 4))
    if comparison.on_both:
        console.result(f"Note: {comparison.on_both:,} are on both sides; intervals and tests heed it.")
    for note in comparison.notes:
        console.result(f"Note: {console.literal(note)}")


def _change_row(change: Change) -> tuple[object, ...]:
    def shown(value: float) -> str:
        return f"{value:+.0f}" if change.measure == "net" else f"{100 * value:.1f}%"

    def moved(value: float) -> str:
        return f"{value:+.0f}" if change.measure == "net" else f"{100 * value:+.1f}"

    gap = change.difference
    interval = f"{moved(gap.value)} ({moved(gap.low)} … {moved(gap.high)})"
    figure = f"at {change.stages[0]}" if change.measure == "place" else _FIGURES[change.measure]
    verdict = f"{change.verdict} to {change.stages[2]}" if change.verdict == "moved stage" else change.verdict
    return change.label, figure, shown(change.before.value), shown(change.after.value), interval, verdict


def languages(counts: "Mapping[str, int]") -> str:
    """Return how many texts are in which language, most first."""
    total, ranked = sum(counts.values()), sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{language_name(code)} ({n:,} of {total:,})" for code, n in ranked)


def _stage_row(stage: StageColumn) -> tuple[object, ...]:
    net = stage.sentiment
    shown = (
        ""
        if net.net is None or net.low is None or net.high is None or net.n < COUNTS_BELOW
        else f"{net.net:+.0f} ({net.low:+.0f} … {net.high:+.0f})"
    )
    share = f"{stage.share.value:.0%}" if stage.share and stage.share.n >= COUNTS_BELOW else ""
    return stage.name, f"{stage.volume:,}", share, shown, stage.pain_points[0].label if stage.pain_points else ""


def _ranked(journey_map: JourneyMap) -> list[tuple[MapTheme, str]]:
    strongest: dict[str, tuple[MapTheme, str]] = {}
    for stage in journey_map.stages:
        for theme in stage.pain_points:
            known = strongest.get(theme.theme_id)
            if known is None or theme.volume > known[0].volume:
                strongest[theme.theme_id] = (theme, stage.name)
    return sorted(strongest.values(), key=lambda item: (-item[0].volume * item[0].severity, item[0].label))[:TOP]
