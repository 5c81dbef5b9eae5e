"""What is made safe for a spreadsheet comes back as it was."""

import pytest

from vocmine.formulas import formula_safe, plain


@pytest.mark.parametrize("text", ["", "price", "=1", " ＝1", "'=1", "''", '"@x', "\x07bell", "'tis", "-1", "1-1", "\u200b+1"])
def test_plain_gives_back_what_was_made_safe(text):
    assert plain(formula_safe(text)) == text


@pytest.mark.parametrize("text", ["'price", "it's", "'"])
def test_plain_spares_an_apostrophe_of_the_texts_own(text):
    assert plain(text) == text
