"""Conditions and values of flows: read, checked, evaluated, and written for each target, never evaluated as text."""
