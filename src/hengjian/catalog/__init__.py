"""The library, read once into frozen objects. Refuses what is inconsistent, with file and path."""

from hengjian.catalog.calendars import work_calendar
from hengjian.catalog.library import Catalog, library_path, load
from hengjian.catalog.reading import LibraryError

__all__ = ["Catalog", "LibraryError", "library_path", "load", "work_calendar"]
