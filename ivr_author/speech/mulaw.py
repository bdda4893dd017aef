"""The sound of telephones: 8 kHz, one channel, mu-law (ITU-T G.711), as a WAV file, the same bytes on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ivr_author.speech.telephone import RATE, pack_wav

__all__ = ["LOUDEST", "RATE", "encode_mulaw", "write_wav"]

LOUDEST = 32_124 / 32_768
"""The largest value that mu-law has, of a full scale of 1."""

_BIAS = 132
_CLIP = 32_635
_SEGMENT_ENDS = np.array([256, 512, 1024, 2048, 4096, 8192, 16384])


def encode_mulaw(samples: NDArray[np.float32]) -> bytes:
    """A byte for each sample (-1 to 1), as G.711's table has it: sign, segment and step, all inverted."""
    scaled = np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype(np.int32)
    size = np.minimum(np.abs(scaled), _CLIP) + _BIAS
    segment = np.searchsorted(_SEGMENT_ENDS, size, side="right")
    step = (size >> (segment + 3)) & 0x0F
    code = np.where(scaled < 0, 0x80, 0) | (segment << 4) | step
    return bytes((~code & 0xFF).astype(np.uint8))


def write_wav(samples: NDArray[np.float32]) -> bytes:
    """The samples (-1 to 1, 8,000 a second) as a file."""
    return pack_wav(encode_mulaw(samples))
