"""Criteria and values come out of a file as they stand there; what cannot be taken is named with row and column."""

import pytest

from vocmine.decision_types import Criterion
from vocmine.errors import InputError
from vocmine.readers.priorities import parse_value, read_priorities

TABLE = """pain_point,Cost,Customer satisfaction,Delivery effort
weight,3,0.5,
better,,less,
least,,0,0
most,,10,10
late parcel,"12,000",,3..4
t2,800 (600..1000),7.5,
"""
YAML = """
criteria:
  Cost: {weight: 3}
  Customer satisfaction: {weight: 0.5, least: 0, most: 10, better: less}
  Delivery effort: {least: 0, most: 10}
pain_points:
  late parcel: {Cost: 12000, Delivery effort: 3..4}
  t2: {Cost: 800 (600..1000), Customer satisfaction: 7.5}
"""


def read(tmp_path, content, name="values.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_priorities(path)


@pytest.mark.parametrize(("name", "content"), [("a.csv", TABLE), ("a.yaml", YAML)])
def test_criteria_and_values_are_read(tmp_path, name, content):
    found = read(tmp_path, content, name)
    assert found.criteria == (
        Criterion("cost", "Cost", 3.0),
        Criterion("customer_satisfaction", "Customer satisfaction", 0.5, 0.0, 10.0, less=True),
        Criterion("delivery_effort", "Delivery effort", 1.0, 0.0, 10.0),
    )
    assert {(one.reference, one.criterion): (one.value, one.low, one.high) for one in found.values} == {
        ("late parcel", "cost"): (12000, 12000, 12000),
        ("late parcel", "delivery_effort"): (3.5, 3, 4),
        ("t2", "cost"): (800, 600, 1000),
        ("t2", "customer_satisfaction"): (7.5, 7.5, 7.5),
    }


def test_what_a_file_does_not_state_stays_as_it_is_known(tmp_path):
    found = read(tmp_path, "theme,Cost,Brand\nmost,,5\nt1,1,2\n")
    known = (Criterion("cost", "Kosten", 3.0, 0.0, 9.0), Criterion("brand", "Brand", 2.0, 1.0, 10.0))
    assert found.over(known) == (Criterion("cost", "Cost", 3.0, 0.0, 9.0), Criterion("brand", "Brand", 2.0, 1.0, 5.0))
    assert found.over(()) == found.criteria


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,Cost\nx,1\n", r"values.csv has no column 'pain_point'; the first column holds the pain points"),
        ("theme,Cost\nlate,12k\n", r"values.csv, row 1, column 'Cost': '12k' is no number; write 12000, a range as 8\.\.12"),
        ("theme,Cost\nlate,9..8\n", r"row 1, column 'Cost': '9\.\.8' is no number"),
        ("theme,Cost\nlate,nan\n", r"row 1, column 'Cost': 'nan' is no number"),
        ("theme,Cost\nlate,1\nLate,2\n", r"row 2, column 'pain_point': 'Late' stands in row 1 already"),
        ("theme,Cost\n,2\n", r"row 1, column 'theme': it is empty; name the pain point"),
        ("theme,Cost\nweight,-1\nlate,1\n", r"row 1, column 'Cost': a weight is 0 or more, got -1"),
        ("theme,Cost\nbetter,sooner\nlate,1\n", r"row 1, column 'Cost': 'sooner' is neither 'more' nor 'less'"),
        ("theme,Cost\nleast,5\nmost,5\nlate,1\n", r"row 2, column 'Cost': the scale ends at 5, where it begins at 5"),
        ("theme,Cost,cost\nlate,1,2\n", r"column 'Cost': two columns are called so"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- 1\n", "holds no 'criteria' and 'pain_points'; each is a mapping of names"),
        ("a: [\n", "a.yaml is not YAML"),
        ("pain_points: {late: 3}\n", r"pain_points 1 \(late\): write a mapping, got '3'"),
        ("pain_points: {late: {Cost: much}}\n", "a.yaml, row 1, column 'Cost': 'much' is no number"),
    ],
)
def test_yaml_that_cannot_be_taken_is_named(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, content, "a.yaml")


@pytest.mark.parametrize("text", ["", "1,5", "1..", "..2", "5 (6..8)", "inf", "=1+1"])
def test_what_is_no_number_is_no_value(text):
    with pytest.raises(ValueError):
        parse_value(text)
