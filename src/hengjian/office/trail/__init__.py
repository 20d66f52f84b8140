"""The trail: who did or read what, when and why, in a chain that shows every later change."""
