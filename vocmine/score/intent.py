"""What the customer means to do by saying it: complaint, praise, suggestion, question, churn or inform."""

import numpy as np

from vocmine.score.heads import Batch, Head


class IntentReader:
    """Read intent by a head with one label a segment."""

    def __init__(self, head: Head) -> None:
        self._head = head

    def read(self, batch: Batch) -> tuple[str, ...]:
        """Return one intent a segment."""
        likeliest = np.argmax(self._head.probabilities(batch.logits).round(6), axis=1)
        return tuple(self._head.labels[int(place)] for place in likeliest)
