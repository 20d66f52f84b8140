"""A district on disk and what is done with it as a whole: open it, run it, explain it, report it.

The command line and the office are two faces of this package.
"""
