"""Flags: told in the customers' words, not set by what only looks alike."""

import pytest

from vocmine.score.flags import FLAGS, find_flags

TOLD = (
    ("handoff", "I was transferred from one department to another"),
    ("handoff", "They just keep passing me around"),
    ("handoff", "The shop told me to contact the manufacturer"),
    ("handoff", "We were sent from pillar to post"),
    ("handoff", "I've been given the run around for weeks"),
    ("repeat_contact", "I have called five times about this"),
    ("repeat_contact", "Ive emailed them repeatedly"),
    ("repeat_contact", "It took numerous phone calls to sort out"),
    ("repeat_contact", "This is the third time I've had to call"),
    ("repeat_contact", "I had to repeat myself to every agent"),
    ("repeat_contact", "Spoke to 4 different people"),
    ("repeat_contact", "constantly having to chase for an update"),
    ("channel_switch", "Had to phone instead because the form is gone"),
    ("channel_switch", "You can't do it online so I had to ring the call centre"),
    ("channel_switch", "It can only be done in branch"),
    ("channel_switch", "I was forced to phone"),
    ("failed_self_service", "Your website wouldn't let me change the date"),
    ("failed_self_service", "I couldn't check in online"),
    ("failed_self_service", "stuck talking to a useless chatbot"),
    ("failed_self_service", "The booking site keeps timing out"),
    ("failed_self_service", "the app doesn't work"),
    ("abandonment", "After an hour on hold I gave up"),
    ("abandonment", "I abandoned my basket"),
    ("abandonment", "we left without buying anything"),
    ("abandonment", "I eventually hung up"),
    ("churn", "I will never shop here again"),
    ("churn", "Never again!"),
    ("churn", "I won't be renewing"),
    ("churn", "Cancelled my subscription yesterday"),
    ("churn", "I am switching to another provider"),
    ("churn", "I'll be taking my business elsewhere"),
    ("churn", "You have lost a loyal customer"),
    ("churn", "Uninstalled."),
    ("expectation_gap", "It is nothing like the picture, not as described"),
    ("expectation_gap", "We were promised a refund but nothing came"),
    ("expectation_gap", "It was supposed to arrive on Monday"),
    ("expectation_gap", "They said it would take an hour but nobody came"),
    ("expectation_gap", "The room did not live up to our expectations"),
    ("expectation_gap", "I expected better"),
    ("no_reply", "I emailed and never heard back"),
    ("no_reply", "Still no response"),
    ("no_reply", "nobody answers the phone"),
    ("no_reply", "they dont reply"),
    ("no_reply", "My emails have gone unanswered"),
    ("no_reply", "They ignored my complaint"),
    ("handoff", "We were sent to four different desks"),
    ("handoff", "The agent says to ring my insurer"),
    ("repeat_contact", "I tried phoning six times"),
    ("repeat_contact", "So I emailed them again"),
    ("repeat_contact", "I have been trying to reach support for two weeks"),
    ("channel_switch", "The kiosk page says to call"),
    ("channel_switch", "The form failed online and I had to phone"),
    ("failed_self_service", "I can't log in to my account"),
    ("failed_self_service", "The automated system keeps hanging up"),
    ("abandonment", "We left empty handed"),
    ("abandonment", "I cancelled my order"),
    ("churn", "You are about to lose a customer"),
    ("churn", "We won't be flying with you"),
    ("churn", "I called the insurer to cancel my policy"),
    ("expectation_gap", "I was told a van would come and it never came"),
    ("expectation_gap", "No breakfast as advertised"),
    ("expectation_gap", "Plain bait and switch"),
    ("no_reply", "Acme Gas won't answer their phones"),
    ("no_reply", "I was promised a call back but never got one"),
    ("no_reply", "They have still not responded"),
)
NOT_TOLD = (
    "",
    "The staff were lovely and quick to answer",
    "I transferred money to my savings account",
    "The nurse referred me to a specialist",
    "She was passed as fit to go home",
    "They called me three times to check that I was fine",
    "I visit several times a year",
    "I called and they sorted it at once",
    "The website is easy to use",
    "I never give up my seat",
    "I gave up smoking with your help",
    "I would never use anyone else again",
    "Will definitely use them again",
    "I will not hesitate to come back",
    "You never know what you get",
    "They cancelled my order",
    "They cancelled my contract without telling me",
    "The food was better than expected",
    "It met our expectations",
    "Rest assured it is worth the money",
    "They did not answer my question properly",
    "No reply needed",
    "I reinstalled the app after uninstalling it and it works",
    "They transferred me to the ward by ambulance",
    "A leaflet was passed on to parents",
    "The warden has called us three times",
    "Annoyed by their endless emails",
    "I keep going back for the soup",
    "I don't have to repeat myself here",
    "We never had to chase them",
    "You have to chase the waiter",
    "If I need to speak again I will",
    "My agents can't see seats online",
    "When I hung up the coat it tore",
    "I walked out of the clinic smiling",
    "I had to give up work to care for her",
    "The coach has given up on me",
    "The last time I visited it rained",
    "Never go there unless you like noise",
    "The bank decided to close the account",
    "I uninstalled it and reinstalled it",
    "The price won't go down again",
    "I can't change to another provider",
    "The sign was supposed to say Exit",
    "It was far less stressful than expected",
    "No one has answers",
    "I could not hear anything over the engine",
    "Charged for unreturned equipment",
    "They didn't pick up the trays",
    "I did not return the call",
)


@pytest.mark.parametrize(("flag", "text"), TOLD)
def test_find_flags_finds_what_is_told(flag, text):
    assert flag in find_flags(text)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_find_flags_leaves_alone_what_only_looks_alike(text):
    assert find_flags(text) == ()


def test_find_flags_keeps_the_order_of_the_codebook():
    text = "No response to my emails, I have called twice, I was passed from person to person and will never buy again"
    assert find_flags(text) == ("handoff", "repeat_contact", "churn", "no_reply")
    assert [flag for flag in FLAGS if flag in find_flags(text)] == list(find_flags(text))


def test_find_flags_does_not_join_words_across_sentences():
    assert find_flags("They never. Replied to nothing yet") == ()


@pytest.mark.parametrize("bit", ["called ", "i never i ", "told me to go online website ", "promised but ", "supposed to be "])
def test_find_flags_takes_long_hostile_text(bit):
    assert find_flags(bit * 8_000) == find_flags(bit * 40)
