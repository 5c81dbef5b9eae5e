"""The journey map as one HTML file that hangs on a wall: no script, nothing loaded from anywhere.

Guarantees: customers' text is escaped everywhere; the content policy allows the file's own style sheet and nothing else;
the map is a real table, so that it reads without eyes; it prints on A3, landscape, with the lanes that were asked for.
"""

from vocmine.export.board import TONES, Board, lay_out
from vocmine.export.curve import HEIGHT, TOP, draw_curve
from vocmine.export.figures import period_text, read_text
from vocmine.export.review_lanes import review_lanes
from vocmine.export.supplied import supplied_lanes
from vocmine.export.templating import FOLDER, environment, style_of
from vocmine.map_types import JourneyMap

_HEAD_WIDTH, _COLUMN_WIDTH = 124, 150


def to_html(journey_map: JourneyMap) -> bytes:
    """Return the map as one self-contained HTML file, UTF-8."""
    board = lay_out(journey_map)
    width = _HEAD_WIDTH + _COLUMN_WIDTH * len(board.columns)
    review = review_lanes(journey_map)
    on_demand = (*_on_demand(board, journey_map), *((lane.id, lane.name[0].lower() + lane.name[1:]) for lane in review))
    hidden = "".join(f"body:not(:has(#show-{lane}:checked)) tr.{lane} {{ display: none; }}\n" for lane, _ in on_demand)
    style = style_of(FOLDER / "map.css", f"table.map {{ min-width: {width}px; }}\n{hidden}")
    page = (
        environment()
        .get_template("map.html")
        .render(
            map=journey_map,
            board=board,
            style=style.sheet,
            style_hash=style.digest,
            curve=draw_curve(journey_map.stages),
            curve_height=HEIGHT,
            curve_top=TOP,
            period=period_text(journey_map.period),
            read=read_text(journey_map),
            tones=TONES,
            supplied=supplied_lanes(journey_map),
            review=review,
            on_demand=on_demand,
            organisation=_organisation(journey_map),
        )
    )
    return page.encode()


def _on_demand(board: Board, journey_map: JourneyMap) -> tuple[tuple[str, str], ...]:
    """Return the lanes that stand on the map and are shown once they are asked for, with their names."""
    lanes = (
        ("causes", "causes"),
        ("systemic", "what stands behind much"),
        ("suggestions", "suggestions"),
        ("customer_does", "what they do"),
        ("company_does", f"what the {_organisation(journey_map)} does"),
        ("told_goals", "what they want"),
        ("effort", "effort"),
        ("touchpoints", "touchpoints"),
        ("listening", "where they were heard"),
        ("ways", "ways"),
    )
    filled = {*board.lanes, *(("systemic",) if board.systemic else ()), *(("ways",) if board.ways else ())}
    return tuple((lane, name) for lane, name in lanes if lane in filled)


def _organisation(journey_map: JourneyMap) -> str:
    return dict(journey_map.journey.words).get("organisation", "company")
