"""Files are written whole or not at all."""

import os
import secrets
from pathlib import Path

from vocmine.errors import UsageError
from vocmine.map_types import Comparison, JourneyMap


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


def write_map(journey_map: JourneyMap, out: Path) -> None:
    """Write a journey map; the ending chooses the format.

    Raises
    ------
    UsageError
        If there is no format of that ending.
    """
    from vocmine.export.csv import to_csv
    from vocmine.export.html import to_html
    from vocmine.export.json import to_json

    formats = {".json": to_json, ".html": to_html, ".csv": to_csv}
    if out.suffix.lower() not in formats:
        raise UsageError(f"A journey map is written as {', '.join(formats)}; {out} ends in {out.suffix or 'nothing'}.")
    write_whole(out, formats[out.suffix.lower()](journey_map))


def write_comparison(comparison: Comparison, out: Path) -> None:
    """Write a comparison: whole as ``.json``, its figures as a table of any other ending.

    Raises
    ------
    UsageError
        If there is no format of that ending.
    """
    from vocmine.export.json import comparison_to_json
    from vocmine.export.tables import change_table
    from vocmine.export.write import write_table

    if out.suffix.lower() == ".json":
        write_whole(out, comparison_to_json(comparison))
    else:
        write_table(change_table(comparison), out)


def write_priorities(journey_map: JourneyMap, out: Path) -> None:
    """Write what to fix first: whole as ``.json``, a row a pain point as a table of any other ending.

    Raises
    ------
    UsageError
        If there is no format of that ending.
    """
    from vocmine.export.json import priorities_to_json
    from vocmine.export.tables import priority_table
    from vocmine.export.write import write_table

    if out.suffix.lower() == ".json":
        write_whole(out, priorities_to_json(journey_map))
    else:
        write_table(priority_table(journey_map), out)
