"""Small words of the lab's templates."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def split_words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.filter
def field_of(form: Any, name: str) -> Any:
    """A form's field by name."""
    return form[name]
