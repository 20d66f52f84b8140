"""`python -m hengjian.cli` is the same as `hengjian`."""

from hengjian.cli import main

main()
