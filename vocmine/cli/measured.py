"""What ``vocmine evaluate`` says: a few tables a reading, made for 80 columns."""

from typing import TYPE_CHECKING

from vocmine.cli import console
from vocmine.types import Rate

if TYPE_CHECKING:
    from vocmine.evaluate.agreement import Agreement
    from vocmine.evaluate.confidence import Calibration
    from vocmine.evaluate.measure import Measured
    from vocmine.evaluate.table import Annotators, Decided, Evaluation, ReadingMeasured

COLUMNS_AT_ONCE = 9
EVERY_SECOND = slice(1, None, 2)


def show(found: "Evaluation") -> None:
    """Print each reading against its column."""
    console.result(
        f"{console.literal(found.file)}: {found.rows:,} rows, read by {console.literal(found.model)} on the journey "
        f"{console.literal(found.journey)}. In brackets the 95 % interval."
    )
    for one in found.readings:
        _show_reading(one)


def _show_reading(one: "ReadingMeasured") -> None:
    console.result(
        f"\n[bold]{one.reading}[/bold] against {console.literal(one.column)}: n = {one.measured.n:,} ({one.left_out:,} without a label); "
        f"accuracy {_shown(one.measured.accuracy)}, macro-F1 {_shown(one.measured.macro_f1)}"
    )
    _show_labels(one.measured)
    _show_confusion(one.measured)
    if one.measured.calibration:
        _show_calibration(one.measured.calibration)
    if one.decided:
        _show_decided(one.decided)
    if one.span:
        console.result(
            f"\nstretches of text, n = {one.span.token_f1.n:,}: token F1 {_shown(one.span.token_f1)}; "
            f"the whole text would have {_shown(one.span.whole_text)}"
        )
    if one.stored:
        console.result(
            f"\nas stored, with the {one.apart:,} rows labelled mixed: n = {one.stored.n:,}; "
            f"accuracy {_shown(one.stored.accuracy)}, macro-F1 {_shown(one.stored.macro_f1)}"
        )
        _show_labels(one.stored)
        _show_confusion(one.stored)
    if one.annotators:
        _show_annotators(one.column, one.annotators)


def _show_labels(measured: "Measured") -> None:
    rows = [(label.label, label.support, _shown(label.precision), _shown(label.recall), _shown(label.f1)) for label in measured.labels]
    console.table(("label", "rows", "precision", "recall", "F1"), rows, right=(1, 2, 3, 4))


def _show_confusion(measured: "Measured") -> None:
    """Print how rows of each true label were read, in so many columns at once as a line holds."""
    names = [label.label for label in measured.labels]
    for first in range(0, len(names) if measured.confusion else 0, COLUMNS_AT_ONCE):
        places = range(first, min(first + COLUMNS_AT_ONCE, len(names)))
        rows = [(row + 1, name, *(measured.confusion[row][place] or "·" for place in places)) for row, name in enumerate(names)]
        headings = ("", "true label, read as", *(str(place + 1) for place in places))
        console.result("")
        console.table(headings, rows, right=(0, *range(2, len(headings))))


def _show_calibration(calibration: "Calibration") -> None:
    console.result(f"\ncalibration error {calibration.ece:.3f} (debiased {calibration.ece_debiased:.3f})")
    bins = [(f"{one.confidence:.2f}", _shown(one.right), f"{one.right.n:,}") for one in calibration.bins]
    console.table(("confidence", "right", "rows"), bins, right=(0, 1, 2))
    console.result(f"\nerror if the least confident are left out (area {calibration.area:.3f})")
    curve = [(f"{one.coverage:.0%}", _shown(one.error), f"{one.least:.2f}") for one in calibration.curve[EVERY_SECOND]]
    console.table(("coverage", "error", "confidence from"), curve, right=(0, 1, 2))


def _show_decided(decided: "Decided") -> None:
    error = f"error there {_shown(decided.error)}" if decided.error else "none to measure"
    console.result(f"where the reader does not abstain: coverage {decided.coverage:.0%}, {error}")


def _show_annotators(column: str, annotators: "Annotators") -> None:
    console.result(f"\nagreement on the {annotators.n:,} rows that both annotators labelled")
    rows = [
        (f"{column} and {annotators.column}", *_agreed(annotators.between)),
        (f"{column} and the model", *_agreed(annotators.first_and_model)),
        (f"{annotators.column} and the model", *_agreed(annotators.second_and_model)),
    ]
    console.table(("between", "same label", "Cohen's kappa"), rows, right=(1, 2))


def _agreed(agreement: "Agreement") -> tuple[str, str]:
    return _shown(agreement.same), _shown(agreement.kappa) if agreement.kappa else "not defined"


def _shown(rate: Rate) -> str:
    return f"{rate.value:.2f} ({rate.low:.2f}–{rate.high:.2f})"
