"""Languages: English cheaply, others carefully, None where it cannot be told."""

import pytest

from vocmine.language.detect import detect, foreign_language
from vocmine.language.names import language_name

FOREIGN = (
    ("de", "Das Essen war kalt und der Kellner sehr unfreundlich zu uns"),
    ("fr", "Je ne recommande pas du tout cette compagnie, le service est nul"),
    ("es", "El servicio es muy malo y nunca llegó mi pedido a casa"),
    ("it", "La camera era sporca e nessuno ha risposto alle mie domande"),
    ("pt", "Não recomendo, o atendimento é péssimo e a entrega atrasou"),
    ("nl", "Het pakket werd veel te laat bezorgd en niemand neemt de telefoon op"),
    ("sv", "Jag är mycket nöjd med servicen och kommer gärna tillbaka igen"),
    ("pl", "Bardzo słaba obsługa klienta, paczka nie dotarła na czas"),
    ("tr", "Kargo çok geç geldi ve müşteri hizmetleri cevap vermedi"),
    ("ru", "Очень плохое обслуживание, заказ так и не пришёл"),
    ("ja", "商品がまだ届きません"),
    ("la", "Lorem ipsum dolor sit amet, consectetur adipiscing elit"),
)
ENGLISH = (
    "The parcel was left in the rain and nobody knocked",
    "@shopname yr app kepps crashin wen i opn it #fail https://t.co/ab12",
    "dont buy this, its rubish and they wont giv ur money bak",
    "worst flight EVER!!! lost my bag n no 1 cares",
    "staff v friendly n helpfull, quick chek in",
)
GERMAN = [
    "Das Essen war kalt und der Kellner sehr unfreundlich zu uns",
    "Niemand ging ans Telefon und keiner rief mich zurück",
    "Wir kommen gerne wieder, alles war sehr sauber",
]


@pytest.mark.parametrize(("code", "text"), FOREIGN)
def test_detect_tells_other_languages(code, text):
    assert detect(text) == code


@pytest.mark.parametrize("text", ENGLISH)
def test_detect_knows_english_with_typing_errors_and_tags(text):
    assert detect(text) == "en"


@pytest.mark.parametrize(
    "text", ["", "ok", "Sehr gut", "12345 67 89 10", "@one @two @three @four", "Hilton Munich Paulaner Lufthansa 4711"]
)
def test_detect_leaves_open_what_is_short_or_not_language(text):
    assert detect(text) is None


def test_detect_follows_english_words_where_a_foreign_name_stands_among_them():
    assert detect("We loved the Schnitzel at the Wirtshaus zum Goldenen Hirschen") == "en"


def test_foreign_language_is_that_of_most_texts_which_show_theirs():
    assert foreign_language([*GERMAN, "Super", "ok", "The parcel was left in the rain and nobody knocked"]) == "de"
    assert foreign_language(["服务非常好下次还会再来", "送货太慢了等了两个星期", "包装破损而且没有人回复", "nice", "ok good"]) == "zh"


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["Super", "Sehr gut", "ok"],
        GERMAN[:2],
        [*ENGLISH, *GERMAN],
        [GERMAN[0], *[text for _, text in FOREIGN[1:6]]],
    ],
    ids=["nothing", "too short", "too few", "as many English ones", "no language of most"],
)
def test_foreign_language_is_none_without_clear_evidence(texts):
    assert foreign_language(texts) is None


def test_foreign_language_looks_at_the_first_texts_only():
    assert foreign_language([*GERMAN * 40, *ENGLISH * 400]) == "de"


@pytest.mark.parametrize("code", sorted({code for code, _ in FOREIGN} | {"en"}))
def test_every_language_told_has_a_name(code):
    assert language_name(code).istitle()
    assert language_name("xx") == "the language 'xx'"
