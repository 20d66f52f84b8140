"""People and companies: keyed tokens in place of ID numbers."""
