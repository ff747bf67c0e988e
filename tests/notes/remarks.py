"""Remarks written into a note's spreadsheet, as somebody in the ministry does."""

import csv
from pathlib import Path

COMMENT = "Det fokusområde tages med i 2027."


def fills_in(path: Path, verdict: str = "met", comment: str = COMMENT) -> None:
    """Write a verdict and a comment on every point."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    for line in lines:
        if line["point"]:
            line["verdict"], line["comment"] = verdict, comment
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(lines)
