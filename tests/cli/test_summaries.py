"""What commands say at the end, by the plain functions."""

from vocmine.cli import summaries


def test_languages_are_named_with_their_counts_most_first():
    assert (
        summaries.languages({"de": 388, "en": 1612, "xx": 1})
        == "English (1,612 of 2,001), German (388 of 2,001), the language 'xx' (1 of 2,001)"
    )
    assert summaries.languages({"und": 1, "en": 1}) == "English (1 of 2), an unknown language (1 of 2)"
