"""What people took to say known texts: Debian's asterisk-core-sounds, or the counts of them that are kept here.

The packages (CC BY-SA 3.0, Russian CC BY 3.0) hold the recordings and what is said in them. `durations.csv` holds only
what was counted and measured in one half of them, the half that `speech.pace` was not fitted to.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("durations.csv")
FOLDERS = {
    "en": "en_US_f_Allison",
    "es": "es_MX_f_Allison",
    "fr": "fr_CA_f_June",
    "ru": "ru_RU_f_IvrvoiceRU",
}
LEAST_WORDS = 6

_SOUNDS = Path("/usr/share/asterisk/sounds")
_TEXTS = Path("/usr/share/doc")
_FRAME_BYTES, _FRAME_SECONDS = 33, 0.02
_NUMBER = re.compile(r"\d(?:[\d ,.:()/-]*\d)?")
_SYMBOL = re.compile(r"[$€£%&@#*+=]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One recording: its file, its text (or one with the same counts) and what it takes."""

    locale: str
    file: str
    text: str
    seconds: float

    @property
    def counts(self) -> tuple[int, int, str, int]:
        """Letters, those of them that are Latin, the figures of each number, symbols."""
        numbers = " ".join(str(sum(map(str.isdigit, one))) for one in _NUMBER.findall(self.text))
        letters = sum(map(str.isalpha, self.text))
        return letters, len(_LATIN.findall(self.text)), numbers, len(_SYMBOL.findall(self.text))

    @property
    def is_held_out(self) -> bool:
        """Whether the pace was not fitted to it."""
        return hashlib.sha256(self.file.encode()).digest()[-1] % 2 == 1


def is_installed() -> bool:
    """Whether the packages are there, with the texts."""
    return all(_transcript(locale).exists() and (_SOUNDS / folder).is_dir() for locale, folder in FOLDERS.items())


def read_packages() -> Iterator[Spoken]:
    """Every recording of six words or more whose text says what is said in it."""
    for locale, folder in FOLDERS.items():
        with gzip.open(_transcript(locale), "rt", encoding="utf-8") as lines:
            for line in lines:
                name, _, text = line.partition(":")
                sound = _SOUNDS / folder / f"{name.strip()}.gsm"
                is_text = len(text.split()) >= LEAST_WORDS and not set("[]<>()") & set(text)
                if not line.startswith(";") and is_text and sound.exists():
                    seconds = sound.stat().st_size / _FRAME_BYTES * _FRAME_SECONDS
                    yield Spoken(locale, name.strip(), text.strip(), round(seconds, 2))


def sound_path(one: Spoken) -> Path:
    """Where a recording stands: GSM 06.10, 8 kHz, without a header."""
    return _SOUNDS / FOLDERS[one.locale] / f"{one.file}.gsm"


def read_table() -> Iterator[Spoken]:
    """The half that is kept, each as a text with the same counts."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            letters, latin = int(row["letters"]), int(row["latin"])
            numbers = "; ".join("1" * int(figures) for figures in row["numbers"].split())
            text = f"{'я' * (letters - latin)}{'a' * latin}; {numbers}; {'%' * int(row['symbols'])}"
            yield Spoken(row["locale"], row["file"], text, float(row["seconds"]))


def write_table() -> None:
    """Count the packages anew; run as a program."""
    with TABLE.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["locale", "file", "letters", "latin", "numbers", "symbols", "seconds"])
        for one in read_packages():
            if one.is_held_out:
                table.writerow([one.locale, one.file, *one.counts, f"{one.seconds:.2f}"])


def _transcript(locale: str) -> Path:
    return _TEXTS / f"asterisk-core-sounds-{locale}" / f"core-sounds-{locale}.txt.gz"


if __name__ == "__main__":
    write_table()
