"""Conversations: tables of turns, nested JSON, captions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vocmine.errors import InputError
from vocmine.readers.open import inspect, read
from vocmine.readers.plan import ReadOptions
from vocmine.types import Feedback, Record, Rejected, Skipped

Write = Callable[..., Path]
SAID = ["Hello, my hub will not pair. I tried it & failed twice.", "Which router do you have?", "The one you sent me."]


def feedbacks(path: Path, options: ReadOptions | None = None) -> list[Feedback]:
    return [f for item in read(path, options or ReadOptions()) if isinstance(item, Record) for f in item.feedbacks]


def test_turn_table_gives_roles_and_numbers_turns(data: Path) -> None:
    found = feedbacks(data / "turns.csv")
    assert [(f.conversation, f.turn, f.role) for f in found] == [
        ("c1", 1, "system"),
        ("c1", 2, "customer"),
        ("c1", 3, "agent"),
        ("c2", 1, "customer"),
        ("c2", 2, "agent"),
    ]
    assert {f.kind for f in found} == {"transcript"}


def test_values_of_the_first_row_hold_for_its_conversation(data: Path) -> None:
    found = feedbacks(data / "turns.csv")
    told = [(f.channel, dict(f.attributes)["contact_reason"], dict(f.attributes)["resolved"], str(f.created_at)[:10]) for f in found]
    assert told == [("phone", "refund", "yes", "2026-04-01")] * 3 + [("chat", "pairing", "no", "2026-04-02")] * 2


def test_turn_without_words_is_skipped(data: Path) -> None:
    assert [(s.row, s.reason) for s in read(data / "turns.csv") if isinstance(s, Skipped)] == [(6, "empty")]


def test_conversations_inside_json_become_turns(data: Path) -> None:
    found = feedbacks(data / "chats.json")
    assert [(f.conversation, f.turn, f.role) for f in found] == [
        ("7", 1, "customer"),
        ("7", 2, "agent"),
        ("7", 3, "system"),
        ("8", 1, "customer"),
        ("8", 2, "agent"),
    ]
    assert [dict(f.attributes) for f in found][1] == {"flow": "pairing"}
    assert "example.org" not in repr(found)


@pytest.mark.parametrize("name", ["zoom.vtt", "call.srt"])
def test_names_before_a_colon_are_speakers(data: Path, name: str) -> None:
    found = feedbacks(data / name)
    assert [f.text for f in found] == SAID
    assert [f.turn for f in found] == [1, 2, 3]
    assert [f.source_row for f in found] == [1, 3, 4]
    assert found[0].speaker == found[2].speaker != found[1].speaker


def test_voice_tags_are_speakers_and_cues_of_one_are_joined(data: Path) -> None:
    found = feedbacks(data / "teams.vtt")
    assert [(f.speaker, f.text) for f in found] == [("Robin Dale", SAID[0]), ("Kim", SAID[1]), ("Robin Dale", SAID[2])]


def test_cue_that_ends_before_it_begins_is_rejected_and_music_skipped(data: Path) -> None:
    items = list(read(data / "teams.vtt"))
    assert [(r.row, r.message) for r in items if isinstance(r, Rejected)] == [
        (5, "Cue 5 ends before it begins: '00:00:12.000 --> 00:00:10.000'.")
    ]
    assert [s.row for s in items if isinstance(s, Skipped)] == [3]


def test_role_named_for_one_makes_the_others_the_other_side(data: Path) -> None:
    found = feedbacks(data / "teams.vtt", ReadOptions(roles=(("robin dale", "customer"),)))
    assert [f.role for f in found] == ["customer", "agent", "customer"]
    found = feedbacks(data / "teams.vtt", ReadOptions(roles=(("Kim", "agent"),)))
    assert [f.role for f in found] == ["customer", "agent", "customer"]


def test_without_roles_all_count_as_customers_and_it_is_said(data: Path) -> None:
    plan = inspect(data / "teams.vtt")
    assert plan.notes[-1] == "Nobody is known as customer or agent, so all count as customers. Pass --role NAME=customer for those who are."
    assert plan.speakers == ("Robin Dale", "Kim")
    assert {f.role for f in feedbacks(data / "teams.vtt")} == {"customer"}


def test_words_customer_and_agent_are_roles(data: Path) -> None:
    assert [f.role for f in feedbacks(data / "call.srt")] == ["customer", "agent", "customer"]


def test_captions_without_speakers_part_at_sentences_and_pauses(write: Write) -> None:
    cues = ["the hub is\n", "not pairing.\n", "I waited\n", "for weeks\n"]
    times = [(0, 1), (1, 2), (2, 3), (9, 10)]
    text = "WEBVTT\n\n" + "\n".join(f"00:{a:02}.000 --> 00:{b:02}.000\n{cue}" for (a, b), cue in zip(times, cues, strict=True))
    assert [f.text for f in feedbacks(write(text, "x.vtt"))] == ["the hub is not pairing.", "I waited", "for weeks"]


def test_captions_without_cues_are_refused(write: Write) -> None:
    with pytest.raises(InputError, match=r"^x\.vtt holds no cues\.$"):
        inspect(write("WEBVTT\n\nNOTE nothing here\n", "x.vtt"))


def test_ivr_speaks_for_the_system_whatever_its_type(write: Write) -> None:
    path = write("conversationId,participantType,is_ivr,text\nc1,AGENT,true,press one for billing\nc1,CLIENT,false,my refund is late\n")
    assert [f.role for f in feedbacks(path)] == ["system", "customer"]
