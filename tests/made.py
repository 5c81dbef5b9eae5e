"""Values made by hand for tests: a feedback, a reading, a scored segment, with what a test does not care about filled in."""

from vocmine.types import Feedback, Reading, Scored, Segment

SENTIMENTS = {"negative": -0.8, "neutral": 0.0, "positive": 0.8, "mixed": -0.1}


def feedback(name="f1", text="The hub will not pair with the router.", **fields):
    fields = {"record": name, "kind": "review", "source_file": "made.csv", "source_row": 1} | fields
    return Feedback(id=name, text=text, **fields)


def reading(stage="usage", sentiment="negative", **fields):
    whole = {
        "language": "en",
        "stage": stage,
        "stage_abstained": False,
        "stage_confidence": 0.9,
        "stage_scores": ((stage, 0.9),),
        "stage_basis": "text",
        "touchpoint": None,
        "sentiment": SENTIMENTS.get(sentiment),
        "sentiment_label": sentiment,
        "sentiment_scores": (("negative", 0.1), ("neutral", 0.1), ("positive", 0.8)),
        "emotions": (),
        "emotion_scores": (),
        "emotion_groups": ("neutral",),
        "emotion_intensity": None,
        "intent": "inform",
        "effort": None,
        "effort_label": "none",
        "pain_point": None,
        "cause": None,
        "cause_start": None,
        "cause_end": None,
        "cause_stage": None,
        "duration_hours": None,
        "flags": (),
        "model": "made",
        "journey": "lifecycle",
    }
    return Reading(**whole | fields)


def scored(name="f1", stage="usage", sentiment="negative", *, index=0, text=None, of=None, **fields):
    """Return one segment that is the whole of its feedback; ``of`` gives the feedback, ``fields`` the reading."""
    whole = of or feedback(name, text or f"Statement number {name} is told in six words.")
    return Scored(Segment(whole, index, 0, len(whole.text)), reading(stage, sentiment, **fields))
