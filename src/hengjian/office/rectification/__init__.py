"""Rectification: cause, measure, owner, day, proof, independent check; and the documents of supervision."""
