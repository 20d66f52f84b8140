"""Many people issue documents at once, in real threads on a real database; prints what was given.

Run as a program by test_documents.py: HENGJIAN_HOME is an empty home, HENGJIAN_DATABASE may name PostgreSQL.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

from hengjian.district.home import Home, Settings

DAY = date.today()
DOCUMENTS, THREADS = 16, 8


def main(home: Path) -> None:
    """Prepare, race, report."""
    os.environ["HENGJIAN_HOME"] = str(home)
    Home.create(home, Settings())
    from hengjian.office.setup import migrate, start_django

    start_django()
    migrate()
    print(json.dumps(race()))


def race() -> dict[str, object]:
    """Two threads fight for each document; every second register row is new to all of them."""
    from django.db import connections

    from hengjian.office.documents import actions, numbering
    from hengjian.office.documents.models import Document

    chief, drafts = prepared()
    gate, refused, broken = threading.Barrier(THREADS), [], []

    def work(mine: list[int]) -> None:
        gate.wait()
        for pk in mine:
            document = Document.objects.get(pk=pk)
            try:
                actions.issue(document, acting_user=chief, revision=1, on_day=DAY)
            except actions.ValidationError:
                refused.append(pk)
            except Exception as error:
                broken.append(repr(error))
        connections.close_all()

    shares = [drafts[n % (THREADS // 2) :: THREADS // 2] for n in range(THREADS)]
    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = Document.objects.order_by("series", "number").values_list("series", "number")
    return {"given": list(given), "refused": len(refused), "broken": broken, "gaps": numbering.gaps()}  # fmt: skip


def prepared() -> tuple[object, list[int]]:
    """A chief who signs and drafts of two kinds."""
    from hengjian.office.accounts import actions as accounts
    from hengjian.office.accounts.models import Unit
    from hengjian.office.documents import actions

    unit = Unit.objects.create(unit_id="A1", name="试验局")
    people = []
    for name, role in (("zhang", "analyst"), ("chief", "chief")):
        user = accounts.create_user(name, name=name, password="correct-horse-9-battery",
                                    acting_user="test", must_change=False)  # fmt: skip
        accounts.grant_role(user, role, starts_on=DAY, ends_on=DAY + timedelta(days=9), acting_user=None)  # fmt: skip
        people.append(user)
    drafts = []
    for n in range(DOCUMENTS):
        kind = "reminder" if n % 2 else "bulletin"
        made = actions.draft(kind, title=f"第{n}号", to_name="试验局", body="请予说明。",
                             acting_user=people[0], unit=unit)  # fmt: skip
        actions.submit(made, acting_user=people[0], revision=0)
        drafts.append(made.pk)
    return people[1], drafts


if __name__ == "__main__":
    main(Path(sys.argv[1]))
