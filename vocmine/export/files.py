"""Files are written whole or not at all."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from vocmine.errors import UsageError
from vocmine.map_types import Comparison, JourneyMap


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside ``path`` that, at the end of the block, is flushed to disk and takes its name; nothing stays of one that fails.

    Raises
    ------
    UsageError
        If the folder does not exist or cannot be written to.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with fresh.open("wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file as ``replacing`` does.

    Raises
    ------
    UsageError
        If the folder does not exist or cannot be written to.
    """
    with replacing(path) as handle:
        handle.write(content)


def write_map(journey_map: JourneyMap, out: Path, *, template: Path | None = None) -> None:
    """Write a journey map; the ending chooses the format.

    Parameters
    ----------
    template : a presentation on whose masters slides are made; for ``.pptx`` alone.

    Raises
    ------
    UsageError
        If there is no format of that ending, or the template is none, or for slides that are not asked for.
    """
    from vocmine.export.csv import to_csv
    from vocmine.export.html import to_html
    from vocmine.export.json import to_json
    from vocmine.export.map_tables import to_xlsx
    from vocmine.export.mermaid import to_mermaid
    from vocmine.export.picture import to_pdf, to_png, to_svg
    from vocmine.export.slides import to_pptx

    slides = partial(to_pptx, template=template)
    pictures: Mapping[str, Callable[[JourneyMap], bytes]] = {
        ".svg": to_svg,
        ".png": to_png,
        ".pdf": to_pdf,
        ".pptx": slides,
        ".mmd": to_mermaid,
    }
    formats: Mapping[str, Callable[[JourneyMap], bytes]] = {
        ".json": to_json,
        ".html": to_html,
        ".csv": to_csv,
        ".xlsx": to_xlsx,
        **pictures,
    }
    if out.suffix.lower() not in formats:
        raise UsageError(f"A journey map is written as {', '.join(formats)}; {out} ends in {out.suffix or 'nothing'}.")
    if template and out.suffix.lower() != ".pptx":
        raise UsageError(f"A template is for slides; {out} ends in {out.suffix}, not in .pptx.")
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
