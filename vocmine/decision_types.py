"""What people decide of pain points, what each of them would gain, and whether a fix helped, as values; they know nothing of storage.

Invariants: what a value is – mined, imported or typed – stands beside it; what nobody gave is None and never guessed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from vocmine.types import Rate

Status = Literal["open", "planned", "in progress", "fixed", "will not fix"]
STATUSES: tuple[Status, ...] = get_args(Status)
Origin = Literal["mined", "imported", "typed"]
FixVerdict = Literal["helped", "no clear change", "got worse", "too few"]
Quadrant = Literal["quick win", "big project", "fill-in", "not now"]
PainKindId = Literal["broken", "slow", "missing_step", "redundant_step", "unclear", "unfair", "unkind", "out_of_reach", "below_standard"]
DELIVERY = "delivery_effort"
MINED = ("share", "severity", "effect", "trend")


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided of a theme; ``who`` and ``when`` are of the newest part of it."""

    owner: str | None = None
    status: Status | None = None
    fixed_on: date | None = None
    who: str = ""
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The change of a share with the mix of a field held fixed, or less the change of the same weeks a year before (``season``).

    ``p`` lies in [0, 1], two-sided.
    """

    field: str
    difference: Rate
    p: float


@dataclass(frozen=True, slots=True)
class Fix:
    """Whether fewer tell of a pain point since a day: shares of the units that spoke before the day and from it on.

    Both stretches lie between ``since`` and ``until`` (included) and are as long; ``told`` counts units. ``difference`` is after − before
    as a fraction; it, ``p`` and ``q`` are None where either stretch has fewer than 20 units. ``q`` is ``p`` adjusted over all fixes of
    the map, ``scatter`` how much more the shares go up and down from week to week than by chance, at least 1. ``began_before`` tells
    that the share went the same way in the weeks before already. ``why`` says what took a change away that was beyond chance: a field
    of ``held``, or ``trend``; empty where nothing did. ``evidence`` holds segment ids of before and of after.
    """

    fixed_on: date
    verdict: FixVerdict
    since: date | None = None
    until: date | None = None
    told: tuple[int, int] = (0, 0)
    before: Rate | None = None
    after: Rate | None = None
    difference: Rate | None = None
    p: float | None = None
    q: float | None = None
    scatter: float = 1.0
    began_before: bool = False
    held: tuple[Held, ...] = ()
    why: str = ""
    evidence: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class PainKind:
    """What kind of trouble a pain point is: ``share`` of the units that tell of it do so in words of this kind."""

    id: PainKindId
    name: str
    share: Rate
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that pain points are weighed by; the higher a value, the more there is to gain, the other way round if ``less``.

    ``weight`` is 0 or more; ``least`` and ``most`` are the ends of its scale, None where they follow from the values.
    """

    id: str
    name: str
    weight: float = 1.0
    least: float | None = None
    most: float | None = None
    less: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the user gave a pain point, in the unit of its criterion, and the range that it may lie in."""

    theme_id: str
    criterion: str
    value: float
    low: float
    high: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of a pain point on a criterion: in the criterion's unit, and as points from 0 to 100 with their interval.

    ``rate`` is None where there is no value; the points are then the mean of what others have, and the interval reaches from the
    lowest to the highest that any may have, 0 to 100. ``n`` of a given value is 0, since no units are behind it.
    """

    criterion: str
    origin: Origin | None
    rate: Rate | None
    points: float
    low: float
    high: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priority:
    """A pain point with its values, its total from 0 to 100 and its place among all, each with the interval.

    ``delivery`` is the effort to fix it, given by the user; ``quadrant`` follows from total and effort, None where the effort is not
    given; ``sure`` tells that the intervals of both leave no other one.
    """

    theme_id: str
    label: str
    volume: int
    cells: tuple[Cell, ...]
    total: float
    low: float
    high: float
    place: int
    place_low: int
    place_high: int
    delivery: Given | None = None
    quadrant: Quadrant | None = None
    sure: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Swing:
    """What becomes of the first five where one weight is a fifth less or more; theme ids, ``entered`` and ``left`` by the first five."""

    criterion: str
    factor: float
    first: tuple[str, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Tipping:
    """The weight of a criterion from which on ``theme_id`` stands before ``ahead``, which is just before it now."""

    criterion: str
    weight: float
    tips_at: float
    theme_id: str
    ahead: str


@dataclass(frozen=True, slots=True)
class Priorities:
    """All pain points by their totals, highest first, and what would change the order.

    ``delivery_cut`` and ``total_cut`` part the four quarters; None where no effort is given.
    """

    criteria: tuple[Criterion, ...]
    items: tuple[Priority, ...]
    swings: tuple[Swing, ...] = ()
    tippings: tuple[Tipping, ...] = ()
    total_cut: float | None = None
    delivery_cut: float | None = None
    notes: tuple[str, ...] = ()
