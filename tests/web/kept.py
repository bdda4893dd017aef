"""What hundreds of studios on copies of the same workspace have in common, made once for all of them.

Only things that follow from what they are asked for: a template from its words, a check from the files. A studio of a
test that changes a file is checked anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from types import CodeType

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.memo import Memo
from ivr_author.core.source import Source
from ivr_author.core.tree import Node
from ivr_author.core.yaml_source import read_yaml
from ivr_author.usecases.check import CheckResult, check_loaded
from ivr_author.usecases.check_apart import version_of
from ivr_author.usecases.reading_grade import today_in
from ivr_author.web import checking
from ivr_author.workspace import loader
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.stamps import stamp_workspace

Builder = Callable[..., tuple[str, str]]

MOST_CHECKS = 24
"""Results of checks that are kept, a few megabytes each: the sample's, and those of fixtures that many tests share."""


def keep_what_is_the_same(patch: pytest.MonkeyPatch) -> None:
    """Compile templates and routes, read equal texts of YAML and check equal workspaces once."""
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": KeptTemplates()})
    patch.setattr(loader, "read_yaml", _reading_once())
    patch.setattr(checking, "check_loaded", _checking_once())
    patch.setattr(Rule, "_compile_builder", _building_once(Rule._compile_builder))


class KeptTemplates(BytecodeCache):
    """Compiled templates, for all studios of a run: hundreds of tests make one of their own."""

    def __init__(self) -> None:
        # As code, not as bytes: to read the bytes again takes as long as a page that is made of them.
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept of a template."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        assert bucket.code is not None, "a template that was compiled"
        self._kept[bucket.key] = bucket.checksum, bucket.code


def _reading_once() -> Callable[[Source], tuple[Node | None, list[Diagnostic]]]:
    @lru_cache(maxsize=512)
    def read(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
        tree, faults = read_yaml(source)
        return tree, tuple(faults)

    def read_again(source: Source) -> tuple[Node | None, list[Diagnostic]]:
        tree, faults = read(source)
        return tree, list(faults)

    return read_again


def _checking_once() -> Callable[[Workspace], CheckResult]:
    kept = Memo[CheckResult](MOST_CHECKS)

    def check(workspace: Workspace) -> CheckResult:
        texts = version_of(workspace.sources)
        result = kept.get(texts, beside_texts(workspace), lambda: check_loaded(workspace))
        return replace(result, workspace=workspace)

    return check


def beside_texts(workspace: Workspace) -> object:
    """What a check depends on besides the texts that were read: the other files, and the day."""
    files = stamp_workspace(workspace.root).files
    # A copy has the times of its original.
    others = tuple((path, changed, size) for path, changed, _, size, _ in files if path not in workspace.sources)
    day = today_in(workspace.content.settings.time_zone) if workspace.content else None
    return others, day


def _building_once(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[..., Builder]:
    """How addresses are built follows from a route; nearly all of the making of a studio goes into finding it out."""
    kept: dict[object, Builder] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Builder:
        # What comes back is given the rule with each call, so that equal rules can share it.
        route = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
        if route not in kept:
            kept[route] = compile_builder(rule, append_unknown)
        return kept[route]

    return compile_once
