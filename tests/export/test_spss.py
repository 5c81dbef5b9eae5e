"""A file for SPSS holds what the table holds, under names that SPSS takes, with labels that say what codes mean."""

import sys
from datetime import UTC, datetime

import pytest

from tests.made import feedback, scored
from vocmine.errors import PackageMissing, UsageError
from vocmine.export.spss import variable_names, write_sav
from vocmine.export.tables import Table, feedback_table
from vocmine.types import Journey, Stage, Theme, Themes

JOURNEY = Journey("two", "Two", (Stage("usage", "Use " * 50), Stage("support", "Support")))
THEMES = Themes((Theme("t1", "gain", "warm", (), ("f0#0",), (), 0.5, ()), Theme("t2", "gain", "warmer", (), ("f1#0",), (), 0.5, ())), ())


def read(path):
    return pytest.importorskip("pyreadstat").read_sav(str(path))


def written(tmp_path, table, name="t.sav"):
    pytest.importorskip("pyreadstat")
    write_sav(table, tmp_path / name)
    return read(tmp_path / name)


def answers():
    own = [(("Age", age), ("Plan", plan), ("Zip", "0815")) for age, plan in (("41", "Basic"), ("7.5", "12"))]
    day = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    whole = [feedback(f"f{n}", f"Text {n} é 😀", source_row=n, created_at=day, nps=float(n), attributes=own[n]) for n in range(2)]
    told = [scored(of=whole[0], stage="support", sentiment="negative"), scored(of=whole[1], stage="none", sentiment="positive")]
    return feedback_table(told, THEMES, JOURNEY, scores=[feedback("s", "", source_row=5, nps=9.0)])


def test_rows_and_texts_come_back_under_the_headings_as_labels(tmp_path):
    frame, meta = written(tmp_path, answers())
    assert list(frame["text"]) == ["Text 0 é 😀", "Text 1 é 😀", ""]
    labels = dict(zip(meta.column_names, meta.column_labels, strict=True))
    assert (labels["theme_warm"], labels["stage_usage"], labels["created_at"]) == ("theme: warm", "stage: usage", "created_at (UTC)")
    assert frame["created_at"][0] == datetime(2026, 3, 1, 12, 30)
    assert list(frame["nps"]) == [0.0, 1.0, 9.0]


def test_codes_are_numbers_with_labels(tmp_path):
    frame, meta = written(tmp_path, answers())
    assert list(frame["stage"])[:2] == [2.0, 3.0] and frame["stage"].isna()[2]
    assert meta.variable_value_labels["stage"][2.0] == "Support"
    assert meta.variable_value_labels["stage"][3.0] == "no stage told"
    assert meta.variable_value_labels["stage"][1.0].startswith("Use Use") and meta.variable_value_labels["stage"][1.0].endswith("…")
    assert list(frame["sentiment_label"])[:2] == [1.0, 3.0]
    assert (list(frame["theme_warm"]), meta.variable_value_labels["theme_warm"]) == ([1.0, 0.0, 0.0], {0.0: "no", 1.0: "yes"})


def test_own_columns_are_numbers_only_where_nothing_is_lost(tmp_path):
    frame, _ = written(tmp_path, answers())
    assert list(frame["Age"])[:2] == [41.0, 7.5]
    assert list(frame["Plan"])[:2] == ["Basic", "12"]
    assert list(frame["Zip"])[:2] == ["0815", "0815"]


def test_names_of_variables_are_valid_and_differ(tmp_path):
    headings = ("Plan", "plan", "PLAN 2", "with", "2nd", "名前", "Größe", "x" * 90, "x" * 90 + "y", "a.b$", "V1", "", "ends.")
    names = variable_names(headings)
    assert len({name.lower() for name in names}) == len(headings)
    assert all(name.isascii() and name.isidentifier() and len(name) <= 64 and name[0].isalpha() for name in names)
    assert (names[1], names[3], names[4]) == ("plan_2", "with_", "v_2nd")
    table = Table("t", tuple((heading, "text") for heading in headings), [dict.fromkeys(headings, "é" * 400) | {"V1": "w"}])
    frame, meta = written(tmp_path, table)
    assert tuple(meta.column_names) == names
    assert [frame[name][0] for name in names if name != "V1"] == ["é" * 400] * 12
    assert frame["V1"][0] == "w"


def test_long_text_and_signs_that_no_variable_holds(tmp_path):
    table = Table("t", (("text", "text"),), [{"text": "é" * 20_000}, {"text": "a\0b"}, {"text": None}])
    frame, _ = written(tmp_path, table)
    assert frame["text"][0].endswith("… [cut; whole in .csv, .jsonl or .parquet]")
    assert len(frame["text"][0].encode()) <= 32_000
    assert list(frame["text"])[1:] == ["ab", ""]


def test_the_same_table_gives_the_same_file(tmp_path):
    written(tmp_path, answers(), "one.sav")
    written(tmp_path, answers(), "two.sav")
    content = (tmp_path / "one.sav").read_bytes()
    assert content == (tmp_path / "two.sav").read_bytes()
    assert content[92:109] == b"01 Jan 0000:00:00"


def test_a_table_of_no_rows_is_refused(tmp_path):
    pytest.importorskip("pyreadstat")
    with pytest.raises(UsageError, match=r"^There is no row of t to write; an SPSS file cannot be empty\.$"):
        write_sav(Table("t", (("text", "text"),), []), tmp_path / "t.sav")


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(PackageMissing, match=r"needs the package 'pyreadstat'; install it with: pip install 'vocmine\[spss\]'$"):
        write_sav(Table("t", (("text", "text"),), [{"text": "x"}]), tmp_path / "t.sav")
