"""Findings as people work on them: what the engine flagged, and what was decided about it."""
