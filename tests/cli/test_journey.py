"""``vocmine journey``: built-in journeys, and definitions of one's own."""

import pytest

from vocmine.compose import built_in_journeys


def test_journey_list_names_all_built_in_ones(vocmine):
    ended = vocmine("journey", "list")
    assert (ended.code, ended.err) == (0, "")
    assert all(journey.id in ended.out for journey in built_in_journeys())
    assert max(len(line) for line in ended.lines) <= 80


@pytest.mark.parametrize("name", [journey.id for journey in built_in_journeys()])
def test_journey_show_prints_a_definition_that_can_be_read_again(vocmine, tmp_path, name):
    own = vocmine("journey", "show", name).out.replace(f"id: {name}", "id: own", 1)
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    assert vocmine("journey", "show", "own.yaml").out == own
    assert vocmine("journey", "check", "own.yaml").out.startswith("own is sound: ")


def test_journey_init_writes_a_definition_that_is_sound(vocmine, tmp_path):
    assert vocmine("journey", "init", "own.yaml").code == 0
    assert "#" in (tmp_path / "own.yaml").read_text(encoding="utf-8")
    assert vocmine("journey", "check", "own.yaml").code == 0


def test_journey_init_does_not_overwrite(vocmine, tmp_path):
    (tmp_path / "own.yaml").write_text("mine", encoding="utf-8")
    ended = vocmine("journey", "init", "own.yaml")
    assert (ended.code, ended.sentence) == (2, "Error: own.yaml exists; name a file that does not.")
    assert (tmp_path / "own.yaml").read_text(encoding="utf-8") == "mine"


def test_journey_init_into_no_folder_ends_in_one_sentence(vocmine):
    ended = vocmine("journey", "init", "no/own.yaml")
    assert (ended.code, ended.sentence) == (1, "Error: no/own.yaml: No such file or directory.")


def test_journey_check_names_the_line(vocmine, tmp_path):
    (tmp_path / "own.yaml").write_text("id: own\nname: Own\nstages:\n- {id: none, name: X}\n", encoding="utf-8")
    ended = vocmine("journey", "check", "own.yaml")
    assert (ended.code, ended.out) == (1, "")
    assert ended.sentence.startswith("Error: own.yaml, line 4: ")


def test_journey_that_does_not_exist_is_wrong_usage(vocmine):
    ended = vocmine("journey", "show", "holiday")
    assert (ended.code, ended.out) == (2, "")
    assert ended.sentence.startswith("Error: No journey 'holiday'; there are 'lifecycle', 'five-phases'")
