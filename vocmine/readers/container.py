"""Archives and compressed files as streams of bytes, within limits; nothing is ever unpacked to disk.

Guarantees: an archive with too many entries, too large, nested, encrypted or compressed beyond reason is
refused by name; a damaged stream ends in one sentence, never in half a file taken for a whole one.
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from vocmine.errors import InputError

MAX_ENTRIES = 200
MAX_BYTES = 2 * 1024**3
MAX_RATIO = 200
_RATIO_FROM = 16 * 1024**2
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Member:
    """One file, alone or inside an archive: its name for messages and the way to its bytes."""

    name: str
    container: str | None
    open: Callable[[], BinaryIO]

    def head(self, size: int = 65536) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(size)


class _Guarded(io.RawIOBase):
    """A decompressed stream that stops at a limit and names damage."""

    def __init__(self, raw: BinaryIO, name: str, limit: int) -> None:
        self._raw, self._name, self._left = raw, name, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            data = self._raw.read(len(buffer))
        except (EOFError, zlib.error, OSError, zipfile.BadZipFile) as error:
            raise InputError(f"{self._name} is damaged or cut short; nothing of it was taken. Fetch it again.", file=self._name) from error
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"{self._name} unpacks to more than its limit; it is refused. Unpack it by hand if it is yours.", file=self._name
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._raw.close()
        super().close()


def members(path: Path) -> tuple[Member, ...]:
    """Return the file itself, or the files inside it if it is a zip or gzip.

    Raises
    ------
    InputError
        If the file is missing or unreadable, or an archive breaks a limit.
    """
    try:
        with path.open("rb") as handle:
            magic = handle.read(4)
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {error.strerror}.", file=path.name) from error
    if magic[:2] == GZIP:
        limit = _limit(path.stat().st_size)
        return (Member(path.name, "gzip", lambda: _guard(cast(BinaryIO, gzip.open(path, "rb")), path.name, limit)),)
    if magic == ZIP:
        return _zip_members(path)
    return (Member(path.name, None, lambda: path.open("rb")),)


def is_office(names: list[str]) -> bool:
    """Tell whether the entries of a zip are those of an office document."""
    return "[Content_Types].xml" in names or "mimetype" in names


def check_sizes(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse a zip whose entries declare too much.

    Raises
    ------
    InputError
        If the sum of the sizes, or the ratio of compression, is beyond reason.
    """
    total, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if total > _limit(packed):
        raise InputError(f"{name} would unpack to {total / 1024**2:.0f} MiB; it is refused as a compression bomb.", file=name)


def _zip_members(path: Path) -> tuple[Member, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise InputError(f"{path.name} is a damaged zip archive. Fetch it again.", file=path.name) from error
    if is_office([i.filename for i in infos]):
        return (Member(path.name, None, lambda: path.open("rb")),)
    files = [i for i in infos if not i.is_dir() and not any(part in i.filename for part in _LITTER)]
    if len(files) > MAX_ENTRIES:
        raise InputError(f"{path.name} holds {len(files)} files; at most {MAX_ENTRIES} are read.", file=path.name)
    if not files:
        raise InputError(f"{path.name} is an archive without files.", file=path.name)
    check_sizes(files, path.name)
    if len({i.filename for i in files}) < len(files):
        raise InputError(f"{path.name} holds two files of the same name.", file=path.name)
    return tuple(_zip_member(path, info) for info in files)


def _zip_member(path: Path, info: zipfile.ZipInfo) -> Member:
    name = f"{path.name}/{info.filename}"

    def opened() -> BinaryIO:
        if info.flag_bits & 1:
            raise InputError(f"{name} is encrypted. Unpack it with its password first.", file=name)
        try:
            raw = zipfile.ZipFile(path).open(info)  # noqa: SIM115 - the caller closes the stream
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise InputError(f"{name} is damaged or packed in an unknown way.", file=name) from error
        return _guard(cast(BinaryIO, raw), name, info.file_size)

    return Member(name, "zip", opened)


def _guard(raw: BinaryIO, name: str, limit: int) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Guarded(raw, name, limit), buffer_size=65536))


def _limit(packed: int) -> int:
    return min(MAX_BYTES, max(_RATIO_FROM, packed * MAX_RATIO))
