"""WebVTT and SRT: cues of one speaker joined to turns.

Guarantees: every cue is part of one turn, or comes out as rejected; speakers are kept; a cue's place in the file
does not depend on blank lines, notes or styles; sounds in brackets are no speech.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from vocmine.errors import InputError
from vocmine.readers.container import Member
from vocmine.readers.encodings import Encoding, find_encoding, open_text
from vocmine.readers.markup import plain
from vocmine.readers.tables import Broken, Row, Rows, Table, shown

_TIMING = re.compile(r"\s*((?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{1,2}[.,]\d{1,3})")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_CUE_TAG = re.compile(r"</?(?:v|c|lang|ruby|rt|i|b|u)(?:[.\s][^<>]*)?>|<[\d:.]+>")
_NAMED = re.compile(r"(?:-\s*)?([^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,3}):\s+(?=\S)", re.UNICODE)
_SOUND = re.compile(r"(?:\s*(?:\[[^\]]*\]|\([^)]*\)|♪[^♪]*♪?)\s*)+")
_END = (".", "?", "!", "…", '."', '?"', '!"')
_PAUSE = 1.0
_HEADINGS = ("conversation", "turn", "speaker", "text", "start", "end")
_NAME_SHARE = 0.3


class _Cue(NamedTuple):
    number: int
    start: float
    end: float
    speaker: str
    text: str


@dataclass
class _Turn:
    """Cues of one speaker that follow one another."""

    number: int
    speaker: str
    texts: list[str]
    start: float
    end: float


def open_captions(member: Member) -> Table:
    """Open a WebVTT or SRT file.

    Raises
    ------
    InputError
        If it holds no cues.
    """
    encoding = find_encoding(member)
    named = _has_names(_cues(member, encoding, named=False))
    cues = [cue for cue in _cues(member, encoding, named=named) if isinstance(cue, _Cue)]
    if not cues:
        raise InputError(f"{member.name} holds no cues.", file=member.name)
    speakers = sorted({cue.speaker for cue in cues if cue.speaker})
    digest = hashlib.sha256("\x1e".join(f"{cue.start}\x1f{cue.speaker}\x1f{cue.text}" for cue in cues).encode("utf-8", "surrogatepass"))
    conversation = digest.hexdigest()[:16]
    return Table(
        headings=_HEADINGS,
        rows=lambda: _rows(_cues(member, encoding, named=named), conversation),
        format="vtt" if member.head(16).lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT") else "srt",
        encoding=encoding.name,
        header_rows=0,
        layout="captions",
        notes=(
            *encoding.notes,
            f"{len(cues)} cues of {len(speakers) or 'no named'} speakers; neighbouring cues of one speaker are one turn.",
        ),
    )


def _has_names(cues: Iterator[_Cue | Broken]) -> bool:
    """Tell whether ``Name:`` at the head of cues names speakers: often enough, and some name more than once."""
    spoken = [cue.text for cue in cues if isinstance(cue, _Cue) and not cue.speaker]
    heads = [match.group(1) for text in spoken if (match := _NAMED.match(text))]
    return len(heads) > len(set(heads)) and len(heads) >= _NAME_SHARE * len(spoken)


def _cues(member: Member, encoding: Encoding, *, named: bool) -> Iterator[_Cue | Broken]:
    for number, block in enumerate(_blocks(member, encoding), start=1):
        timing = _TIMING.match(block[0])
        start, end = (_seconds(group) for group in timing.groups()) if timing else (0.0, -1.0)
        if end < start:
            yield Broken(number, "cue", f"Cue {number} ends before it begins: {shown(block[0])}.")
            continue
        yield from _voices(number, start, end, "\n".join(block[1:]), named)


def _blocks(member: Member, encoding: Encoding) -> Iterator[list[str]]:
    """Yield each cue as its line of times and its lines of text."""
    block: list[str] = []
    with open_text(member, encoding) as stream:
        for raw in stream:
            line = raw.rstrip("\r\n").lstrip("\ufeff")
            if "-->" in line and _TIMING.match(line):
                if block:
                    yield _without_counter(block)
                block = [line]
            elif block and line.strip():
                block.append(line)
            elif block:
                yield block
                block = []
    if block:
        yield block


def _without_counter(block: list[str]) -> list[str]:
    """Return a block that ran into the next cue without a blank line, less the next cue's number."""
    return block[:-1] if len(block) > 2 and block[-1].strip().isdigit() else block


def _voices(number: int, start: float, end: float, text: str, named: bool) -> Iterator[_Cue]:
    """Yield what each voice of a cue says; mostly there is one."""
    pieces = _VOICE.split(text)
    spoken = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    spoken = [(speaker, said) for speaker, said in spoken if said.strip() or (len(spoken) == 1)]
    for speaker, said in spoken:
        words = " ".join(plain(_CUE_TAG.sub("", said)).replace("\xa0", " ").split())
        match = _NAMED.match(words) if named and not speaker else None
        name = " ".join((match.group(1) if match else speaker).split())
        yield _Cue(number, start, end, name, words[match.end() :] if match else words)


def _seconds(stamp: str) -> float:
    parts = stamp.replace(",", ".").split(":")
    return sum(float(part) * 60.0**power for power, part in enumerate(reversed(parts)))


def _rows(cues: Iterator[_Cue | Broken], conversation: str) -> Rows:
    turn: _Turn | None = None
    count = 0
    for cue in cues:
        if isinstance(cue, Broken):
            yield cue
            continue
        text = "" if _SOUND.fullmatch(cue.text) else cue.text
        if turn is not None and _continues(turn, cue, text):
            turn.texts.append(text)
            turn.end = cue.end
            continue
        if turn is not None:
            count += 1
            yield _row(turn, conversation, count)
        turn = _Turn(cue.number, cue.speaker, [text], cue.start, cue.end)
    if turn is not None:
        yield _row(turn, conversation, count + 1)


def _continues(turn: _Turn, cue: _Cue, text: str) -> bool:
    """Tell whether a cue belongs to the turn before; without a speaker a sentence's end or a pause ends a turn."""
    if not text or not turn.texts[-1]:
        return not text and not turn.texts[-1] and cue.speaker == turn.speaker
    if cue.speaker != turn.speaker:
        return False
    return bool(cue.speaker) or (cue.start - turn.end < _PAUSE and not turn.texts[-1].endswith(_END))


def _row(turn: _Turn, conversation: str, count: int) -> Row:
    return Row(turn.number, (conversation, str(count), turn.speaker, " ".join(turn.texts), f"{turn.start:g}", f"{turn.end:g}"))
