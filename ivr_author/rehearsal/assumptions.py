"""What a rehearsal takes for granted, said openly: sentences for its page."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.rehearsal import walk
from ivr_author.rehearsal.outcome import Plan
from ivr_author.rehearsal.sentences import count, minutes


def assumptions_of(plan: Plan) -> Iterator[str]:
    """One sentence or two for each."""
    handling = plan.handling
    yield f"Calls over the hours: {plan.arrivals}. Within an hour they come by chance (Poisson)."
    talk, wrap_up = minutes(handling.talk), minutes(handling.wrap_up)
    yield f"A conversation takes {talk} and the work after it {wrap_up} on average; both vary (exponential)."
    yield (
        f"Callers wait {minutes(handling.patience)} on average before they give up, and {handling.redial:.0%} of those "
        f"call again, {minutes(handling.redial_after)} later on average."
    )
    shared = "shared out by how many callers of each ask for somebody" if plan.are_agents_shared else "as given"
    yield (
        f"Agents by language are {shared}. They speak one language each, take the calls of all its queues in turn, are "
        "there while a queue is open, and serve whoever is still waiting when it closes."
    )
    size = f"{handling.queue_size:,.0f}" if handling.queue_size < float("inf") else "Any number of"
    yield f"{size} callers may wait in one queue of one language; then the flow goes on as for a full queue."
    yield (
        "Callbacks wait in line with the calls, keep their place, and everybody is reached. What is left when a queue "
        "closes for the day is left for another day."
    )
    yield _told_by(plan)
    yield (
        "Nobody hangs up in the middle of the flow, and the outside works, unless the file of weights says otherwise: "
        "services answer, messages go out, other lines take the call."
    )
    yield (
        f"Callers hear every prompt to its end, think for {walk.THINKING_SECONDS} seconds, and take "
        f"{walk.KEY_SECONDS} seconds a key. How long a prompt takes is told from its text."
    )
    yield "Limits on calls at once and on calls placed are counted beside the day: no call was refused for them in it."
    yield f"One day by chance, with the seed {plan.seed}. Another seed gives another day like it."


def _told_by(plan: Plan) -> str:
    scripts = count(plan.scripts, "call script")
    told = f"What callers choose comes from {scripts}, where each counts once"
    if plan.weights:
        source = f" ({plan.weights_source})" if plan.weights_source else ""
        told = f"What callers choose comes from {plan.weights}{source}, and where it is silent from {scripts}"
    if not plan.guesses:
        return f"{told}."
    return f"{told}. Nobody says what they do at {', '.join(plan.guesses)}: there, each key is as likely as another."
