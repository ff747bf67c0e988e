"""What is said in a storm, so that what became of it can be found again; each thing has its number."""

import json
import re
from typing import Any

KEY = "uip-storm"
"""The round's."""
PARTIES = 60


def writer(number: int) -> str:
    """Who sends a mail."""
    return f"post@fond{number}.example"


def number_of_writer(address: str) -> int | None:
    """The mail that somebody sent."""
    found = re.fullmatch(r"post@fond(\d+)\.example", address)
    return int(found[1]) if found else None


def party(number: int) -> str:
    """Whom the round invites."""
    return f"post@part{number}.example"


def number_of(message: dict[str, Any]) -> int | None:
    """The mail that a message in Slack is about."""
    found = re.search(r"Spørgsmål nr\. (\d+) om", json.dumps(message, ensure_ascii=False))
    return int(found[1]) if found else None


def subject_of_mail(number: int) -> str:
    """What a mail is about, and no other."""
    return f"Spørgsmål nr. {number} om jeres program"


def words_of_answer(number: int) -> str:
    """What Anne's answer to a mail has in it, and no other's."""
    return f"Svar på nummer {number}."


def words_of_follow_up(number: int) -> str:
    """What a foundation says to that answer."""
    return f"Tak for svaret på nummer {number};"


def follow_up_in(message: dict[str, Any]) -> str | None:
    """The words of a follow-up that a message in Slack shows."""
    found = re.search(r"Tak for svaret på nummer \d+;", json.dumps(message, ensure_ascii=False))
    return found[0] if found else None


def words_of_question(number: int) -> str:
    """What a question in Slack has in it, and no other."""
    return f"Vores nummer {number}:"
