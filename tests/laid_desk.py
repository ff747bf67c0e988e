"""A desk laid for tests: plain settings, an own clock, and letters as they come from outside."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.desk import Desk
from bot.inquiries import intake
from bot.inquiries.deadlines import work_calendar
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood
from bot.settings import Settings
from bot.staff.members import Members
from nlp.understanding import Explanation, Reason, Understanding
from storage.database import Database
from storage.tables import Inquiry
from tests.ready_databases import make_ready

MONDAY_MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OWN_ADDRESS = "fonde@ministeriet.example"
METTE, ANDERS, FATIMA, JONAS = "U0METTE", "U0ANDERS", "U0FATIMA", "U0JONAS"


def the_settings(folder: Path, **sections: dict[str, Any] | list[dict[str, Any]] | None) -> Settings:
    """A ministry with a triage office and two more; a section given as None is left empty.

    A list, as of offices, stands for the whole section.
    """
    values: dict[str, Any] = {
        "service": {"data_dir": folder, "secret": "s" * 40},
        "database": {"url": f"sqlite+aiosqlite:///{folder / 'test.db'}"},
        "smtp": {"host": "127.0.0.1", "port": 1, "security": "none", "from_address": OWN_ADDRESS},
        "office": [
            {
                "key": "indsatser",
                "name": "Indsatser",
                "channel": "C0INDSATSER",
                "members": [METTE, ANDERS],
                "triage": True,
            },
            {"key": "analyse", "name": "Analyse", "channel": "C0ANALYSE", "members": [FATIMA]},
            {"key": "moeder", "name": "Møder", "channel": "C0MOEDER", "members": [JONAS]},
        ],
        "route": [
            {"initiative": "vidensalliancer", "topics": ["effektanalyse"], "office": "analyse"},
            {"initiative": "vidensalliancer", "office": "indsatser"},
            {"initiative": "temamoeder", "office": "moeder"},
            {"initiative": "rct", "office": "analyse"},
        ],
    }
    for section, over in sections.items():
        values[section] = over if isinstance(over, list) else (values.get(section, {}) | over) if over else {}
    return Settings.model_validate(values)


@asynccontextmanager
async def a_desk(
    folder: Path,
    *,
    at: datetime = MONDAY_MORNING,
    nudge: Callable[[], None] = lambda: None,
    **sections: dict[str, Any] | list[dict[str, Any]],
) -> AsyncIterator[Desk]:
    """Lay a desk on a fresh, migrated SQLite database."""
    settings = the_settings(folder, **sections)
    desk = Desk(
        settings=settings,
        database=Database(settings.database.url),
        clock=Clock(at),
        calendar=work_calendar(settings),
        members=Members(settings.office, settings.barred),
        key=b"k" * 32,
        nudge=nudge,
    )
    await make_ready(desk.database)
    yield desk
    await desk.database.close()


def an_incoming(**over: Any) -> Incoming:
    """A letter from a foundation."""
    values: dict[str, Any] = {
        "sender": "karen@fondennordlys.example",
        "sender_name": "Karen Lyngholt",
        "subject": "Evaluering af mentorordning",
        "text": "Kan vi få en snak om evaluering?\n\nKaren\nFonden Nordlys",
        "full_text": None,
        "received_at": MONDAY_MORNING,
        "message_id": "<1@fondennordlys.example>",
        "recipients": [OWN_ADDRESS],
    }
    return Incoming(**(values | over))


def an_understanding(
    initiative: str = "vidensalliancer", confidence: float = 0.9, **over: Any
) -> Understanding:
    """What a model made of a letter."""
    rest = (1 - confidence) / 2
    scores = {"temamoeder": rest, "rct": rest} | {initiative: confidence}
    values: dict[str, Any] = {
        "language": "da",
        "accepted": confidence > 0.5,
        "topics": ("evaluering",),
        "scores": scores,
    }
    return Understanding(initiative=initiative, confidence=confidence, **(values | over))


async def an_inquiry(
    desk: Desk, letter: Incoming | None = None, understanding: Understanding | None = None, **over: Any
) -> Inquiry:
    """An inquiry opened at the desk, as reception opens it."""
    understood = Understood(understanding or an_understanding(), "test-model")
    async with desk.database.transaction() as session:
        return await intake.open_inquiry(
            session, desk, letter or an_incoming(**over), understood, desk.clock.now()
        )


class FixedModel:
    """Understands every letter alike."""

    version = "test-model"

    def __init__(self, understanding: Understanding | None = None) -> None:
        self.understanding = understanding or an_understanding()

    def understand(self, _subject: str, _body: str) -> Understanding:
        """See :class:`nlp.model.Model`."""
        return self.understanding

    def understand_many(self, texts: Iterable[tuple[str, str]]) -> list[Understanding]:
        """See :class:`nlp.model.Model`."""
        return [self.understanding for _ in texts]

    def explain(self, _subject: str, _body: str) -> Explanation:
        """See :class:`nlp.model.Model`."""
        best, second = (label for label, _ in self.understanding.best(2))
        return Explanation(
            replace(self.understanding, model=self.version),
            best=best,
            for_best=(Reason("evaluering", 0.8), Reason("snak", 0.1)),
            second=second,
            for_second=(Reason("snak", 0.3),),
        )
