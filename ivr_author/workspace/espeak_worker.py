"""Run as a process of its own, never imported: loads espeak-ng's library (GPL) from `espeakng-loader`, and speaks.

Of the program's options it takes what `espeak` gives: -v VOICE -s WORDS_A_MINUTE, with the text on stdin.
"""

from __future__ import annotations

import ctypes
import importlib
import io
import sys
import wave

_SYNCHRONOUS, _RATE, _UTF8 = 2, 1, 1


def main(arguments: list[str]) -> int:
    """Speak stdin to stdout; 1 where there is no such voice."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=False))
    loader = importlib.import_module("espeakng_loader")
    library = ctypes.CDLL(loader.get_library_path())
    sound = bytearray()

    def take(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, count * 2))
        return 0

    # Held by a name: the library calls it for as long as it speaks.
    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(take)
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, loader.get_data_path().encode(), 0)
    library.espeak_SetSynthCallback(callback)
    if rate <= 0 or library.espeak_SetVoiceByName(options["-v"].encode()) != 0:
        return 1
    library.espeak_SetParameter(_RATE, int(options["-s"]), 0)
    text = sys.stdin.buffer.read().replace(b"\0", b" ")
    library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 0, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(sound))
    sys.stdout.buffer.write(whole.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
