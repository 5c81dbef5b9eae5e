"""Names that a language model proposes: the good ones are taken, anything else leaves the found name as it is."""

import json
import socket
import threading
from dataclasses import replace

import numpy as np
import pytest

from tests.made import feedback
from tests.themes.answering import answering, completion, named
from vocmine.themes.completion import Address
from vocmine.themes.describing import DOUBLED
from vocmine.themes.finder import GraphFinder
from vocmine.themes.namer import ModelNamer
from vocmine.types import Known, Naming, OwnTheme, Part, Proposal, Redaction, Scored, Segment, Theme, ThemeChange, Themes

REFUND = ("My refund takes weeks.", "Still no refund after three weeks.", "I asked Marta for the refund.", "The refund never came <b>.")
CRASH = ("The app crashes on start.", "It crashes when I pay.", "The app crashes every day.")


@pytest.fixture
def told(make):
    """Return themes of refunds and of crashes, and the segments that they are made of."""
    scored = [make(text, id=f"r{n}") for n, text in enumerate(REFUND)] + [make(text, id=f"c{n}") for n, text in enumerate(CRASH)]
    ids = [one.segment.id for one in scored]
    refund = theme("refund", "refund takes weeks", ids[:4], spread=tuple(ids[3:4]), parts=(part("no refund", ids[1:2]),))
    crash = theme("crash", "app crashes", ids[4:])
    changes = (ThemeChange("refund", "refund takes weeks", "born", 0, 4),)
    return Themes((refund, crash), (), changes=changes), scored


def theme(id, label, ids, **fields):
    return Theme(id, "pain_point", label, ("weeks", "money"), tuple(ids), tuple(ids[:3]), 0.5, (), **fields)


def part(label, ids):
    return Part(label, label, (), tuple(ids), tuple(ids))


def alike(texts):
    """Return vectors that put all texts about money into one place, and any other text into one of its own."""
    places = [0 if "money" in text.lower() else 1 + row for row, text in enumerate(texts)]
    return np.eye(len(texts) + 1, dtype=np.float32)[places]


def propose(served, told, *, known=Known(), model="small", timeout=5.0, compare=alike):  # noqa: B008
    steps = []
    namer = ModelNamer(Address(served.url, model), compare, timeout=timeout)
    themes = namer.propose(*told, known, lambda done, of: steps.append((done, of)))
    return themes, steps


def labels(themes):
    return {one.id: one.label for one in themes.themes}


def by_theme(**names):
    """Answer with the name for the theme that the data tells of, by the first word that was found for it."""
    return lambda _, data: named(next(name for found, name in names.items() if found in data["names found"][0]))


FOUND = {"refund": "refund takes weeks", "crash": "app crashes"}


def test_good_names_are_taken_and_the_found_ones_stand_beside_them(told):
    with answering(by_theme(refund="Refunds come late", app="App crashes at payment")) as served:
        themes, steps = propose(served, told)
    assert labels(themes) == {"refund": "Refunds come late", "crash": "App crashes at payment"}
    assert themes.themes[0].named_by == Proposal("small", "refund takes weeks", "Refunds come late")
    assert themes.naming == Naming("small", served.host, taken=2, refused=0)
    assert themes.changes[0].label == "Refunds come late"
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_names_terms_and_five_quotes_are_sent_and_nothing_else(told):
    with answering(by_theme(refund="Refunds come late", app="App crashes")) as served:
        propose(served, told)
    assert served.data[0] == {
        "kind": "pain point",
        "names found": ["refund takes weeks", "no refund"],
        "words": ["weeks", "money"],
        "statements": list(REFUND),
    }
    sent = served.asked[0]["messages"][1]["content"]
    assert sent.count("<") == sent.count(">") == 2


def test_at_most_five_quotes_go_out_and_what_is_masked_does_not(make):
    masked = feedback("m", "Write to ████████ about the refund.", redactions=(Redaction(9, 17, "EMAIL"),))
    scored = [
        Scored(Segment(masked, 0, 0, len(masked.text)), make("x").reading),
        *(make(f"Refund number {n} is late", id=f"f{n}") for n in range(9)),
    ]
    ids = [one.segment.id for one in scored]
    themes = Themes((replace(theme("refund", "refund is late", ids), spread=tuple(ids[3:9])),), ())
    with answering(lambda *_: named("Late refunds told")) as served:
        propose(served, (themes, scored))
    (statements,) = [data["statements"] for data in served.data]
    assert statements[0] == "Write to about the refund."
    assert len(statements) == 5


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"name": "<b>Refunds</b> come late"}),
        json.dumps({"name": "refund ![x](http://203.0.113.7/a.png)"}),
        json.dumps({"name": "refunds at www.example.com"}),
        json.dumps({"name": "Refunds come late\nIgnore the rest"}),
        json.dumps({"name": "refund " * 20}),
        json.dumps({"name": "Refunds for every single customer who ever asked"}),
        json.dumps({"name": "refundrefundrefundrefundrefundrefund comecomecomecomecomecomecome"}),
        json.dumps({"name": "Refunds"}),
        json.dumps({"name": "Refund after 3 weeks"}),
        json.dumps({"name": "Refunds \u202e come late"}),
        json.dumps({"name": "Wonderful service everywhere"}),
        json.dumps({"name": "Marta kept the refund"}),
        json.dumps({"name": "refund takes weeks", "tool": "delete_themes"}),
        json.dumps({"name": ["Refunds come late"]}),
        json.dumps({"label": "Refunds come late"}),
        json.dumps([{"name": "Refunds come late"}]),
        "Refunds come late",
        '```json\n{"name": "Refunds come late"}\n```',
        '{"name": "Refunds come',
        "",
        None,
    ],
)
def test_answer_that_is_no_plain_name_told_in_the_theme_changes_nothing(told, content):
    with answering(lambda *_: completion(content)) as served:
        themes, _ = propose(served, told)
    assert labels(themes) == FOUND
    assert themes.themes[0].proposal == Proposal("small", "refund takes weeks")
    assert themes.naming == Naming("small", served.host, taken=0, refused=2)


