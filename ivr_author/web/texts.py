"""The texts of each flow, and how far their translations are; kept while the flow and the catalog stay as they are."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.stats import CatalogStats, count_catalog, sum_stats
from ivr_author.core.memo import Memo
from ivr_author.core.segment import Segment
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.segments import segments_of_bulletin, segments_of_flow, segments_of_settings
from ivr_author.flow.settings import Settings

MOST_FLOWS = 2_000
MOST_COUNTS = 50_000

_segments: Memo[tuple[Segment, ...]] = Memo(MOST_FLOWS)
_counts: Memo[CatalogStats] = Memo(MOST_COUNTS)

TEXTS = "texts"
BULLETINS = "bulletins"
"""What stands in an address where a flow's name could: the built-in sentences, and the bulletins."""


def segments_by_group(content: Content) -> dict[str, tuple[Segment, ...]]:
    """Every text that is translated, by its flow (or `texts`, `bulletins`), in the order of `segments_of_content`."""
    groups = {TEXTS: _segments.get(TEXTS, (content.settings,), lambda: tuple(segments_of_settings(content.settings)))}
    bulletins = tuple(content.bulletins.values())
    groups[BULLETINS] = tuple(segment for one in bulletins for segment in segments_of_bulletin(one))
    for flow in content.flows.values():
        groups[flow.id] = segments_of(flow)
    return groups


def segments_of(flow: Flow) -> tuple[Segment, ...]:
    """The texts of one flow."""
    return _segments.get(f"flow {flow.id}", (flow,), lambda: tuple(segments_of_flow(flow)))


def stats_by_group(
    settings: Settings, groups: Mapping[str, tuple[Segment, ...]], catalogs: Mapping[str, Catalog]
) -> dict[str, dict[str, CatalogStats]]:
    """How far each group is in each locale: `stats[group][locale]`; the empty name stands for the whole workspace."""
    stats: dict[str, dict[str, CatalogStats]] = {"": {}}
    for locale in settings.locales:
        catalog = catalogs.get(locale) or Catalog(locale)
        for group, segments in groups.items():
            given = (segments, catalog)
            counted = _counts.get(f"{group} {locale}", given, lambda given=given: count_catalog(given[1], given[0]))  # type: ignore[misc]
            if segments:
                stats.setdefault(group, {})[locale] = counted
        stats[""][locale] = sum_stats(catalog, [one[locale] for name, one in stats.items() if name])
    return stats
