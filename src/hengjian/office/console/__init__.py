"""Overviews: leader, figures, coverage, report, responsibility, search. Reads only."""
