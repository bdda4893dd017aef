"""What a piece of advice is: the contract of the shelf `advice`, and what the modules of it share.

Asking all of them, and finding their places in an author's file, is left to `advise`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ivr_author.core.source import Span
from ivr_author.scoring.passage import Passage
from ivr_author.scoring.sentences import Sentence, Word


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark on a stretch of a passage: what is wrong, read after its words, and what to write instead, if known.

    `advice` is the id of the kind. `is_serious`: far over a limit, not just over. `span` is the place of these very
    words in the author's file where they stand there as they are read, else that of the whole passage.
    """

    offset: int
    length: int
    message: str
    suggestion: str = ""
    is_serious: bool = False
    advice: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage as advice sees it.

    `names` are words that need no explanation here: the organisation's name, the names of plans. `explained` are the
    acronyms that earlier passages of the same file have explained, or that were told there already.
    """

    passage: Passage
    sentences: tuple[Sentence, ...]
    names: frozenset[str] = frozenset()
    explained: frozenset[str] = frozenset()
    lowered: tuple[tuple[str, ...], ...] = field(init=False)
    """The words of each sentence in lower case, with straight apostrophes."""

    def __post_init__(self) -> None:
        words = tuple(tuple(word.text.lower().replace("’", "'") for word in one.words) for one in self.sentences)
        object.__setattr__(self, "lowered", words)


@dataclass(frozen=True, slots=True)
class Advice:
    """One kind of advice, for what is spoken, what is printed, or both."""

    id: str
    title: str
    check: Callable[[Reading], Iterator[Finding]]
    for_spoken: bool = True
    for_printed: bool = True


def finding_at(first: Word, last: Word, message: str, suggestion: str = "") -> Finding:
    """A remark on the words from `first` to `last` of one sentence."""
    return Finding(first.start, last.end - first.start, message, suggestion)


def are_together(text: str, words: tuple[Word, ...], start: int, end: int) -> bool:
    """Whether only spaces stand between the words `start` to `end - 1` of a sentence of this text."""
    return all(
        not text[one.end : other.start].strip()
        for one, other in zip(words[start : end - 1], words[start + 1 : end], strict=True)
    )


def word_set(text: str) -> frozenset[str]:
    """The words of a list, which is easier to read as a paragraph."""
    return frozenset(text.split())
