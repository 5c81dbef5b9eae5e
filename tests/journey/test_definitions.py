import re

import pytest

from vocmine.errors import JourneyInvalid, NotFound
from vocmine.journey import definitions
from vocmine.types import Journey, Stage

SMALL = """\
id: cafe
name: Café
words: {customer: guest}
stages:
  - id: order
    name: Order
    touchpoints:
      - {id: till, name: Till, cues: [at the till]}
    examples: [The queue was long.]
  - {id: drink, name: Drink}
"""

LIFECYCLE = ["awareness", "consideration", "purchase", "onboarding", "usage", "support", "retention", "advocacy"]


def write(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", definitions.builtin_ids())
def test_builtin_loads_under_its_own_id_with_examples_and_cues(name):
    journey = definitions.load(name)
    assert journey.id == name
    assert all(stage.description and len(stage.examples) >= 5 and stage.touchpoints for stage in journey.stages)
    assert definitions.check(name) == ()


def test_default_holds_the_codebooks_eight_stages():
    journey = definitions.load(definitions.DEFAULT)
    assert [stage.id for stage in journey.stages] == LIFECYCLE
    assert all(len(stage.examples) == 10 for stage in journey.stages)


def test_no_example_stands_at_two_stages_of_a_journey():
    for name in definitions.builtin_ids():
        examples = [example for stage in definitions.load(name).stages for example in stage.examples]
        assert len(set(examples)) == len(examples), name


def test_load_reads_a_file_of_the_users_own(tmp_path):
    journey = definitions.load(write(tmp_path, SMALL))
    assert journey.name == "Café"
    assert journey.words == (("customer", "guest"),)
    assert journey.stages[0].touchpoints[0].cues == ("at the till",)
    assert journey.stages[1] == Stage("drink", "Drink")


def test_load_of_an_unknown_name_lists_the_builtin_ones():
    with pytest.raises(NotFound, match=re.escape("No journey 'lifecyle'; there are 'lifecycle', 'five-phases'")):
        definitions.load("lifecyle")


def test_show_gives_back_what_parse_reads():
    journey = definitions.load("telecom")
    assert definitions.parse(definitions.show(journey), file="x") == journey


def test_words_that_yaml_takes_for_truth_stay_words():
    journey = definitions.parse("id: on\nname: no\nstages: [{id: 'yes', name: 2024}]", file="x")
    assert journey == Journey("on", "no", (Stage("yes", "2024"),))


def test_init_is_valid_and_commented(tmp_path):
    assert definitions.check(write(tmp_path, definitions.init())) == ()
    assert "# " in definitions.init()


def test_check_says_what_would_help(tmp_path):
    remarks = definitions.check(write(tmp_path, "id: a\nname: A\nstages: [{id: b, name: B}]"))
    assert remarks == (
        "Read from their names alone: b. A description and five examples each make the reading better.",
        "No stage has touchpoints: the map's lane of touchpoints will be empty.",
    )


REFUSED = {
    "unknown key": (SMALL.replace("name: Order", "title: Order"), "mine.yaml, line 6: Unknown key 'title' in a stage; allowed are"),
    "duplicate stage": (SMALL.replace("id: drink", "id: order"), "line 10: The id 'order' of a stage stands twice."),
    "reserved": (SMALL.replace("id: drink", "id: none"), "line 10: The id 'none' is reserved for what tells of no stage."),
    "no slug": (SMALL.replace("id: drink", "id: Drink!"), "line 10: The id 'Drink!' of a stage is no slug"),
    "missing name": (SMALL.replace(", name: Drink", ""), "line 10: The key 'name' of a stage is missing or empty."),
    "key twice": (SMALL + "name: again\n", "line 11: The key 'name' stands twice."),
    "no stages": ("id: a\nname: A\n", "line 1: A journey has 1 to 40 stages under 'stages'; here are 0."),
    "too many stages": (
        "id: a\nname: A\nstages:\n" + "".join(f"- {{id: s{n}, name: S}}\n" for n in range(41)),
        "here are 41.",
    ),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nid: q\n", "line 1: Anchors and aliases (& and *) are not allowed"),
    "python tag": ("id: !!python/object/apply:os.system ['true']\n", "line 1: Tags such as tag:yaml.org,2002:python/object/apply"),
    "deep": ("id: " + "[" * 2000, "line 1: Values are nested deeper than 8 levels."),
    "broken": ("id: a\nname: [", "line 2: This is no valid YAML"),
    "two documents": ("id: a\n---\nid: b\n", "line 2: This is no valid YAML"),
    "control characters": ("id: a\x01\n", "mine.yaml: This is no YAML text"),
    "empty": ("# nothing\n", "mine.yaml: The definition is empty. Write a starting file with: vocmine journey init."),
    "a list": ("- id: a\n", "line 1: Expected the journey with the keys id, name"),
    "text for a list": (SMALL.replace("[The queue was long.]", "The queue"), "line 9: The key 'examples' takes a list"),
    "list for a text": (SMALL.replace("name: Café", "name: [a]"), "line 2: The key 'name' takes a text."),
    "mapping in a list": (SMALL.replace("[The queue was long.]", "[a: b]"), "line 9: The list 'examples' takes texts"),
    "touchpoint twice": (
        SMALL.replace("{id: drink, name: Drink}", "{id: drink, name: D, touchpoints: [{id: till, name: T}]}"),
        "line 10: The id 'till'",
    ),
    "too large": ("# " + "x" * 300_000, "The definition is larger than 256 KiB."),
    "built-in id": (SMALL.replace("id: cafe", "id: task"), "The id 'task' is a built-in journey's; give yours another."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_load_refuses_and_names_the_line(case, tmp_path):
    text, message = REFUSED[case]
    with pytest.raises(JourneyInvalid, match=re.escape(message)):
        definitions.load(write(tmp_path, text))


def test_load_refuses_what_is_not_utf8(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"id: a\nname: Caf\xe9\n")
    with pytest.raises(JourneyInvalid, match=r"The definition is not UTF-8 text; save it as UTF-8\."):
        definitions.load(str(path))
