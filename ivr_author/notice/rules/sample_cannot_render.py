"""Every sample member gets every channel: what fails for one of eight fails for thousands of 260,000."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.model import Sample
from ivr_author.notice.subject import NoticeSubject


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Sample members for whom a channel can't be made, in the source locale or their own. Letters are only filled
    here; printing them is `letter-cannot-be-printed`."""
    for file in subject.files:
        for sample in file.notice.samples.values():
            told: set[str] = set()
            for channel in file.notice.channels:
                for locale in dict.fromkeys((subject.source_locale, subject.locale_of(sample))):
                    message = _fault(subject, file, sample, channel, locale)
                    if message and message not in told:
                        told.add(message)
                        title = CHANNELS[channel].title.lower()
                        hint = f"give `{sample.id}` a value under `samples:`, or mend the template"
                        yield Fault(
                            f"`{sample.id}` gets no {title} of `{file.notice.id}`: {message}", sample.span, hint
                        )


def _fault(subject: NoticeSubject, file: NoticeFile, sample: Sample, channel: str, locale: str) -> str:
    renderer = subject.renderer(file)
    try:
        if channel == "letter":
            renderer.decide(channel, locale, sample.values)
        else:
            renderer.render(channel, locale, sample.values)
    except CannotRender as fault:
        return str(fault)
    return ""


RULE = Rule("sample-cannot-render", Severity.ERROR, "A notice can't be made for a sample member", check)
