"""The journey map as one HTML file that hangs on a wall: no script, nothing loaded from anywhere.

Guarantees: customers' text is escaped everywhere; the content policy allows the file's own style sheet and nothing else;
the map is a real table, so that it reads without eyes; it prints on A3, landscape.
"""

from vocmine.export.board import TONES, lay_out
from vocmine.export.curve import HEIGHT, TOP, draw_curve
from vocmine.export.figures import period_text
from vocmine.export.supplied import supplied_lanes
from vocmine.export.templating import FOLDER, environment, style_of
from vocmine.map_types import JourneyMap

_HEAD_WIDTH, _COLUMN_WIDTH = 124, 150


def to_html(journey_map: JourneyMap) -> bytes:
    """Return the map as one self-contained HTML file, UTF-8."""
    board = lay_out(journey_map)
    width = _HEAD_WIDTH + _COLUMN_WIDTH * len(board.columns)
    style = style_of(FOLDER / "map.css", f"table.map {{ min-width: {width}px; }}\n")
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
            read=_read(journey_map),
            tones=TONES,
            supplied=supplied_lanes(journey_map),
            organisation=dict(journey_map.journey.words).get("organisation", "company"),
        )
    )
    return page.encode()


def _read(journey_map: JourneyMap) -> str:
    totals = journey_map.totals
    read = round(totals.read_share * totals.feedbacks)
    return f"{read:,} of {totals.feedbacks:,} feedbacks read"
