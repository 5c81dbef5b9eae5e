"""A user's own figures come out as they were written; what breaks the rules is named with its file, row and column."""

import pytest

from vocmine.errors import InputError
from vocmine.map_types import SuppliedMetric
from vocmine.readers.metrics import read_metrics
from vocmine.types import Journey, Stage

JOURNEY = Journey("small", "Small", (Stage("use", "Using it"), Stage("help", "Help & returns")))
HEAD = "stage,metric,value,low,high,n,unit,source\n"


def metrics(tmp_path, content, name="m.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_metrics(path, JOURNEY)


def test_figures_come_out_in_the_files_order_with_all_that_it_tells(tmp_path):
    found = metrics(tmp_path, HEAD + "help,Drop-off,38.5,36,41.25,1602,%,web analytics\n\nUse,Cost,-4,,,,EUR,\n")
    assert found == (
        SuppliedMetric("help", "Drop-off", 38.5, 36.0, 41.25, 1602, "%", "web analytics"),
        SuppliedMetric("use", "Cost", -4.0, None, None, None, "EUR", "m.csv"),
    )


def test_a_stage_is_named_by_its_id_or_its_name_and_three_columns_are_enough(tmp_path):
    found = metrics(tmp_path, "Value;Stage;Metric\n1,5;using IT;Cost\n2;HELP & returns;Cost\n")
    assert found == (SuppliedMetric("use", "Cost", 1.5, source="m.csv"), SuppliedMetric("help", "Cost", 2.0, source="m.csv"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("stage,value\nuse,1\n", "m.csv has no column 'metric'; a file of metrics has stage, metric, value, and where they are known low,"),
        (HEAD, "m.csv holds no figure; write a row for each stage and metric."),
        (HEAD + "use,Cost,1,,,,,\nbuy,Cost,1,,,,,\n", "m.csv, row 2, column 'stage': 'buy' is no stage of the journey; it has use, help."),
        (HEAD + "use,,1,,,,,\n", "m.csv, row 1, column 'metric': it is empty; say what the figure measures."),
        (HEAD + "use,Cost,,,,,,\n", "m.csv, row 1, column 'value': it is empty; leave the row out where there is no figure."),
        (HEAD + "use,Cost,12%,,,,,\n", "m.csv, row 1, column 'value': '12%' is no plain number; write 1234.5, without thousands"),
        (HEAD + 'use,Cost,"1,234",,,,,\n', "m.csv, row 1, column 'value': '1,234' is no plain number; write 1234.5, without thousands"),
        (HEAD + "use,Cost,1e999,,,,,\n", "m.csv, row 1, column 'value': '1e999' is too large."),
        (HEAD + "use,Cost,5,4,,,,\n", "m.csv, row 1, column 'high': it is empty; an interval has both ends, or leave both empty."),
        (HEAD + "use,Cost,5,6,7,,,\n", "m.csv, row 1, column 'value': 5 does not lie between low 6 and high 7."),
        (HEAD + "use,Cost,5,,,2.5,,\n", "m.csv, row 1, column 'n': 2.5 is no count; write how many the figure rests on"),
        (HEAD + "use,Cost,5,,,0,,\n", "m.csv, row 1, column 'n': 0 is no count; write how many the figure rests on"),
        (HEAD + "use,Cost,5,,,,,\nUsing it,Cost,6,,,,,\n", "m.csv, row 2, column 'metric': 'Cost' of 'use' stands in row 1 already."),
        (HEAD + f"use,{'x' * 81},5,,,,,\n", "m.csv, row 1, column 'metric': 'xxx"),
    ],
)
def test_what_breaks_the_rules_is_told_with_its_place(tmp_path, content, message):
    with pytest.raises(InputError) as refused:
        metrics(tmp_path, content)
    assert str(refused.value).startswith(message)
