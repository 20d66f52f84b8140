"""The rule library on the screen, and the lab where a rule is drafted, reviewed and released."""
