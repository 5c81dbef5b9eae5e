"""The templates' one environment: autoescape on for all of them, undefined names refused; and the style that all pages share."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent / "templates"


@cache
def environment(folder: Path = FOLDER) -> "Environment":
    """Return the environment in which all templates of a folder are rendered."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True, slots=True)
class Style:
    """A page's whole style sheet, and the digest by which its content policy allows it and nothing else."""

    sheet: "Markup"
    digest: str


def style_of(own: Path, more: str = "") -> Style:
    """Return the shared style, then a page's own, then ``more`` of our own making."""
    from markupsafe import Markup

    sheet = (FOLDER / "base.css").read_text(encoding="utf-8") + own.read_text(encoding="utf-8") + more
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return Style(Markup(sheet), digest)  # noqa: S704  # our own files, never a customer's words
