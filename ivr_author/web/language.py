"""The studio's own words in the reader's language: messages from its catalog, numbers and dates as it has them.

Modules name their constants through `gettext` when they are imported, which only marks them; templates translate them
when they are shown: `_(room.title)`. Content is none of this: it has languages of its own.
"""

from __future__ import annotations

import datetime as dt
import gettext as standard
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale as BabelLocale
from babel import UnknownLocaleError, dates, numbers
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, request
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.local import LocalProxy

from ivr_author.catalog.pseudo import MIRRORED, pseudo_text
from ivr_author.core.locale import Locale
from ivr_author.web.reader import reader

PSEUDO_FLAG = "STUDIO_PSEUDO"
"""A switch of the application, for tests: mirrored words in Arabic letters, so that what reached no catalog shows."""

_FIELD = re.compile(r"(%\(\w+\)[sd]|%%)")


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """The language of a page's own words; content in others names its own. `cldr` is where formats come from."""

    tag: str = "en"
    direction: str = "ltr"
    cldr: str = "en_US"
    name: str = "English"


ENGLISH = PageLanguage()
LANGUAGES = {"en": ENGLISH, "es": PageLanguage("es", "ltr", "es_US", "Español")}
"""Every language of the studio; all but English have a catalog in `locales/`."""

PSEUDO = PageLanguage("ar", "rtl", "ar", MIRRORED)


@dataclass(frozen=True, slots=True)
class Words:
    """One catalog, ready to be asked."""

    messages: Mapping[str, str | tuple[str, ...]]
    choose: Callable[[int], int]

    def one(self, message: str) -> str:
        """The translation; the message itself where there is none."""
        found = self.messages.get(message, message)
        return (found if isinstance(found, str) else found[0]) or message

    def many(self, one: str, many: str, count: int) -> str:
        """The form for a count."""
        found = self.messages.get(one)
        form = found[self.choose(count)] if isinstance(found, tuple) else ""
        return form or (one if count == 1 else many)


@cache
def words_of(tag: str) -> Words:
    """The catalog of a language, read once."""
    raw = files("ivr_author.web").joinpath("locales").joinpath(tag).joinpath("LC_MESSAGES/studio.po").read_bytes()
    catalog = read_po(BytesIO(raw), locale=tag)
    messages: dict[str, str | tuple[str, ...]] = {}
    for entry in catalog:
        if not entry.id or entry.fuzzy:
            continue
        if isinstance(entry.id, str):
            messages[entry.id] = str(entry.string or "")
        else:
            messages[entry.id[0]] = tuple(entry.string or ("",) * catalog.num_plurals)
    return Words(messages, standard.c2py(catalog.plural_expr))


def page_language() -> PageLanguage:
    """What the reader chose, else what their browser asks for, else English; English outside of a request."""
    if not has_request_context():
        return ENGLISH
    kept = g.get("page_language")
    if kept is None:
        chosen = LANGUAGES.get(reader().language)
        if current_app.config.get(PSEUDO_FLAG) and reader().language == MIRRORED:
            chosen = PSEUDO
        if chosen is None:
            chosen = LANGUAGES[request.accept_languages.best_match(LANGUAGES, "en") or "en"]
        kept = g.page_language = chosen
    assert isinstance(kept, PageLanguage), "nobody else puts one there"
    return kept


def gettext(message: str) -> str:
    """The message in the reader's language. Outside of a request: the message, marked for the catalog."""
    language = page_language()
    if language is ENGLISH:
        return message
    return _mirrored(message) if language is PSEUDO else words_of(language.tag).one(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form that fits the count, in the reader's language."""
    language = page_language()
    if language is ENGLISH or language is PSEUDO:
        plain = one if count == 1 else many
        return plain if language is ENGLISH else _mirrored(plain)
    return words_of(language.tag).many(one, many, count)


def _mirrored(message: str) -> str:
    return "".join(
        piece if _FIELD.fullmatch(piece) else pseudo_text(piece, MIRRORED) for piece in _FIELD.split(message)
    )


def number(value: float) -> str:
    """A number to be read."""
    return _number(value, page_language().cldr)


@lru_cache(maxsize=4096, typed=True)
def _number(value: float, cldr: str) -> str:
    # Pages are full of small numbers, and Babel takes as long for one as a template for twenty rows.
    return str(numbers.format_decimal(value, locale=cldr))


def day(value: dt.date | str) -> str:
    """A day to be read: Dec 23, 2026. An ISO date will do; what is none is shown as it is."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return str(value)
    return str(dates.format_date(value, "medium", locale=page_language().cldr))


def moment(value: dt.datetime) -> str:
    """A day and the time of day to the minute, in the zone that the value has."""
    cldr = page_language().cldr
    both = str(dates.get_datetime_format("medium", locale=cldr))
    time = dates.format_time(value, "short", locale=cldr)
    return both.replace("{1}", dates.format_date(value, "medium", locale=cldr)).replace("{0}", time)


def from_now(distance: dt.timedelta) -> str:
    """How far off a moment is: in 2 hours, 3 days ago."""
    return str(dates.format_timedelta(distance, add_direction=True, threshold=1.2, locale=page_language().cldr))


def month_names() -> list[str]:
    """January to December."""
    names = dates.get_month_names("wide", "stand-alone", locale=page_language().cldr)
    return [names[index] for index in range(1, 13)]


def weekday_names(width: str = "wide") -> list[str]:
    """Monday to Sunday."""
    names = dates.get_day_names(width, "stand-alone", locale=page_language().cldr)  # type: ignore[arg-type]
    return [names[index] for index in range(7)]


def named(locale: Locale) -> str:
    """What a language of the content is called in the reader's own."""
    if page_language() is ENGLISH:
        return locale.english_name
    try:
        shown = BabelLocale.parse(locale.id).get_display_name(page_language().cldr)
    except (UnknownLocaleError, ValueError):
        shown = None
    return shown or locale.english_name


def teach_words(app: Flask) -> None:
    """Give the templates `_`, `ngettext`, the page's language and its filters."""

    @pass_eval_context
    def translate(context: EvalContext, message: str, /, **values: object) -> str:
        return _filled(context, gettext(message), values)

    @pass_eval_context
    def translate_count(context: EvalContext, one: str, many: str, num: int, /, **values: object) -> str:
        return _filled(context, ngettext(one, many, num), {"num": num, **values})

    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    # In place of Jinja's own, which write every number as Python does.
    environment.globals.update(gettext=translate, _=translate, ngettext=translate_count)
    environment.globals.update(page_language=LocalProxy(page_language), studio_languages=LANGUAGES)
    environment.filters.update(number=number, day=day, moment=moment, named=named)


def _filled(context: EvalContext, text: str, values: dict[str, object]) -> str:
    """A message with its values, each escaped. So are marks in the message: it may be a variable's, not one of ours.

    Its apostrophes are left: these words go into scripts, too.
    """
    if isinstance(values.get("num"), int):
        values = {**values, "num": number(values["num"])}  # type: ignore[arg-type]
    if context.autoescape:
        text = text.replace("<", "&lt;").replace('"', "&#34;")
    if not values:
        text = text.replace("%%", "%")
    pattern = Markup(text) if context.autoescape else text  # noqa: S704 - escaped
    return pattern % values if values else pattern
