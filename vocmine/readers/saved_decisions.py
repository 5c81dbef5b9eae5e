"""What people decided, as a saved map holds it: kinds of trouble, fixes and what to fix first, as the values that they were."""

from typing import get_args

from vocmine.decision_types import (
    DELIVERY,
    Cell,
    Criterion,
    Fix,
    FixVerdict,
    Given,
    Held,
    Origin,
    PainKind,
    PainKindId,
    Priorities,
    Priority,
    Quadrant,
    Swing,
    Tipping,
)
from vocmine.readers.plain import Plain
from vocmine.readers.saved_rates import rate, rate_or_none

_VERDICTS: tuple[FixVerdict, ...] = get_args(FixVerdict)
_ORIGINS: tuple[Origin, ...] = get_args(Origin)
_QUADRANTS: tuple[Quadrant, ...] = get_args(Quadrant)
_KINDS: tuple[PainKindId, ...] = get_args(PainKindId)


def kind_of_pain(plain: Plain) -> PainKind:
    """Return the kind of trouble that a pain point is."""
    return PainKind(plain.choice("id", _KINDS), plain.text("name"), rate(plain.part("share")), plain.texts("evidence"))


def fix(plain: Plain) -> Fix:
    """Return what became of a fix."""
    told, words = plain.part("told"), plain.part("evidence")
    return Fix(
        fixed_on=plain.day("fixed_on"),
        verdict=plain.choice("verdict", _VERDICTS),
        since=plain.day("since") if plain.has("since") else None,
        until=plain.day("until") if plain.has("until") else None,
        told=(told.count("before"), told.count("after")),
        before=rate_or_none(plain, "before"),
        after=rate_or_none(plain, "after"),
        difference=rate_or_none(plain, "difference"),
        p=plain.number_or_none("p"),
        q=plain.number_or_none("q"),
        scatter=plain.number("scatter"),
        began_before=plain.flag("began_before"),
        held=tuple(Held(one.text("field"), rate(one.part("difference")), one.number("p")) for one in plain.parts("held")),
        why=plain.text("why"),
        evidence=(words.texts("before"), words.texts("after")),
    )


def priorities(plain: Plain) -> Priorities:
    """Return what to fix first, and what would change the order."""
    return Priorities(
        criteria=tuple(map(_criterion, plain.parts("criteria"))),
        items=tuple(map(_item, plain.parts("items"))),
        swings=tuple(map(_swing, plain.parts("swings"))),
        tippings=tuple(map(_tipping, plain.parts("tippings"))),
        total_cut=plain.number_or_none("total_cut"),
        delivery_cut=plain.number_or_none("delivery_cut"),
        notes=plain.texts("notes"),
    )


def _criterion(plain: Plain) -> Criterion:
    ends = plain.number_or_none("least"), plain.number_or_none("most")
    return Criterion(plain.text("id"), plain.text("name"), plain.number("weight"), *ends, plain.flag("less"))


def _item(plain: Plain) -> Priority:
    total, place, delivery = plain.part("total"), plain.part("place"), plain.part_or_none("delivery_effort")
    return Priority(
        theme_id=plain.text("theme_id"),
        label=plain.text("label"),
        volume=plain.count("volume"),
        cells=tuple(map(_cell, plain.parts("values"))),
        total=total.number("value"),
        low=total.number("low"),
        high=total.number("high"),
        place=place.count("value"),
        place_low=place.count("low"),
        place_high=place.count("high"),
        delivery=_given(delivery, plain.text("theme_id")) if delivery else None,
        quadrant=plain.choice("quadrant", _QUADRANTS) if plain.has("quadrant") else None,
        sure=plain.flag("sure"),
        evidence=plain.texts("evidence"),
    )


def _given(plain: Plain, theme_id: str) -> Given:
    value, low, high = (plain.number(name) for name in ("value", "low", "high"))
    return Given(theme_id, DELIVERY, value, low, high, plain.choice("origin", _ORIGINS))


def _cell(plain: Plain) -> Cell:
    points, low, high = (plain.number(name) for name in ("points", "low", "high"))
    origin = plain.choice("origin", _ORIGINS) if plain.has("origin") else None
    return Cell(plain.text("criterion"), origin, rate_or_none(plain, "rate"), points, low, high, plain.texts("evidence"))


def _swing(plain: Plain) -> Swing:
    first, entered, left = (plain.texts(name) for name in ("first", "entered", "left"))
    return Swing(plain.text("criterion"), plain.number("factor"), first, entered, left, plain.count("moved"))


def _tipping(plain: Plain) -> Tipping:
    names = plain.text("theme_id"), plain.text("ahead")
    return Tipping(plain.text("criterion"), plain.number("weight"), plain.number("tips_at"), *names)
