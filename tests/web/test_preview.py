"""The preview of an upload: detected, corrected, redacted, and nothing stored."""

from vocmine.web import preview

CSV = """Response ID,Date,E-mail,Channel,How likely are you to recommend us?,What should we improve?
1,2026-03-01,a@b.example,app,9,The delivery took nine days. Write to bob@mail.example please
2,2026-03-02,c@d.example,web,3,I waited forty minutes on hold and the agent was rude
3,2026-03-04,e@f.example,web,7,The app crashes whenever I open the order page
"""


def write(tmp_path, content=CSV, name="survey.csv"):
    path = tmp_path / name
    path.write_text(content)
    return (path,)


def test_look_shows_the_first_feedback_redacted(tmp_path):
    seen = preview.look(write(tmp_path), {})
    assert len(seen.first) == 3
    assert "bob@mail.example" not in seen.first[0].text
    assert seen.first[0].redactions[0].entity == "EMAIL"


def test_look_at_a_file_without_text_says_so_and_offers_its_columns(tmp_path):
    seen = preview.look(write(tmp_path, "id,flag\n1,x\n2,y\n3,x\n"), {})
    assert "holds text to read" in seen.error
    assert seen.headings == ("id", "flag")


def test_look_at_what_is_no_table_is_one_sentence(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x00\x01\x02")
    assert "a.csv" in preview.look((path,), {}).error


def test_corrections_are_only_what_differs(tmp_path):
    plan = preview.look(write(tmp_path), {}).plans[0]
    same = {"kind": plan.kind, "texts": [one.heading for one in plan.texts], "id": plan.role("id"), "channel": plan.role("channel")}
    assert preview.corrections(plan, same) == {}
    other = {**same, "kind": "review", "channel": "Response ID"}
    assert preview.corrections(plan, other) == {"kind": "review", "mapping": (("channel", "Response ID"),)}
