"""A queue that is named must exist."""

from __future__ import annotations

from ivr_author.flow.model import QueueName
from ivr_author.flow.rules._unknown import unknown_name_rule

RULE = unknown_name_rule(
    "unknown-queue", QueueName, lambda subject: subject.content.settings.queues, "queues are declared in ivr.yaml"
)
