"""An evaluation as one HTML file: no script, nothing loaded from anywhere.

Guarantees: labels and headings of the user's table are escaped everywhere; the content policy allows the file's own style
sheet and nothing else; each figure of a chart stands in a table too.
"""

from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from vocmine.errors import UsageError
from vocmine.evaluate import charts
from vocmine.evaluate.measure import FEWEST_FOR_F1, Measured
from vocmine.evaluate.readings import TOLD
from vocmine.evaluate.table import Evaluation, ReadingMeasured
from vocmine.export.files import write_whole
from vocmine.export.templating import environment, style_of
from vocmine.types import Rate

_FOLDER = Path(__file__).resolve().parent / "templates"
_NAMES = {"pain_point": "pain point"}
_SHADES = 4


def check_name(path: Path) -> None:
    """Refuse a name that a report cannot have.

    Raises
    ------
    UsageError
        If it does not end in ``.html``.
    """
    if path.suffix.lower() != ".html":
        raise UsageError(f"Cannot write {path.name}: the name of a report must end in .html.")


def write_report(found: Evaluation, path: Path) -> None:
    """Write an evaluation as HTML.

    Raises
    ------
    UsageError
        If the name does not end in ``.html`` or the file cannot be written.
    """
    check_name(path)
    write_whole(path, to_html(found, made=datetime.now(UTC)))


def to_html(found: Evaluation, *, made: datetime) -> bytes:
    """Return an evaluation, made at ``made`` (aware UTC), as one self-contained HTML file, UTF-8."""
    style = style_of(_FOLDER / "report.css")
    template = environment(_FOLDER).get_template("report.html")
    page = template.render(
        found=found,
        made=made,
        style=style,
        names=_NAMES,
        fewest=FEWEST_FOR_F1,
        frame=charts,
        curves={one.reading: _curves(one) for one in found.readings},
        shades=_shades,
        presence=_presence,
        interval=_interval,
    )
    return page.encode()


def _curves(one: ReadingMeasured) -> tuple[charts.Chart, charts.Chart] | None:
    calibration = one.measured.calibration
    return (charts.reliability(calibration), charts.risk(calibration, one.decided)) if calibration else None


def _shades(measured: Measured) -> list[list[str]]:
    """Return how dark each cell of the confusion is: by its part of the rows of its true label, right ones in another colour."""
    return [
        [f"{'right' if i == j else 'wrong'}-{ceil(_SHADES * n / (sum(row) or 1))}" if n else "" for j, n in enumerate(row)]
        for i, row in enumerate(measured.confusion)
    ]


def _presence(measured: Measured) -> Rate | None:
    """Return how often a stretch is there where the reader says that one is; None where it never says so."""
    names = [label.label for label in measured.labels]
    if TOLD not in names or not sum(row[names.index(TOLD)] for row in measured.confusion):
        return None
    return measured.labels[names.index(TOLD)].precision


def _interval(rate: Rate) -> str:
    return f"{rate.low:.2f}–{rate.high:.2f}"
