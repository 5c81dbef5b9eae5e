"""Channels by the names that exports give them, folded to one name each, online or not.

Guarantees: a name that is not known stands as it is, its spaces set right; the list is data, in ``channels.yaml``.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; ``online`` is None where it is not known."""

    id: str
    name: str
    online: bool | None


def channel_of(given: str) -> Channel:
    """Return the channel that a name stands for.

    Examples
    --------
    >>> channel_of(" E-Mail ").name, channel_of("Kiosk 7").name
    ('E-mail', 'Kiosk 7')
    """
    plain = " ".join(given.split())
    return _known().get(plain.casefold().replace("_", " "), Channel(plain, plain, None))


@cache
def _known() -> dict[str, Channel]:
    import yaml

    listed = yaml.safe_load((Path(__file__).parent / "channels.yaml").read_text(encoding="utf-8"))
    return {name: Channel(one["id"], one["name"], one["online"]) for one in listed for name in one["called"]}
