"""Durations: the longest one told, in hours; nothing that only looks like one."""

import pytest

from vocmine.score.durations import longest_hours

TOLD = (
    ("It took three weeks to arrive", 504.0),
    ("I was on hold for 45 mins", 0.75),
    ("waited 2 1/2 hours in the queue", 2.5),
    ("waited 2½ hours", 2.5),
    ("half an hour on hold", 0.5),
    ("a half hour on hold", 0.5),
    ("It took a fortnight", 336.0),
    ("An hour and a half of my life", 1.5),
    ("two and a half hours late", 2.5),
    ("a twenty-five minute wait", 25 / 60),
    ("delivery took 3-4 days", 96.0),
    ("delivery took 3 to 4 days", 96.0),
    ("1 hour 30 minutes on the phone", 1.5),
    ("2 hours and 15 mins on hold", 2.25),
    ("45 minutes on Monday and 2 hours on Friday", 2.0),
    ("Been waiting 10 working days", 240.0),
    ("a couple of days late", 48.0),
    ("after 4hrs I gave up", 4.0),
    ("it took only one day", 24.0),
    ("Took 30 seconds to sign in", 30 / 3600),
    ("waited over 6 months, paid £40", 4380.0),
    ("I waited for 1.5 hours", 1.5),
    ("we queued over a 1/2 hour", 0.5),
    ("between 6 weeks and 10 months", 7300.0),
    ("no visit for 6/7 weeks", 1176.0),
    ("two days later still no parcel", 48.0),
    ("help came 10 mins later", 10 / 60),
    ("over an hour ago and still nothing", 1.0),
    ("wasted a whole day", 24.0),
    ("delayed by 24 hours", 24.0),
    ("waited 2 years for a refund as a customer", 17532.0),
    ("a couple hours on hold", 2.0),
)
NOT_TOLD = (
    "",
    "The staff were lovely",
    "It went on for days",
    "Help is there 24/7",
    "open 24 hours",
    "staffed 24 hours a day, 7 days a week",
    "my 3 year old loved it",
    "She is 82 years old",
    "a child aged 6 months",
    "£9 a month is too much",
    "costs 30 pounds a year",
    "I pay $12.50 per month",
    "I swim twice a week",
    "I fly three times a year",
    "every 2 weeks it breaks",
    "one day I called and nobody knew",
    "ordered two weeks ago",
    "opened it five years back",
    "more than five times in a month",
    "it is 5 minutes' walk from the station",
    "tied into a 2 year contract",
    "my 12 month warranty",
    "Best hotel of the year, have a good day",
    "Room 12 was minuscule",
    "a 24 hour helpline",
    "a day pass and a night cap",
    "let me know if you'll be a minute",
    "a customer for 12 years",
    "I have used this app for 8 months",
    "my salary account is 5 years with you, more than 5 years",
    "they must answer within 30 days",
    "reported as 60 days late",
    "a 30 day guarantee",
    "a 30-day period",
    "a 30 year mortgage",
    "we landed 20 minutes early",
    "call an hour prior to boarding",
    "crashed twice in the last 2 days",
    "the meeting ended at 1800 hrs",
    "I sat in 16H by the window",
    "a gift for my 7 year",
    "a week's worth of milk",
    "thirty years of kitchen experience",
    "two years later I bought it again",
)


@pytest.mark.parametrize(("text", "hours"), TOLD)
def test_longest_hours_reads_what_is_told(text, hours):
    assert longest_hours(text) == pytest.approx(hours, abs=1e-3)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_longest_hours_is_none_where_no_duration_is_told(text):
    assert longest_hours(text) is None


def test_longest_hours_stays_fast_on_hostile_text():
    assert longest_hours("1 " * 50_000 + "day 2-" * 20_000) is not None
