"""What pages read: the database as a resource, its answers as data keyed by project and run.

Guarantee: an answer depends on its arguments alone, and runs never change, so that all sessions may share it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from vocmine.compose import phrase_reader
from vocmine.export.figures import Noun, unit_noun
from vocmine.journey.activities import add_activities
from vocmine.journey.map import Heading, build_map
from vocmine.journey.odds import AtOdds, find_at_odds
from vocmine.journey.reviewed import add_reviews
from vocmine.journey.shares import population
from vocmine.journey.slices import Slice, by_field, by_month
from vocmine.journey.supplied import add_supplied
from vocmine.map_types import Association, ChainLink, JourneyMap, MapTheme, RankWeights, SuppliedMetric, Systemic, Trend
from vocmine.protocols import PhraseReader
from vocmine.settings import Settings
from vocmine.store import projects as stored_projects
from vocmine.store import queries, runs
from vocmine.store.database import Store, open_store
from vocmine.store.filters import Filters
from vocmine.store.projects import ProjectSize
from vocmine.store.queries import Counts, Statement, WholeFeedback
from vocmine.store.reviews import list_reviews
from vocmine.store.runs import Run
from vocmine.store.supplied import list_metrics
from vocmine.types import Rate, Review, Scored, Theme, ThemeChange, Themes

EVERYTHING = Filters()
LISTED = 25


def store() -> Store:
    """Return the database that the settings name, opened once."""
    return _open(Settings().db_url)


def projects() -> tuple[ProjectSize, ...]:
    """Return all projects; never cached, since mining goes on outside."""
    with store().read() as session:
        return stored_projects.list_projects(session=session)


def run(project: str, run_id: str | None) -> Run | None:
    """Return a run of a project, the newest where none is named; None where the project was never mined.

    Raises
    ------
    NotFound
        If there is no such project or run.
    """
    with store().read() as session:
        found = stored_projects.get_project(project, session=session)
        if run_id is None:
            return runs.latest_run(found, session=session)
        return runs.get_run(found, run_id, session=session)


def journey_map(project: str, run_id: str, filters: Filters = EVERYTHING) -> JourneyMap:
    """Return the map of a run, of what the filters leave, without what has to be parsed for it."""
    drawn = _map(Settings().db_url, project, run_id, filters, (RankWeights(*Settings().rank_weights), _reviews(project, run_id)))
    if filters != EVERYTHING and not drawn.filters:
        return drawn  # of a stage or theme alone, which the map's own filters do not tell
    return add_supplied(drawn, supplied_metrics(project, drawn.journey.id))


def _reviews(project: str, run_id: str) -> tuple[Review, ...]:
    """Return what people reviewed; never cached, since reviewing goes on outside."""
    with store().read() as session:
        return list_reviews(_run(Settings().db_url, project, run_id), session=session)


def supplied_metrics(project: str, journey: str) -> tuple[SuppliedMetric, ...]:
    """Return the figures that were imported for a journey; never cached, since importing goes on outside."""
    with store().read() as session:
        stored = list_metrics(stored_projects.get_project(project, session=session), session=session)
    return tuple(one for id_, one in stored if id_ == journey)


def told_map(project: str, run_id: str, filters: Filters, stage: str | None = None) -> JourneyMap:
    """Return the map with what is done and wanted; where a stage is named, that stage's column alone."""
    return _told(Settings().db_url, journey_map(project, run_id, filters), filters, stage)


def noun(project: str, run_id: str) -> Noun:
    """Return what the run's units are called: people, or feedbacks where no customers are known."""
    return unit_noun(journey_map(project, run_id))


def themes(project: str, run_id: str) -> tuple[Theme, ...]:
    """Return the themes of a run."""
    return _themes(Settings().db_url, project, run_id).themes


def changes(project: str, run_id: str) -> tuple[ThemeChange, ...]:
    """Return what became of the themes since the run before."""
    return _themes(Settings().db_url, project, run_id).changes


def apart(project: str, run_id: str) -> Mapping[str, int]:
    """Return how many statements stand in no theme, by the reason as filters call it."""
    found = _themes(Settings().db_url, project, run_id)
    listed = {"none": found.unassigned, "bare": found.feelings, "non_answer": found.non_answers, "copy": found.copies}
    return {reason: len(segments) for reason, segments in listed.items()}


