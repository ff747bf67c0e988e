"""What a report on a letter of a round says of its being sent again: kept in what was read of the report."""

from storage.tables import Submission


def is_coming(report: Submission) -> bool:
    """Whether the letter that came back is going to be sent again."""
    return "again" in report.reading and "over" not in report.reading["again"]
