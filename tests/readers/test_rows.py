"""Rows to records: ids, hashes, constants, empties."""

from collections.abc import Callable
from pathlib import Path

from vocmine.readers.open import inspect, read
from vocmine.readers.plan import ReadOptions
from vocmine.types import Feedback, Record, Skipped

Write = Callable[..., Path]


def feedbacks(path: Path, options: ReadOptions | None = None) -> list[Feedback]:
    return [f for item in read(path, options or ReadOptions()) if isinstance(item, Record) for f in item.feedbacks]


def test_id_is_kept_byte_for_byte(write: Write) -> None:
    path = write("id,comment\n007,late again today\n 08 ,nobody came to us\n1e5,all went well\n")
    assert [f.id for f in feedbacks(path)] == ["007", " 08 ", "1e5"]


def test_hash_follows_from_content_and_tells_repeats_apart(write: Write) -> None:
    one = feedbacks(write("city,comment\nBonn,late again today\nBonn,late again today\nGhent,all went well\n", "one.csv"))
    two = feedbacks(write("city,comment\nGhent,all went well\nBonn,late again today\n", "two.csv"))
    assert len({f.id for f in one}) == 3
    assert {f.id for f in two} < {f.id for f in one}
    assert all(len(f.id) == 16 for f in one)


def test_customer_leaves_only_as_a_keyed_hash(write: Write) -> None:
    path = write("user_id,comment\nann77,late again today\nann77,still not here\nbob,all went well\n")
    mine, others = (feedbacks(path, ReadOptions(secret=key)) for key in (b"one", b"two"))
    assert [len(f.customer or "") for f in mine] == [16, 16, 16]
    assert mine[0].customer == mine[1].customer != mine[2].customer
    assert mine[0].customer != others[0].customer
    assert "ann77" not in repr(mine)


def test_mapped_personal_column_becomes_the_customer(write: Write) -> None:
    path = write("email,comment\na@example.org,late again today\nb@example.org,all went well\n")
    found = feedbacks(path, ReadOptions(mapping=(("customer", "email"),)))
    assert len({f.customer for f in found}) == 2
    assert "example.org" not in repr(found)


def test_words_for_nothing_are_no_text(write: Write) -> None:
    path = write("id,comment\n1,nan\n2,NULL\n3,  \n4,NaN\n5,nothing went wrong here\n6,None of it worked for me\n")
    items = list(read(path))
    assert [item.row for item in items if isinstance(item, Skipped)] == [1, 2, 3, 4]
    assert [f.text for f in feedbacks(path)] == ["nothing went wrong here", "None of it worked for me"]


def test_html_becomes_text(write: Write) -> None:
    path = write("id,comment\n1,<p>Tea &amp; cake<br>I <3 it</p>\n2,AT&T said <name> is busy\n")
    assert [f.text for f in feedbacks(path)] == ["Tea & cake\nI <3 it\n", "AT&T said <name> is busy"]


def test_set_values_hold_for_every_row(write: Write) -> None:
    path = write("id,channel,comment\n1,web,late again today\n2,app,all went well\n")
    found = feedbacks(path, ReadOptions(values=(("channel", "chat"), ("rating", "4"), ("created_at", "2026-01-02"))))
    assert {(f.channel, f.rating, str(f.created_at)) for f in found} == {("chat", 4.0, "2026-01-02 00:00:00+00:00")}
    assert found[0].attributes == (("channel", "web"),)


def test_direction_of_a_message_gives_the_role(write: Write) -> None:
    path = write("tweet_id,inbound,text\n1,True,my parcel is lost\n2,False,please send us a message\n")
    assert [f.role for f in feedbacks(path)] == ["customer", "agent"]


def test_kind_asked_for_is_given(write: Write) -> None:
    path = write("id,comment\n1,late again today\n2,all went well\n")
    assert {f.kind for f in feedbacks(path, ReadOptions(kind="survey"))} == {"survey"}


def test_column_of_questions_gives_each_row_its_own(write: Write) -> None:
    path = write("question,comment\nWhat was good?,the people in the shop\nWhat was bad?,the queue at the till\n")
    assert [f.question for f in feedbacks(path)] == ["What was good?", "What was bad?"]


def test_id_that_lacks_in_a_row_names_none(write: Write) -> None:
    path = write("id,comment\n1,late again today\n,nobody came to us\n3,all went well\n")
    assert {len(f.id) for f in feedbacks(path)} == {16}


GERMAN = (
    "Das Essen war kalt und der Kellner sehr unfreundlich,Niemand ging ans Telefon und keiner rief zurück,Wir kommen gerne wieder hierher"
)


def test_rows_without_a_language_of_their_own_get_that_of_their_file(write: Write) -> None:
    path = write("comment\nOK\n" + GERMAN.replace(",", "\n") + "\nSuper\n")
    assert inspect(path).language == "de"
    assert [f.language for f in feedbacks(path)] == ["de"] * 5
    note = "Most texts are in German; a text too short to show its language counts as German too."
    assert note in inspect(path).notes


def test_language_of_a_row_is_kept_whatever_its_file_is_written_in(write: Write) -> None:
    told = GERMAN.replace(",", ",\n")
    path = write(f"comment,language\nOK,en-GB\n{told},\nSuper,\n")
    assert [f.language for f in feedbacks(path)] == ["en-GB", "de", "de", "de", "de"]
    assert {f.language for f in feedbacks(path, ReadOptions(values=(("language", "fr"),)))} == {"fr"}


def test_file_in_english_leaves_its_rows_without_language(write: Write) -> None:
    path = write("comment\nOK\nThe food was cold\nNobody answered the phone for days\nWe will come again\n" + GERMAN.split(",")[0])
    assert (inspect(path).language, {f.language for f in feedbacks(path)}) == (None, {None})
