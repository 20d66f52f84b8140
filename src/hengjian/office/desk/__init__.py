"""The desk: to-dos and notices of a person. Lower than what writes to it; knows only addresses."""
