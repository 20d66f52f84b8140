"""Holdings: sources, uploads, batches, quality, and requests for missing records."""
