"""A network read in float32, as the exported one is read: what eight bits cost can be told."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from vocmine.encode.graph import batches
from vocmine.encode.windows import Windows
from vocmine.protocols import Encoded, Encoder
from vocmine.train.network import Network, batch_of
from vocmine.types import Segment


class ExactEncoder(Encoder):
    """Encode segments in the context of their feedback, with a network in memory."""

    name = "float32"

    def __init__(self, network: Network, windows: Windows) -> None:
        self._network = network.eval()
        self._windows = windows
        self.dim = network.vector.out_features

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return unit vectors (n, dim), logits of all heads (n, columns), and token logits of each segment."""
        vectors = np.zeros((len(segments), self.dim), dtype=np.float32)
        logits = np.zeros((len(segments), self._network.heads.out_features), dtype=np.float32)
        tags: list[NDArray[np.float32]] = [np.zeros((0, 0), dtype=np.float32)] * len(segments)
        offsets: list[NDArray[np.int32]] = [np.zeros((0, 2), dtype=np.int32)] * len(segments)
        with torch.inference_mode():
            for some in batches(self._windows.of(segments)):
                batch = batch_of(some)
                rows = [place.row for _, place in batch.places]
                told, tagged, found = self._network(batch)
                logits[rows], vectors[rows] = told.numpy(), found.numpy()
                for window, place in batch.places:
                    tags[place.row] = tagged[window, place.first : place.end].numpy()
                    offsets[place.row] = place.offsets
        return Encoded(vectors, logits, tuple(tags), tuple(offsets))
