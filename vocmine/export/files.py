"""Files are written whole or not at all."""

import os
import secrets
from pathlib import Path

from vocmine.errors import UsageError


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, flush to disk, then take its name.

    Raises
    ------
    UsageError
        If the folder does not exist or cannot be written to.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
