"""Clues and transfers: registered, disposed of in four ways, handed over; results come back as statistics."""