def test_call_for_a_tool_changes_nothing(told):
    call = [{"id": "1", "type": "function", "function": {"name": "rename_all", "arguments": "{}"}}]
    with answering(lambda *_: completion(json.dumps({"name": "Refunds come late"}), tool_calls=call)) as served:
        assert labels(propose(served, told)[0]) == FOUND


def test_word_that_one_customer_alone_tells_makes_no_name(told):
    with answering(lambda *_: named("Start trouble everywhere")) as served:
        assert labels(propose(served, told)[0]) == FOUND


@pytest.mark.parametrize(
    "second", ["refunds come late", "Late refunds come", "Money app crashes"], ids=["the same", "the same words", "the same meaning"]
)
def test_names_stay_distinct(told, second):
    themes, scored = told
    first = "Refund of money" if "Money" in second else "Refunds come late"
    both = tuple(replace(one, segment_ids=tuple(s.segment.id for s in scored)) for one in themes.themes)
    with answering(by_theme(refund=first, app=second)) as served:
        named_, _ = propose(served, (replace(themes, themes=both), scored))
    assert labels(named_) == {"refund": first, "crash": "app crashes"}
    assert (named_.naming.taken, named_.naming.refused) == (1, 1)


def test_themes_of_the_users_own_and_those_that_people_changed_are_not_asked_about(told):
    known = Known(kept=frozenset({"refund"}), own=(OwnTheme("crash", "app crashes", kind="pain_point"),))
    with answering(lambda *_: named("Refunds come late")) as served:
        themes, _ = propose(served, told, known=known)
    assert served.asked == []
    assert (labels(themes), themes.naming) == (FOUND, Naming("small", served.host, 0, 0))


def test_a_model_is_asked_once_and_another_only_where_no_name_was_taken(told):
    with answering(by_theme(refund="Refunds come late", app="<script>")) as served:
        first, _ = propose(served, told)
        again, _ = propose(served, (first, told[1]))
    assert len(served.asked) == 2
    assert again == first
    with answering(lambda *_: named("App crashes at payment")) as served:
        other, _ = propose(served, (first, told[1]), model="large")
    assert [data["names found"][0] for data in served.data] == ["app crashes"]
    assert labels(other) == {"refund": "Refunds come late", "crash": "App crashes at payment"}


def test_address_that_fails_is_left_and_the_found_names_stay(told):
    def answer(handler, _):
        handler.send_response(500)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with answering(answer) as served:
        themes, steps = propose(served, told)
    assert len(served.asked) == 1
    assert (labels(themes), themes.themes[0].proposal) == (FOUND, None)
    assert themes.naming == Naming("small", served.host, 0, 0, "answered with status 500")
    assert steps == [(0, 2), (2, 2)]


def test_server_that_hangs_leaves_what_it_named_before(told):
    over = threading.Event()
    with answering(lambda _, data: named("Refunds come late") if "refund" in data["names found"][0] else over.wait(20) and None) as served:
        themes, _ = propose(served, told, timeout=0.5)
        over.set()
    assert labels(themes) == {"refund": "Refunds come late", "crash": "app crashes"}
    assert themes.naming == Naming("small", served.host, 1, 0, "did not answer within 0.5 seconds")


def test_without_an_address_nobody_is_asked(monkeypatch):
    from vocmine.compose import mine_steps, open_journey
    from vocmine.settings import Settings

    def refuse(*_, **__):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    assert mine_steps(Settings(namer_model="small"), open_journey("lifecycle")).namer is None


def test_proposal_lasts_with_its_name_until_the_theme_has_doubled(planted):
    scored, vectors, _ = planted(60)
    first = [row for row in range(len(scored)) if row % 60 < 20]
    found = GraphFinder().find([scored[row] for row in first], vectors[first])
    proposal = Proposal("small", found.themes[0].label, "Proposed name")
    known = replace(found, themes=(replace(found.themes[0], label="Proposed name", proposal=proposal), *found.themes[1:]))
    same = GraphFinder().find([scored[row] for row in first], vectors[first], Known(earlier=known))
    after = GraphFinder().find(scored, vectors, Known(earlier=known))
    grown = next(one for one in after.themes if one.id == found.themes[0].id)
    assert next(one for one in same.themes if one.id == grown.id).named_by == proposal
    assert len(grown.segment_ids) > DOUBLED * len(found.themes[0].segment_ids)
    assert (grown.proposal, grown.label == "Proposed name") == (None, False)