def statements(project: str, run_id: str, filters: Filters, page: int) -> tuple[Statement, ...]:
    """Return a page of the statements that the filters leave; pages count from 1."""
    return _statements(Settings().db_url, project, run_id, filters, page)


def count(project: str, run_id: str, filters: Filters) -> Counts:
    """Count what the filters leave."""
    return _count(Settings().db_url, project, run_id, filters)


def theme_rates(project: str, run_id: str) -> dict[str, tuple[int, Rate | None]]:
    """Return for each theme's id the people who tell of it, and their share of all who were read."""
    return _theme_rates(Settings().db_url, project, run_id)


def associations(project: str, run_id: str) -> Mapping[str, tuple[Association, ...]]:
    """Return what each pain point goes together with."""
    stages = journey_map(project, run_id).stages
    return {theme.theme_id: theme.associations for stage in stages for theme in stage.pain_points}


def trend(project: str, run_id: str, theme_id: str) -> Trend:
    """Return how the share of those who tell of a theme went over time."""
    stages = journey_map(project, run_id).stages
    themes = (theme for stage in stages for theme in (*stage.pain_points, *stage.gains, *stage.suggestions))
    return next((theme.trend for theme in themes if theme.theme_id == theme_id), Trend())


def behind(project: str, run_id: str, theme_id: str) -> tuple[tuple[ChainLink, ...], ...]:
    """Return what chains tell to stand behind a pain point; see ``JourneyMap.behind``."""
    return journey_map(project, run_id).behind(theme_id)


def systemic(project: str, run_id: str) -> Mapping[str, Systemic]:
    """Return the causes that stand behind much, by their ids."""
    return {one.id: one for one in journey_map(project, run_id).systemic}


def cause_stages(project: str, run_id: str, theme_id: str) -> tuple[tuple[str, MapTheme], ...]:
    """Return a pain point as it stands at each stage where it is told at which stages its causes happened, with the stage's id."""
    stages = journey_map(project, run_id).stages
    return tuple((stage.id, theme) for stage in stages for theme in stage.pain_points if theme.theme_id == theme_id and theme.cause_stages)


def loudest(project: str, run_id: str, segment_ids: tuple[str, ...]) -> int:
    """Return how many of these segments the person wrote that wrote most of them."""
    wanted = set(segment_ids)
    told = (one.segment for one in _scored(Settings().db_url, project, run_id, EVERYTHING) if one.segment.id in wanted)
    return max(Counter(segment.feedback.unit for segment in told).values(), default=0)


def words(project: str, run_id: str, segment_ids: tuple[str, ...]) -> dict[str, str]:
    """Return the text of each segment by its id.

    Raises
    ------
    NotFound
        If the run has no such feedback.
    """
    feedbacks = {segment_id.rpartition("#")[0] for segment_id in segment_ids}
    told = (whole_feedback(project, run_id, feedback) for feedback in sorted(feedbacks))
    return {one.scored.segment.id: one.scored.segment.text for whole in told for one in whole.statements}


def whole_feedback(project: str, run_id: str, feedback_id: str) -> WholeFeedback:
    """Return a feedback with its statements.

    Raises
    ------
    NotFound
        If the run has none of this id.
    """
    return _whole(Settings().db_url, project, run_id, feedback_id)


def at_odds(project: str, run_id: str) -> dict[str, AtOdds]:
    """Return the feedbacks of a run whose score contradicts their words, by id."""
    return _at_odds(Settings().db_url, project, run_id)


def facet(project: str, run_id: str, name: str) -> tuple[tuple[str, int], ...]:
    """Return the values of a field, each with its number of feedbacks."""
    return _facet(Settings().db_url, project, run_id, name)


def months(project: str, run_id: str, filters: Filters) -> tuple[Slice, ...]:
    """Return the people of each month among what the filters leave."""
    return _months(Settings().db_url, project, run_id, filters)


def groups(project: str, run_id: str, field: str, filters: Filters) -> tuple[Slice, ...]:
    """Return the people of each value of a field among what the filters leave."""
    return _groups(Settings().db_url, project, run_id, field, filters)


@st.cache_resource(show_spinner=False)
def _open(url: str) -> Store:
    return open_store(url)


