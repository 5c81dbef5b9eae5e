"""What a question asked for."""

import pytest

from vocmine.language.questions import FAULTS, MERITS, asked_side


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What should we improve?", FAULTS),
        ("What do you like least?", FAULTS),
        ("What did you like best, and what would you change?", 0),
        ("What did you like best about your stay?", MERITS),
        ("Please explain your score.", 0),
        (None, 0),
    ],
)
def test_questions_for_faults_are_told_from_questions_for_merits(question, asked):
    assert asked_side(question) == asked
