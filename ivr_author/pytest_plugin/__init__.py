"""Call scripts as pytest tests: hooks and reports. Leaves playing to the harness."""
