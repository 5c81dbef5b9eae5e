"""Heavy libraries without the heavier ones that they would pull along."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_LOCK = RLock()


@contextmanager
def kept_out(*names: str) -> Iterator[None]:
    """Make the named libraries look absent to what is imported within; those already loaded stay as they are.

    spaCy and Presidio import torch and transformers wherever these are installed, which costs seconds
    and hundreds of megabytes, though neither a rule nor a pattern uses them.
    """
    with _LOCK:
        absent = [name for name in names if name not in sys.modules]
        sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None is Python's own sign for "do not import"
        try:
            yield
        finally:
            for name in absent:
                sys.modules.pop(name, None)
