"""The format of a file, by its bytes and never by the ending of its name.

Guarantees: what is no feedback is named for what it is: a PDF, a page of HTML, a database, a picture.
"""

import json
import re
from typing import Literal

from vocmine.errors import InputError, UnknownFormat
from vocmine.readers.container import GZIP, ZIP, Member
from vocmine.readers.encodings import Encoding, find_encoding, open_text, wide_encoding

Format = Literal["workbook", "parquet", "captions", "json", "jsonl", "delimited"]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = (
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "a SQLite database"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"$FL2", "an SPSS file"),
    (b"{\\rtf", "an RTF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
)
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<table)", re.IGNORECASE)
_CUE = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}[ \t]+-->[ \t]+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}")
_FIRST_LINE = 1 << 24


def find_format(member: Member) -> Format:
    """Return the format of a file.

    Raises
    ------
    UnknownFormat
        If the bytes are of another kind; the message says which.
    InputError
        If the file is empty, or an archive within an archive.
    """
    head = member.head(65536)
    if not head:
        raise InputError(f"{member.name} is empty.", file=member.name)
    if head.startswith((ZIP, _OLE)):
        return "workbook"
    if head.startswith(GZIP):
        raise InputError(f"{member.name} is an archive within an archive; unpack it once.", file=member.name)
    if head.startswith(b"PAR1"):
        return "parquet"
    _refuse_others(member, head)
    return _text_format(member)


def _refuse_others(member: Member, head: bytes) -> None:
    kind = next((kind for magic, kind in _KNOWN if head.startswith(magic)), None)
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or wide_encoding(head[:4096]) is not None
    if kind is None and not wide and head.count(0) > 0.1 * len(head):
        kind = "a binary file of an unknown kind"
    if kind:
        raise UnknownFormat(
            f"{member.name} is {kind}; readable are CSV, TSV, XLSX, XLS, JSON, JSONL, Parquet, WebVTT and SRT.", file=member.name
        )


def _text_format(member: Member) -> Format:
    encoding = find_encoding(member)
    with open_text(member, encoding) as stream:
        text = stream.read(65536)
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{member.name} holds nothing but white space.", file=member.name)
    if _HTML.match(text):
        raise UnknownFormat(f"{member.name} is a page of HTML, whatever its name; export it as CSV or XLSX.", file=member.name)
    if text.startswith("WEBVTT") or any(_CUE.match(line.strip()) for line in text.split("\n")[:3]):
        return "captions"
    start = text.lstrip()[:1]
    if start == "[":
        return "json" if _opens_array(text) else "delimited"
    return _object_format(member, encoding) if start == "{" else "delimited"


def _opens_array(text: str) -> bool:
    return text.lstrip()[1:].lstrip()[:1] in ("{", "[", "]", '"')


def _object_format(member: Member, encoding: Encoding) -> Format:
    """Tell JSON lines from one JSON document: the first filled line is whole, and another follows."""
    with open_text(member, encoding) as stream:
        lines = (line for line in iter(lambda: stream.readline(_FIRST_LINE), "") if line.strip())
        first, second = next(lines, ""), next(lines, "")
    if second.lstrip()[:1] != "{" and second:
        return "json" if not _is_whole(first) else "jsonl"
    return "jsonl" if second and (first.rstrip().endswith("}") or _is_whole(first)) else "json"


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
