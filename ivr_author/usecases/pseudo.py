"""`catalogs pseudo`: everything heard and printed in the pseudo-locales, for words that never reached a catalog.

Every locale has pseudo words here, the source's too, so that whatever is not one of them was never looked up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ivr_author.call.caller import Action, ScriptCaller, Speak
from ivr_author.call.line import Line
from ivr_author.call.world import ScriptWorld
from ivr_author.catalog.pseudo import ACCENTED, MIRRORED, PSEUDO_LOCALES, is_cut_off, plain_words
from ivr_author.compiler import compile_program
from ivr_author.core.diagnostics import Diagnostic, error, sort_diagnostics
from ivr_author.core.locale import find_locale
from ivr_author.core.source import Source, Span
from ivr_author.core.spoken import speech_format
from ivr_author.harness.advice import Item
from ivr_author.harness.paths import GeneratedCall, covering_calls
from ivr_author.harness.reachable import edges_of_program
from ivr_author.harness.targets import REFERENCE, load_targets
from ivr_author.ir.ops import Say
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, PlayFault
from ivr_author.notice.branches import Branch, channels_by_text, find_branches
from ivr_author.notice.channel import CannotRender, Member, Rendering
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.channels.letter.letter import write_program
from ivr_author.notice.channels.robocall.flow import queue_for, robocall_flow
from ivr_author.notice.channels.robocall.speech import Prepared
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.render import Renderer
from ivr_author.notice.values import Value, printed, spoken
from ivr_author.usecases.render import ROBOCALL, open_renderer
from ivr_author.usecases.rendered_words import words_of_letter, words_of_part
from ivr_author.usecases.run_calls import errors_of
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.pseudo import with_pseudo_locales

_HINTS = {
    "never-looked-up": "make it a text of its own, or a value that a service or a member brings",
    "cut-off": "give it more room, or say it in fewer words",
    "cannot-render": "a translation may be as long, and has such letters",
    "cannot-play": "a translation may be as long, and has such letters",
}
"""What this finds, and what to do. It is no part of `check`: a pseudo-locale is there to look at, not to release."""

_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class PseudoResult:
    """What was found, sorted by place, and how much was heard and made; `diagnostics` hold the workspace's errors, too.

    `calls` were played on every one of `players` in both pseudo-locales; `renderings` counts each locale.
    """

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    players: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    calls: int = 0
    renderings: int = 0


def find_unlooked_words(root: Path) -> PseudoResult:
    """Play covering calls of every flow on every player and make every letter by every channel."""
    workspace = with_pseudo_locales(load_workspace(root), everywhere=True)
    errors = tuple(errors_of(workspace.diagnostics))
    if workspace.content is None:
        return PseudoResult(errors, workspace.sources)
    found = _Found()
    calls = _Calls(compile_program(workspace.content, workspace.translations()), found)
    calls.play_all()
    notices = _Notices(workspace, found)
    notices.make_all()
    told = (*errors, *sort_diagnostics(found.diagnostics()))
    players = (REFERENCE, *calls.artifacts)
    return PseudoResult(told, workspace.sources, players, tuple(calls.program.entries), calls.played, notices.made)


@dataclass
class _Found:
    """Faults by rule, place and words, each with everything it was met in."""

    met: dict[tuple[str, str, str], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    spans: dict[str, Span | None] = field(default_factory=dict)

    def add(self, rule: str, place: str, words: str, met_in: str, span: Span | None) -> None:
        self.met[rule, place, words][met_in] = None
        self.spans.setdefault(place, span)

    def diagnostics(self) -> Iterator[Diagnostic]:
        for (rule, place, words), met_in in self.met.items():
            yield error(rule, f"{place}: {words} ({', '.join(met_in)})", self.spans[place], _HINTS[rule])


# --- calls ------------------------------------------------------------------------------------------------------------


@dataclass
class _Ear(Line):
    """A line that knows at which node each text was spoken."""

    node: str = ""
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    def log(self, kind: str, value: str = "") -> None:
        """As a line does it."""
        super().log(kind, value)
        if kind == "node":
            self.node = value

    def say(self, locale: str, text: str) -> None:
        """As a line does it."""
        super().say(locale, text)
        self.heard.append((self.node, locale, text))


class _Calls:
    def __init__(self, program: Program, found: _Found) -> None:
        self.program = program
        self.found = found
        self.played = 0
        self.spans = {block.node: block.span for block in [*program.blocks.values()][::-1]}
        self.targets = load_targets()
        self.artifacts: dict[str, Artifact] = {}
        self.judged: set[tuple[str, str, str, str]] = set()
        self.first_heard: dict[str, str] = {}
        self.mirrored = {
            program.speech[address, ACCENTED].plain(): program.speech[address, MIRRORED].plain()
            for address, message in program.messages.items()
            if message.phrase
        }
        locales = [find_locale(locale) for locale in program.all_locales()]
        self.names = [program.organisation, *(name for one in locales for name in (one.endonym, one.english_name))]

    def play_all(self) -> None:
        """Every flow: flows that numbers lead to first, the others where calls to those passed not all of them."""
        if not self.program.entries:
            return
        for name, target in self.targets.items():
            # Languages without a voice are `check`'s; whether the pseudo words are recorded says nothing about them.
            faults = [one for one in errors_of(target.check(self.program)) if not one.rule.endswith("-no-voice")]
            if not faults:
                self.artifacts[name] = target.emit(self.program)
            for fault in faults:
                self.found.add("cannot-play", f"the flows on {target.title}", fault.message, name, fault.span)
        passed: set[Item] = set()
        numbered = [number.flow for number in self.program.numbers.values() if number.flow in self.program.entries]
        for flow in dict.fromkeys([*numbered, *self.program.entries]):
            own = {edge for edge in edges_of_program(self.program, flow) if edge.source.startswith(f"{flow}/")}
            if own <= passed:
                continue
            covering = covering_calls(self.program, flow, "edges", ACCENTED, passed)
            for call in covering.calls:
                self._play(call)
                passed.update(call.edges)
            # To find again that no call passes there would take as long as all the rest.
            passed.update(one.item for one in covering.missing)

    def _play(self, call: GeneratedCall) -> None:
        self.played += 1
        for locale in PSEUDO_LOCALES:
            actions = [self._said_in(action, locale) for action in call.actions]
            setup = replace(call.setup, locale=locale)
            for player in (REFERENCE, *self.artifacts):
                world = ScriptWorld(
                    call.lookups, call.queues, call.transfers, call.sends, call.callbacks, call.recordings
                )
                ear = _Ear(ScriptCaller(actions), world)
                try:
                    if player == REFERENCE:
                        play(self.program, setup, ear)
                    else:
                        self.targets[player].play(self.artifacts[player], setup, ear)
                except PlayFault as fault:
                    self.found.add("cannot-play", call.setup.flow, str(fault), player, None)
                self._judge(ear, player, call)

    def _said_in(self, action: Action, locale: str) -> Action:
        """Calls were found for the accented words; the same words of the mirrored locale lead the same way."""
        if locale == MIRRORED and isinstance(action, Speak):
            return Speak(self.mirrored.get(action.words, action.words))
        return action

    def _judge(self, ear: _Ear, player: str, call: GeneratedCall) -> None:
        brought = [value for answers in call.lookups.values() for answer in answers for value in answer.fields.values()]
        spoken_words = [action.words for action in call.actions if isinstance(action, Speak)]
        for node, locale, text in ear.heard:
            if (node, locale, text, player) in self.judged:
                continue
            self.judged.add((node, locale, text, player))
            known = [*self.names, *brought, *spoken_words, *_words_of_values(locale)]
            met_in = f"{player} {locale}"
            for words in plain_words(text, known):
                # Targets speak for several nodes at once; the reference, which is played first, tells them apart.
                place = self.first_heard.setdefault(words, node or call.setup.flow)
                self.found.add("never-looked-up", place, f"“{words}”", met_in, self.spans.get(place))
            if is_cut_off(text):
                self.found.add("cut-off", node or call.setup.flow, _shorten(text), met_in, self.spans.get(node))


def _shorten(text: str) -> str:
    return f"“{' '.join(text.split())[:80]}”"


def _words_of_values(locale: str) -> Iterator[str]:
    """The words that dates, times and answers are spoken with."""
    form = speech_format(locale)
    patterns = (form.date, form.time, form.minus, form.first_day)
    words = (word for pattern in patterns for word in re.sub(r"\{\w+\}", " ", pattern).split())
    yield from (*form.months, form.am, form.pm, form.yes, form.no, *words)


# --- notices ----------------------------------------------------------------------------------------------------------


class _Notices:
    def __init__(self, workspace: Workspace, found: _Found) -> None:
        self.workspace = workspace
        self.found = found
        self.made = 0
        self.set_letters: set[str] = set()
        self.were_set: set[tuple[str, str]] = set()

    def make_all(self) -> None:
        """Every letter of every notice by every channel."""
        for file in self.workspace.notices.notices.values():
            renderer = open_renderer(self.workspace, file)
            if renderer is None:
                continue
            for first, channels in channels_by_text(file).items():
                branches = find_branches(file, renderer.letterhead, first).branches
                for channel in channels:
                    for branch in branches:
                        for locale in PSEUDO_LOCALES:
                            self._make(file, renderer, channel, branch, locale)

    def _make(self, file: NoticeFile, renderer: Renderer, channel: str, branch: Branch, locale: str) -> None:
        self.made += 1
        place, span = f"{file.notice.id}/{channel}", file.notice.span
        try:
            decisions, member = renderer.decide(channel, locale, branch.values, branch.id)
            prepared = renderer.prepared(channel, locale, decisions)
            is_letter = "pdf" in CHANNELS[channel].suffixes
            letters = frozenset(write_program(prepared, member)) if is_letter else frozenset()
            # Setting a letter takes longest by far, and shows no more than which characters can't be set.
            is_known = is_letter and letters <= self.set_letters and (place, locale) in self.were_set
            rendering = Rendering({}) if is_known else CHANNELS[channel].fill(prepared, member)
            self.set_letters |= letters
            self.were_set.add((place, locale))
        except CannotRender as fault:
            self.found.add("cannot-render", place, str(fault), locale, span)
            return
        texts = {part: words_of_part(part, raw) for part, raw in rendering.parts.items() if part != "pdf"}
        if is_letter:
            texts["pdf"] = words_of_letter(renderer, prepared, member, locale)
        known = list(_values_of(renderer, member, locale))
        if channel == ROBOCALL:
            texts["call"] = self._text_of_call(prepared, member)
        for part, text in texts.items():
            for words in plain_words(text, known):
                self.found.add("never-looked-up", f"{place}/{part}", f"“{words}”", locale, span)
            if is_cut_off(text):
                self.found.add("cut-off", f"{place}/{part}", _shorten(text), locale, span)

    def _text_of_call(self, prepared: Prepared, member: Member) -> str:
        """All that a robocall can say as a call: it offers keys, which its SSML does not."""
        content = self.workspace.content
        assert content is not None, "notices are made with a usable ivr.yaml"
        flow = robocall_flow(prepared, member, content, queue_for(content.settings, ""))
        program = compile_program(flow.content, flow.words(self.workspace.translations()))
        spoken_here = {
            step.address for block in program.blocks.values() for step in block.steps if isinstance(step, Say)
        }
        texts = (text.plain() for (address, _), text in program.speech.items() if address in spoken_here)
        return "\n".join(_PLACEHOLDER.sub(" ", text) for text in texts)


def _values_of(renderer: Renderer, member: Member, locale: str) -> Iterator[str]:
    """A member's values and the letterhead's, in every way in which they are written and spoken."""
    letterhead = [Value(kind, raw) for kind, raw in renderer.letterhead.values().values()]
    for value in [*member.values, *member.recipient.values(), *letterhead]:
        yield printed(value, locale)
        yield spoken(value, locale)
        for raw in value.raw if isinstance(value.raw, tuple) else (value.raw,):
            if isinstance(raw, str):
                yield raw
    yield from _words_of_values(locale)
