"""Why something on the map is empty or limited, and what is not vocmine's own, in full sentences.

Guarantees: whatever was not read is said with its count; a lane that is empty for want of a column says which; names that a language
model proposed are said to be such.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from vocmine.journey.odds import Odds
from vocmine.language.employees import names_employees
from vocmine.language.names import language_name
from vocmine.map_types import JourneyMap, Totals
from vocmine.types import Feedback, Scored, Themes


def unread_notes(firsts: Sequence[Scored]) -> tuple[str, ...]:
    """Return one sentence a language that was not read; ``firsts`` holds one segment of each feedback.

    Languages that came up once are taken together where there are more than three.
    """
    unread = Counter(scored.reading.language or "und" for scored in firsts if scored.reading.sentiment is None)
    most = unread.most_common(3)
    notes = [_unread(count, len(firsts), language_name(code)) for code, count in most]
    if rest := unread.total() - sum(count for _, count in most):
        notes.append(_unread(rest, len(firsts), "other languages"))
    return tuple(notes)


def _unread(count: int, total: int, language: str) -> str:
    verb = "is" if count == 1 else "are"
    which = "which are not read" if language == "other languages" else "which is not read"
    return f"{count:,} of {total:,} feedbacks {verb} in {language}, {which}."


def gap_notes(journey_map: JourneyMap) -> tuple[str, ...]:
    """Return a sentence for each thing that the map lacks."""
    totals = journey_map.totals
    if not totals.feedbacks:
        return ("No feedback passes the filter.",) if journey_map.filters else ("There is no feedback with words to read.",)
    if not totals.units:
        return ()
    notes = []
    if not any(stage.volume for stage in journey_map.stages):
        notes.append("No statement tells of a stage of this journey.")
    elif totals.unstaged:
        notes.append(f"{totals.unstaged:,} of {totals.segments:,} statements tell of no stage and stand under none.")
    if not any(stage.pain_points for stage in journey_map.stages):
        notes.append(_no_pain_points(totals))
    if not journey_map.kpis:
        notes.append("No scores: the data hold no NPS, CSAT or CES.")
    if journey_map.period is None:
        notes.append("No period, trends or alerts: the data hold no dates.")
    return tuple(notes)


def importance_note(journey_map: JourneyMap) -> tuple[str, ...]:
    """Say what is missing where people speak of stages and it is not known how much any of these matters."""
    if any(stage.importance for stage in journey_map.stages) or not any(stage.volume for stage in journey_map.stages):
        return ()
    takes = "it takes a score (NPS, CSAT, CES or stars) beside the words of 20 people who speak of a stage"
    return (f"How much the stages matter is not known: {takes}, some content and some not.",)


def _no_pain_points(totals: Totals) -> str:
    """Say that there are none, and what stands apart that may be looked at."""
    apart = (
        (totals.copies, "of copied feedback"),
        (totals.feelings, "that tell a feeling alone"),
        (totals.non_answers, "that are no answers"),
    )
    told = ", ".join(f"{count:,} {what}" for count, what in apart if count)
    said = "No pain points: too few statements complain of the same thing"
    return f"{said}; kept apart are statements: {told}." if told else f"{said}."


def undated_note(firsts: Sequence[Scored]) -> tuple[str, ...]:
    """Say how many of those that were read carry no date where others do; ``firsts`` holds one segment of each feedback."""
    read = [one.segment.feedback for one in firsts if one.reading.sentiment is not None]
    undated = sum(feedback.created_at is None for feedback in read)
    if not 0 < undated < len(read):
        return ()
    said = "carries no date and counts" if undated == 1 else "carry no date and count"
    return (f"{undated:,} of {len(read):,} feedbacks that were read {said} in no trend and no alert.",)


def rank_note(journey_map: JourneyMap) -> tuple[str, ...]:
    """Return a sentence on what the themes are ranked by where any are."""
    if not any(theme.rank for stage in journey_map.stages for theme in (*stage.pain_points, *stage.gains, *stage.suggestions)):
        return ()
    by = f"Themes are ranked by {journey_map.ranked_by}"
    if not journey_map.rank_weights.effect:
        return (f"{by}, as the weights are set.",)
    if journey_map.rank_metric is None:
        return (f"{by}: too few scores stand beside the words to tell their effects.",)
    return (f"{by} per mention; a theme with too few scores for an effect takes the mean of its kind, shrunk towards none.",)


def odds_notes(odds: Odds) -> tuple[str, ...]:
    """Return sentences on scores at odds with the words where there are any."""
    if not odds.found:
        return ()
    verb = "contradicts itself" if len(odds.found) == 1 else "contradict themselves"
    which = f"{len(odds.found):,} of {odds.judged:,} feedbacks with a clear score and clear words {verb}"
    notes = [f"{which}: irony, a slip, or a scale read the wrong way round."]
    notes += [f"Most {metric.upper()} scores contradict the words; the scale may run the other way." for metric in odds.turned]
    return tuple(notes)


def weight_note(weights: Iterable[float], effective_n: float) -> tuple[str, ...]:
    """Return a sentence on survey weights where there are any."""
    values = set(weights)
    if values <= {1.0}:
        return ()
    return (f"Shares honour the survey weights; they tell as much as {effective_n:,.0f} people weighed alike.",)


def employee_notes(feedbacks: Iterable[Feedback], *, looked_at: bool) -> tuple[str, ...]:
    """Say which columns name employees and whether they were looked at."""
    headings = sorted({heading for feedback in feedbacks for heading, _ in feedback.attributes if names_employees(heading)})
    if not headings:
        return ()
    named = f"{', '.join(headings)} {'name' if len(headings) > 1 else 'names'} employees"
    return (f"{named}: looked at, as the settings allow." if looked_at else f"{named}: left out of what pain points go together with.",)


def naming_notes(themes: Themes) -> tuple[str, ...]:
    """Say which themes bear names that a language model proposed, and how it went where one was asked."""
    borne = Counter(theme.named_by.model for theme in themes.themes if theme.named_by)
    n_themes = len(themes.themes)
    notes = [
        f"Names proposed by the language model {model}: {count:,} of {n_themes:,}; those found in customers' words stand beside them."
        for model, count in sorted(borne.items())
    ]
    naming = themes.naming
    if naming and naming.refused:
        notes.append(f"Answers of {naming.model} at {naming.host} that were not taken: {naming.refused:,}; there the found names stay.")
    if naming and naming.failure:
        notes.append(f"The language model at {naming.host} {naming.failure}; themes that it did not name keep their found names.")
    return tuple(notes)
