"""Official documents of supervision: drafted, signed by a second person, numbered, frozen, received."""
