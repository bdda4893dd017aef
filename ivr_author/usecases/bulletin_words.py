"""The words of a bulletin in every language, as they are heard, texted and mailed, with values in its slots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ivr_author.catalog.lookup import Translations
from ivr_author.core.diagnostics import Diagnostic, warning
from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.spoken import SpeechFormat, fold_text, speak, speech_format
from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import Malformed, from_wire
from ivr_author.core.written import write_value
from ivr_author.flow.content import EMAIL_BODY, EMAIL_SUBJECT, TEXT, Bulletin, Content
from ivr_author.flow.model import PromptItem, prompt_items
from ivr_author.notice.writing.gsm import Cost, count_parts, is_gsm, simplify_punctuation

BULLETIN_TEXT_PARTS = "bulletin-text-parts"
RULES = {BULLETIN_TEXT_PARTS: "The text message of a bulletin takes more parts than one that everybody gets may"}
"""Every rule id that only this module can report, with its description."""

MOST_PARTS = 2
"""Of a text message that goes to everybody: as many as the notices of an emergency have."""


@dataclass(frozen=True, slots=True)
class BulletinWords:
    """What people get in a locale. `text`, `subject`, `body` are empty where there are none.

    `said`: what is heard, sentence by sentence as each is recorded. `spoken_in` is the locale that the spoken words are
    in: another than `locale` where they are not translated. `parts`: what the text message costs.
    """

    locale: str
    heard: str
    spoken_in: str
    text: str
    subject: str
    body: str
    parts: Cost
    said: tuple[str, ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether callers hear it in another language than theirs."""
        return self.spoken_in != self.locale


def words_of(
    bulletin: Bulletin, translations: Translations, locale: str, values: Mapping[str, str] | None = None
) -> BulletinWords:
    """The words in a locale: with these values (as on a wire), else with the bulletin's own, else its examples."""
    filling = _Filling(bulletin, {name: _value(bulletin, name, values) for name in bulletin.slots})
    heard = []
    for suffix, item in prompt_items(bulletin.prompt):
        found = translations.translate(*_line(bulletin, f"prompt{suffix}", item), locale)
        heard.append((filling.fill(found.forms[0], found.locale, speak), found.locale))
    texts = {}
    for place, item in bulletin.written():
        found = translations.translate(*_line(bulletin, place, item), locale)
        texts[place] = filling.fill(found.forms[0], found.locale, write_value)
    text = as_text_message(texts.get(TEXT, ""))
    return BulletinWords(
        locale=locale,
        heard=fold_text(" ".join(words for words, _ in heard)),
        spoken_in=next((spoken_in for _, spoken_in in heard if spoken_in != locale), locale),
        text=text,
        subject=texts.get(EMAIL_SUBJECT, ""),
        body=texts.get(EMAIL_BODY, ""),
        parts=count_parts(text),
        said=tuple(fold_text(words) for words, _ in heard),
    )


def as_text_message(text: str) -> str:
    """A text with plain punctuation where that lets it go out in 7 bits a letter, as the channel of notices does it."""
    plain = simplify_punctuation(text)
    return plain if is_gsm(plain) else text


def check_text_messages(content: Content, translations: Translations) -> Iterator[Diagnostic]:
    """Text messages of bulletins that are too long in any locale, with the examples in their slots."""
    settings = content.settings
    for bulletin in content.bulletins.values():
        if bulletin.text is None:
            continue
        long = []
        for locale in settings.all_locales():
            cost = words_of(bulletin, translations, locale, {}).parts
            if cost.parts > MOST_PARTS:
                long.append(f"{cost.parts} parts in {find_locale(locale).english_name} ({cost.units} {cost.encoding})")
        if long:
            message = f"the text message takes {', '.join(long)}; at most {MOST_PARTS} are good for what everybody gets"
            yield warning(BULLETIN_TEXT_PARTS, message, bulletin.text.span, "say it in fewer words")


def _value(bulletin: Bulletin, name: str, values: Mapping[str, str] | None) -> Value:
    slot = bulletin.slots[name]
    own = slot.value if values is None else None
    text = (values or {}).get(name) or next((one.value for one in (own, slot.example) if one is not None), "")
    try:
        return from_wire(text, slot.type)
    except Malformed:
        # An error of `check`, at the value itself.
        return text


def _line(bulletin: Bulletin, place: str, item: PromptItem) -> tuple[str, str, str]:
    return f"bulletins/{bulletin.id}/{place}", item.text.text, item.plural.text if item.plural else ""


@dataclass(frozen=True, slots=True)
class _Filling:
    bulletin: Bulletin
    values: Mapping[str, Value]

    def fill(self, text: str, locale: str, show: Callable[[Value, ValueType, SpeechFormat], str]) -> str:
        """A text with the values as its locale has them; what is no slot is an error of `check`, and nothing here."""
        form = speech_format(locale)
        return "".join(
            piece if isinstance(piece, str) else show(self.values.get(piece.name), self._type(piece.name), form)
            for piece in parse_placeholders(text)[0]
        )

    def _type(self, name: str) -> ValueType:
        slot = self.bulletin.slots.get(name)
        return slot.type if slot is not None else ValueType.TEXT
