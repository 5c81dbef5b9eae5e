"""What goes out for programs of qualitative analysis validates against the published schemas and says what was read."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.made import feedback, reading
from vocmine.errors import UsageError
from vocmine.export.codebook import write_codebook
from vocmine.export.qda import write_project
from vocmine.types import Journey, OwnTheme, Part, Scored, Segment, Stage, Theme, Themes

SCHEMAS = Path(__file__).parents[1] / "data" / "refi-qda"
JOURNEY = Journey("short", "Short", (Stage("buy", "Buy & pay"), Stage("use", "Use", "daily")))
NAMES = {"q": "urn:QDA-XML:project:1.0"}
HOSTILE = 'It </PlainTextContent> broke\r\nagain \x07 & "again" 👩‍💻 =1+1.'


def valid(name, content):
    """Return the root of a document, once it passed the schema."""
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(SCHEMAS / name)).assertValid(root)
    return root


@pytest.fixture
def project(tmp_path):
    first = feedback("f<1>", HOSTILE, record="r", channel="web", nps=3.0, attributes=(("Store & Co", "N\x01"),))
    second = feedback("f2", "Fine.", record="s")
    scored = [
        Scored(Segment(first, 0, 0, 31), reading("buy", "negative")),
        Scored(Segment(first, 1, 31, len(HOSTILE)), reading("none", "neutral")),
        Scored(Segment(second, 0, 0, 5), reading("use", "positive")),
    ]
    part = Part("p1", "broke twice", (), ("f<1>#0",), ())
    themes = Themes((Theme("t1", "pain_point", 'it "broke" <b>', ("broke",), ("f<1>#0",), (), 0.5, (), parts=(part,)),), ())
    assert write_project("my <project>", JOURNEY, scored, themes, tmp_path / "p.qdpx") == 3
    with zipfile.ZipFile(tmp_path / "p.qdpx") as archive:
        return valid("Project.xsd", archive.read("project.qde"))


def test_each_statement_is_a_selection_that_reproduces_its_words(project):
    for source in project.iterfind(".//q:TextSource", NAMES):
        text = source.findtext("q:PlainTextContent", namespaces=NAMES)
        assert text == {"f<1>": HOSTILE.replace("\x07", "\ufffd"), "f2": "Fine."}[source.get("name")]
    ends = [(one.get("startPosition"), one.get("endPosition")) for one in project.iterfind(".//q:PlainTextSelection", NAMES)]
    assert ends == [("0", "31"), ("31", str(len(HOSTILE))), ("0", "5")]


def test_statements_bear_the_codes_of_stage_sentiment_theme_and_part(project):
    named = {code.get("guid"): code.get("name") for code in project.iterfind(".//q:Code", NAMES)}
    told = [
        [named[ref.get("targetGUID")] for ref in one.iterfind(".//q:CodeRef", NAMES)]
        for one in project.iterfind(".//q:PlainTextSelection", NAMES)
    ]
    assert told == [["Buy & pay", "Negative", 'it "broke" <b>', "broke twice"], ["Neutral"], ["Use", "Positive"]]


def test_columns_are_variables_of_the_sources(project):
    named = {one.get("guid"): one.get("name") for one in project.iterfind(".//q:Variable", NAMES)}
    first = project.find(".//q:TextSource", NAMES)
    values = {
        named[one.find("q:VariableRef", NAMES).get("targetGUID")]: one.findtext("q:TextValue", namespaces=NAMES)
        for one in first.iterfind("q:VariableValue", NAMES)
    }
    assert values == {"kind": "review", "channel": "web", "nps": "3", "Store & Co": "N\ufffd"}


def test_the_same_project_gives_the_same_bytes_and_an_empty_one_is_valid_too(tmp_path):
    for name in ("a.qdpx", "b.qdpx"):
        write_project("none", JOURNEY, [], Themes((), ()), tmp_path / name)
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        valid("Project.xsd", archive.read("project.qde"))


def test_a_codebook_is_valid_and_keeps_definitions_and_examples(tmp_path):
    book = (OwnTheme("a", "Late <b>", "too late", ("where is it?",), "pain_point"), OwnTheme("b", "Price", kind=None))
    write_codebook(book, tmp_path / "book.qdc")
    root = valid("Codebook.xsd", (tmp_path / "book.qdc").read_bytes())
    codes = {one.get("name"): one.findtext("{*}Description") for one in root.iterfind(".//{*}Code[@isCodable='true']")}
    assert codes == {"Late <b>": "too late\nwhere is it?", "Price": None}


def test_a_codebook_without_themes_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"^There is no theme to write; a codebook in this format needs one\.$"):
        write_codebook((), tmp_path / "book.qdc")
