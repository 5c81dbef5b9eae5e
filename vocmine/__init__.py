"""Mine the voice of the customer: from feedback to a journey map, on one's own machine.

Importing the package loads nothing heavy; ``vocmine.Scorer`` is resolved on first use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vocmine.compose import Scorer

__version__ = "0.1.0"
__all__ = ["Scorer", "__version__"]


def __getattr__(name: str) -> Any:
    """Load the public names lazily, so that ``import vocmine`` stays light."""
    if name == "Scorer":
        from vocmine.compose import Scorer

        return Scorer
    raise AttributeError(f"module 'vocmine' has no attribute {name!r}")
