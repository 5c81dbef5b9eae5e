"""``vocmine train`` and ``vocmine evaluate`` on labelled rows of one's own."""

import pytest

TOLD = {
    "courier": (
        "The courier never came.",
        "My parcel came late.",
        "The courier left the box in the rain.",
        "No delivery for a week.",
        "Parcel left at the wrong house by the courier.",
    ),
    "app": (
        "The app crashes on start.",
        "App logs me out every day.",
        "Since the update the app is slow.",
        "The app lost my basket.",
        "Your app will not open.",
    ),
}


@pytest.fixture
def labelled(tmp_path):
    rows = [
        f'"{text}",{label},{"delivery" if label == "courier" else "usage"}'
        for texts in zip(*TOLD.values(), strict=True)
        for label, text in zip(TOLD, texts, strict=True)
    ]
    path = tmp_path / "labelled.csv"
    path.write_text("\n".join(["comment,topic,stage", *(rows * 2), ""]), encoding="utf-8")
    return path


def test_train_fits_a_head_for_labels_of_ones_own(vocmine, labelled, tmp_path):
    ended = vocmine("train", labelled, "--text", "comment", "--labels", "topic", "-o", "own", "--json")
    assert ended.code == 0
    assert ended.summary["n"] == 20
    assert sorted(ended.summary["labels"]) == [["app", 10], ["courier", 10]]
    assert 0.5 < ended.summary["macro_f1"] <= 1
    assert (tmp_path / "own" / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("labelled.csv",), 2, "vocmine train FILE needs --text and --labels."),
        (("encoder",), 2, "vocmine train encoder needs --data and --base."),
        (("syntax",), 2, "vocmine train syntax needs --data."),
        (("syntax", "--data", "nowhere"), 1, "nowhere/ud_english_ewt/train.conllu.gz: No such file or directory."),
        (("nowhere.csv", "--text", "comment", "--labels", "topic"), 1, "nowhere.csv cannot be opened: No such file or directory."),
        (("labelled.csv", "--text", "remark", "--labels", "topic"), 1, "No column 'remark' in labelled.csv"),
    ],
)
def test_train_says_in_one_sentence_what_is_wrong(vocmine, labelled, arguments, code, sentence):
    ended = vocmine("train", *arguments, "-o", "own")
    assert (ended.code, ended.out) == (code, "")
    assert ended.sentence.startswith(f"Error: {sentence}")


def test_evaluate_measures_the_readings_on_labelled_rows(vocmine, labelled):
    ended = vocmine("evaluate", labelled, "--text", "comment", "--gold", "stage=stage", "--json")
    assert ended.code == 0
    assert ended.summary["stage"]["measured"]["n"] == 20
    assert "macro-F1" in ended.out
    assert max(len(line) for line in ended.lines) <= 80


def test_evaluate_writes_a_report_and_compares_annotators(vocmine, labelled, tmp_path):
    ended = vocmine("evaluate", labelled, "--gold", "stage=stage", "--second", "stage=topic", "-o", "report.html", "--json")
    assert (ended.code, ended.summary["output"]) == (0, "report.html")
    figures = ended.summary["stage"]
    assert (figures["annotators"]["column"], figures["annotators"]["n"]) == ("topic", 20)
    assert len(figures["measured"]["calibration"]["curve"]) == 20
    assert "Cohen's kappa" in ended.out
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"<b>{figures['measured']['accuracy']['value']:.2f}</b>" in page


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("labelled.csv", "-o", "report.pdf"), 2, "Cannot write report.pdf: the name of a report must end in .html."),
        (("labelled.csv", "--second", "intent=topic"), 2, "--second intent=topic has no first annotator; pass --gold intent=COLUMN too."),
        (("labelled.csv", "--second", "stage=phase"), 1, "No column 'phase' in labelled.csv"),
        (("nowhere.csv",), 1, "nowhere.csv cannot be opened"),
        (("labelled.csv", "--gold", "stage=phase"), 1, "No column 'phase' in labelled.csv"),
        (("labelled.csv", "--gold", "stage"), 2, "--gold takes READING=COLUMN, got 'stage'."),
        (("labelled.csv", "--gold", "colour=topic"), 2, "colour"),
    ],
)
def test_evaluate_says_in_one_sentence_what_is_wrong(vocmine, labelled, arguments, code, sentence):
    ended = vocmine("evaluate", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert sentence in ended.sentence
