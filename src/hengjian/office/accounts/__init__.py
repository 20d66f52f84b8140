"""People, units, roles with an end, and the one policy that says who sees and does what."""
