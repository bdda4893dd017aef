"""The authoring language: from YAML trees to flows, their faults, and the call operations they lower to."""