@st.cache_data(show_spinner="Drawing the map …", max_entries=64)
def _map(url: str, project: str, run_id: str, filters: Filters, beside: tuple[RankWeights, tuple[Review, ...]]) -> JourneyMap:
    weights, reviews = beside
    found = _run(url, project, run_id)
    asked_of_all = replace(filters, stage=None, theme=None, sentiment=None, text=None)
    with _open(url).read() as session:
        scored = queries.load_scored(found, filters, session=session)
        told = runs.load_themes(found, session=session)
        wordless = queries.wordless(found, asked_of_all, session=session)
    shown = (*filters.fields, *((name, f"{day:%Y-%m-%d}") for name, day in (("from", filters.since), ("to", filters.until)) if day))
    heading = Heading(project, found.id, found.created_at, found.models, shown, weights, Settings().employee_columns)
    return add_reviews(build_map(heading, found.journey, scored, told, scores=wordless), scored, reviews)


@st.cache_data(show_spinner="Reading what is done and wanted …", max_entries=64)
def _told(url: str, whole: JourneyMap, filters: Filters, stage: str | None) -> JourneyMap:
    asked = replace(whole, stages=tuple(column for column in whole.stages if stage in (None, column.id)))
    return add_activities(asked, _scored(url, whole.project, whole.run, filters), _phrases())


@st.cache_resource(show_spinner=False)
def _phrases() -> PhraseReader:
    return phrase_reader(Settings())


@st.cache_data(show_spinner=False, max_entries=32)
def _themes(url: str, project: str, run_id: str) -> Themes:
    with _open(url).read() as session:
        return runs.load_themes(_run(url, project, run_id), session=session)


@st.cache_data(show_spinner=False, max_entries=512)
def _statements(url: str, project: str, run_id: str, filters: Filters, page: int) -> tuple[Statement, ...]:
    with _open(url).read() as session:
        offset = (page - 1) * LISTED
        return queries.statements(_run(url, project, run_id), filters, limit=LISTED, offset=offset, session=session)


@st.cache_data(show_spinner=False, max_entries=1024)
def _count(url: str, project: str, run_id: str, filters: Filters) -> Counts:
    with _open(url).read() as session:
        return queries.count(_run(url, project, run_id), filters, session=session)


@st.cache_data(show_spinner=False, max_entries=32)
def _theme_rates(url: str, project: str, run_id: str) -> dict[str, tuple[int, Rate | None]]:
    scored = _scored(url, project, run_id, EVERYTHING)
    unit_of = {one.segment.id: one.segment.feedback.unit for one in scored}
    everyone = population(one.segment.feedback for one in scored if one.reading.sentiment is not None)
    people = {theme.id: {unit_of[segment_id] for segment_id in theme.segment_ids} for theme in _themes(url, project, run_id).themes}
    return {theme_id: (len(units), everyone.rate(units)) for theme_id, units in people.items()}


@st.cache_data(show_spinner=False, max_entries=32)
def _at_odds(url: str, project: str, run_id: str) -> dict[str, AtOdds]:
    with _open(url).read() as session:
        without_words = queries.wordless(_run(url, project, run_id), session=session)
    return {one.feedback_id: one for one in find_at_odds(_scored(url, project, run_id, EVERYTHING), scores=without_words).found}


@st.cache_data(show_spinner=False, max_entries=512)
def _whole(url: str, project: str, run_id: str, feedback_id: str) -> WholeFeedback:
    with _open(url).read() as session:
        return queries.whole_feedback(_run(url, project, run_id), feedback_id, session=session)


@st.cache_data(show_spinner=False, max_entries=256)
def _facet(url: str, project: str, run_id: str, name: str) -> tuple[tuple[str, int], ...]:
    with _open(url).read() as session:
        return queries.facet(_run(url, project, run_id), name, session=session)


@st.cache_data(show_spinner=False, max_entries=256)
def _months(url: str, project: str, run_id: str, filters: Filters) -> tuple[Slice, ...]:
    return by_month(_scored(url, project, run_id, filters))


@st.cache_data(show_spinner=False, max_entries=256)
def _groups(url: str, project: str, run_id: str, field: str, filters: Filters) -> tuple[Slice, ...]:
    return by_field(_scored(url, project, run_id, filters), field)


def _scored(url: str, project: str, run_id: str, filters: Filters) -> tuple[Scored, ...]:
    with _open(url).read() as session:
        return queries.load_scored(_run(url, project, run_id), filters, session=session)


def _run(url: str, project: str, run_id: str) -> Run:
    with _open(url).read() as session:
        return runs.get_run(stored_projects.get_project(project, session=session), run_id, session=session)
