"""A user's own figures on the map in every format: marked as imported, never among what was mined."""

import csv
import io
import json

from python_calamine import CalamineWorkbook

from tests.export.drawn import HOSTILE, journey_map
from tests.export.test_map_json import SCHEMA, VALIDATOR
from vocmine.export.csv import to_csv
from vocmine.export.html import to_html
from vocmine.export.json import to_json
from vocmine.export.map_tables import to_xlsx
from vocmine.export.supplied import supplied_lanes
from vocmine.journey.supplied import add_supplied
from vocmine.map_types import SuppliedMetric

DROP = SuppliedMetric("help", "Drop-off", 38.5, 36.0, 41.25, 1602, "%", "web analytics")
COST = (SuppliedMetric("use", HOSTILE, 1234567.0, unit="EUR"), SuppliedMetric("help", HOSTILE, -0.00125, unit="EUR"))


def drawn(*metrics):
    return add_supplied(journey_map(filters=()), metrics or (DROP, *COST))


def test_a_lane_says_that_it_was_imported_and_what_each_figure_rests_on():
    cost, drop = supplied_lanes(drawn())
    assert (drop.name, drop.detail) == ("Drop-off", "imported from web analytics, not mined")
    assert drop.cells == (("", ""), ("38.5%", "36 to 41.25, n = 1,602"), ("", ""))
    assert cost.cells == (("1,234,567 EUR", ""), ("−0.00125 EUR", ""), ("", ""))
    assert cost.detail == "imported, not mined"
    assert supplied_lanes(journey_map()) == ()


def test_json_marks_each_figure_as_imported_and_keeps_it_from_the_kpis():
    stages = json.loads(to_json(drawn()))["stages"]
    assert stages[1]["imported"][0] == {
        "metric": "Drop-off", "value": 38.5, "low": 36.0, "high": 41.25, "n": 1602, "unit": "%", "source": "web analytics",
        "origin": "imported",
    }  # fmt: skip
    assert [stage["kpis"] for stage in stages] == [stage["kpis"] for stage in json.loads(to_json(journey_map()))["stages"]]


def test_json_with_figures_and_definition_follows_the_schema():
    plain = json.loads(to_json(drawn()))
    VALIDATOR.validate(plain)
    assert set(plain["stages"][1]["imported"][0]) == set(SCHEMA["$defs"]["supplied"]["properties"])
    assert set(plain["definition"]["stages"][0]) == set(SCHEMA["$defs"]["defined_stage"]["properties"])


def test_the_page_shows_a_lane_for_each_and_runs_nothing_of_it():
    page = to_html(drawn()).decode()
    assert "imported from web analytics, not mined" in page and "36 to 41.25, n = 1,602" in page
    assert "<script" not in page
    assert "not mined" not in to_html(journey_map()).decode()


def test_csv_has_columns_that_say_so():
    use, few, _ = csv.DictReader(io.StringIO(to_csv(drawn()).decode("utf-8-sig"), newline=""))
    assert [few[f"imported: Drop-off{end}"] for end in ("", "_low", "_high", "_n")] == ["38.5", "36.0", "41.25", "1602"]
    assert use["imported: Drop-off"] == ""
    assert not [name for name in csv.DictReader(io.StringIO(to_csv(journey_map()).decode("utf-8-sig"))).fieldnames if "imported" in name]


def test_the_workbook_has_them_on_the_wall_and_as_a_sheet():
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(drawn())))
    head, *rows = book.get_sheet_by_name("Imported").to_python()
    row = next(dict(zip(head, row, strict=True)) for row in rows if row[2] == "Drop-off")
    assert (row["stage"], row["value"], row["value_low"], row["value_n"], row["unit"], row["origin"]) == (
        "help",
        38.5,
        36,
        1602,
        "%",
        "imported",
    )
    walls = {row[0]: row[2] for row in book.get_sheet_by_name("Map").to_python()}
    assert walls["Drop-off (imported from web analytics, not mined)"] == "38.5%\n36 to 41.25, n = 1,602"
