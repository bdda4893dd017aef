"""What the project knows of a locale: every spelling of its name, its plural rule, its voices, the words for values.

The facts stand in `core.locales`, one file a locale; finding the right one is left to `core.locale`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ivr_author.core.lexicon import Lexicon

_CHIRP = ("Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr")


@dataclass(frozen=True, slots=True)
class TwilioVoice:
    """A voice of Twilio's Say, and the language tag that goes with it."""

    name: str
    language: str


def polly(language: str, *names: str) -> tuple[TwilioVoice, ...]:
    """Amazon's voices of a language tag, as Twilio names them."""
    return tuple(TwilioVoice(f"Polly.{name}", language) for name in names)


def google(
    language: str, *, wavenet: str = "", neural2: str = "", standard: str = "", chirp: bool = False, spelled: str = ""
) -> tuple[TwilioVoice, ...]:
    """Google's voices of a language tag: the letters of each family. `spelled`: the tag in their names, if another."""
    families = [
        ("Wavenet", wavenet),
        ("Neural2", neural2),
        ("Standard", standard),
        ("Chirp3-HD", _CHIRP if chirp else ()),
    ]
    return tuple(
        TwilioVoice(f"Google.{spelled or language}-{family}-{letter}", language)
        for family, letters in families
        for letter in letters
    )


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """How values are spoken where CLDR is silent, wrong, or written for the eye; an empty field leaves it to CLDR.

    `date` has {day}, {month} or {month_number}, and {year}; `time` has {hour12} with {period}, or {hour24}, and
    {minute}. `first_day` is the first of a month; `minus` holds {value}.
    """

    yes: str = ""
    no: str = ""
    minus: str = ""
    months: tuple[str, ...] = ()
    date: str = ""
    first_day: str = ""
    time: str = ""
    am: str = ""
    pm: str = ""
    phone_gap: str = ""


@dataclass(frozen=True, slots=True)
class Locale:
    """One locale. `id` is the workspace's and gettext's spelling (`pt_BR`), `tag` is BCP 47 (`pt-BR`).

    `cldr` is the Babel identifier whose data are used, or empty for none. `endonym` is the language's name for itself,
    as a menu speaks it. `plural_expression` is gettext's C expression over `n`. `twilio_say` is empty where Twilio has
    no voice: then `stand_in` names the locale whose voice comes nearest, if any does. `twilio_gather` is empty where
    Twilio can't recognise speech. `fallback`: where to look when a translation is missing, nearest first, before the
    source locale. `voices` begins with the one to use. `spaced`: words are separated by spaces.
    """

    id: str
    english_name: str
    endonym: str
    tag: str
    cldr: str
    plural_count: int
    plural_expression: str
    direction: str = "ltr"
    spaced: bool = True
    fallback: tuple[str, ...] = ()
    voicexml_lang: str = ""
    twilio_say: str = ""
    twilio_gather: str = ""
    voices: tuple[TwilioVoice, ...] = ()
    stand_in: str = ""
    words: SpeechWords = SpeechWords()
    lexicon: Lexicon = Lexicon()
    aliases: tuple[str, ...] = ()
    in_registry: bool = True

    @property
    def plural_header(self) -> str:
        """The Plural-Forms header of a catalog."""
        return f"nplurals={self.plural_count}; plural=({self.plural_expression});"
