"""The encoding of a text file, decided strictly over all of its bytes.

Guarantees: a byte-order mark decides; UTF-16 without one is known by its NULs; UTF-8 is taken where it is
valid, and where more of it is valid than not; else Windows-1252. Nothing is dropped or replaced: bytes that do
not fit come through as lone surrogates, and the row that holds them is rejected.
"""

import codecs
import io
import re
from dataclasses import dataclass
from typing import TextIO

from vocmine.errors import InputError
from vocmine.readers.container import Member

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPED = re.compile("[\udc80-\udcff]")
_BLOCK = 1 << 20
_NUL_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, how it treats what does not fit, and what the user should know."""

    name: str
    errors: str = "surrogateescape"
    notes: tuple[str, ...] = ()


def find_encoding(member: Member) -> Encoding:
    """Decide the encoding of a file from all of its bytes."""
    head = member.head(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, "surrogatepass" if name != "utf-8-sig" else "surrogateescape")
    wide = wide_encoding(head)
    return Encoding(wide, "surrogatepass") if wide else _eight_bit(member)


def wide_encoding(head: bytes) -> str | None:
    """Return the UTF-16 form that the NULs of the first bytes tell of, if any."""
    pairs = len(head) // 2
    if pairs == 0:
        return None
    if head[1::2].count(0) > _NUL_SHARE * pairs and head[::2].count(0) == 0:
        return "utf-16-le"
    if head[::2].count(0) > _NUL_SHARE * pairs and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


class _Text(io.TextIOWrapper):
    """Text of a file that says in one sentence when it ends within a character."""

    file = ""

    def read(self, size: int | None = -1) -> str:
        try:
            return super().read(size)
        except UnicodeDecodeError as error:
            raise _cut(self.file) from error

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        try:
            return super().readline(size)
        except UnicodeDecodeError as error:
            raise _cut(self.file) from error


def open_text(member: Member, encoding: Encoding) -> TextIO:
    """Open a file as text with its line ends untouched.

    Reading raises InputError where the file ends within a character.
    """
    stream = _Text(member.open(), encoding=encoding.name, errors=encoding.errors, newline="")
    stream.file = member.name
    return stream


def _cut(file: str) -> InputError:
    return InputError(f"{file} ends in the middle of a character; it was cut short.", file=file)


def read_text(member: Member, encoding: Encoding, limit: int) -> str:
    """Return a whole text file.

    Raises
    ------
    InputError
        If it holds more than ``limit`` characters.
    """
    with open_text(member, encoding) as stream:
        text = stream.read(limit + 1)
    if len(text) > limit:
        raise InputError(
            f"{member.name} is larger than {limit // 2**20} Mi characters; split it, or give it line by line.", file=member.name
        )
    return text


def _eight_bit(member: Member) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    fitting = stray = 0
    with member.open() as stream:
        while block := stream.read(_BLOCK):
            text = decoder.decode(block)
            bad = len(_ESCAPED.findall(text))
            stray += bad
            fitting += sum(1 for c in text if c > "\x7f") - bad if not text.isascii() else 0
    stray += len(decoder.decode(b"", final=True))
    if stray == 0:
        return Encoding("utf-8")
    if fitting > stray:
        return Encoding("utf-8", notes=(f"{stray} bytes are not valid UTF-8; the rows that hold them are rejected.",))
    return Encoding("cp1252", notes=("The file is not UTF-8; it is read as Windows-1252.",))
