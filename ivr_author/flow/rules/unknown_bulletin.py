"""A bulletin that is named must exist."""

from __future__ import annotations

from ivr_author.flow.model import BulletinName
from ivr_author.flow.rules._unknown import unknown_name_rule

RULE = unknown_name_rule(
    "unknown-bulletin",
    BulletinName,
    lambda subject: subject.content.bulletins,
    "a bulletin is a file in flows/bulletins",
    "flows/bulletins/",
)
