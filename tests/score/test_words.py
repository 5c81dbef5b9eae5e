"""What a question asked for."""

import pytest

from vocmine.score.words import ASKS_FAULTS, ASKS_MERITS, asked_for


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What should we improve?", ASKS_FAULTS),
        ("What do you like least?", ASKS_FAULTS),
        ("What did you like best, and what would you change?", ASKS_FAULTS),
        ("What did you like best about your stay?", ASKS_MERITS),
        ("Please explain your score.", None),
        (None, None),
    ],
)
def test_asked_for_tells_questions_for_faults_from_questions_for_merits(question, asked):
    assert asked_for(question) == asked
