"""Clocks of the office's own duties: started, stopped, met, and escalated at most once."""
