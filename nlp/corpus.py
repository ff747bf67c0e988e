"""Reading corpora: JSON lines to messages, their labels checked, near-duplicates named.

Writing corpora is people's work; learning from them is `nlp.training`.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp.errors import CorpusLineInvalid, LabelUnknown
from nlp.message import Message
from nlp.taxonomy import Taxonomy, keys

SHIPPED = Path(__file__).parent / "corpus"
SIMILAR = 0.6  # from this share of common five-word runs on, two messages are one

_SHINGLE = 5
_SKETCH = 32
_OPTIONAL = ("susi_phase", "form", "kind", "lang", "channel")


def files(paths: Iterable[Path]) -> list[Path]:
    """Return the `.jsonl` files of `paths`: files as they are, folders by what lies in them."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    return found


def read(paths: Iterable[Path], taxonomy: Taxonomy | None = None) -> list[Message]:
    """Read all messages of `paths`; with a `taxonomy`, refuse labels that it lacks.

    Raises CorpusLineInvalid and LabelUnknown, which name file and line, and OSError.
    """
    return [message for path in files(paths) for message in _read_file(path, taxonomy)]


def near_duplicates(messages: Sequence[Message]) -> list[tuple[int, int]]:
    """Return pairs (earlier, later) of positions whose texts share most of their five-word runs.

    Candidates share one of their smallest shingle hashes (a min-wise sketch), so the work
    grows with the number of messages, not with its square.
    """
    shingles = [_shingles(message.text) for message in messages]
    seen: defaultdict[int, list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for later, own in enumerate(shingles):
        sketch = sorted(own)[:_SKETCH]
        for earlier in {other for key in sketch for other in seen[key]}:
            if _overlap(shingles[earlier], own) >= SIMILAR:
                pairs.add((earlier, later))
        for key in sketch:
            seen[key].append(later)
    return sorted(pairs)


def groups(messages: Sequence[Message]) -> list[int]:
    """Return a group number for each message; near-duplicates share theirs."""
    group = list(range(len(messages)))
    for earlier, later in near_duplicates(messages):
        group[later] = group[earlier]
    return group


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.lower())
    runs = [words[i : i + _SHINGLE] for i in range(max(1, len(words) - _SHINGLE + 1))]
    return frozenset(_stable_hash(" ".join(run)) for run in runs)


def _stable_hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _read_file(path: Path, taxonomy: Taxonomy | None) -> Iterator[Message]:
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            if raw.strip():
                yield _message(path, number, _parsed(path, number, raw), taxonomy)


def _parsed(path: Path, number: int, raw: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CorpusLineInvalid(path, number, str(error)) from error
    if not isinstance(entry, dict):
        raise CorpusLineInvalid(path, number, "not a JSON object")
    return entry


def _message(path: Path, number: int, entry: dict[str, Any], taxonomy: Taxonomy | None) -> Message:
    for field in ("body", "initiative"):
        if not isinstance(entry.get(field), str):
            raise CorpusLineInvalid(path, number, f'"{field}" is missing or no text')
    topics = entry.get("topics") or []
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise CorpusLineInvalid(path, number, '"topics" is no list of texts')
    message = Message(
        body=entry["body"],
        initiative=entry["initiative"],
        subject=_text(path, number, entry, "subject") or "",
        topics=tuple(topics),
        hard=entry.get("hard"),
        id=str(entry.get("id") or number),
        source=path.stem,
        **{field: _text(path, number, entry, field) for field in _OPTIONAL},
    )
    if taxonomy is not None:
        _check_labels(path, number, message, taxonomy)
    return message


def _text(path: Path, number: int, entry: dict[str, Any], field: str) -> str | None:
    value = entry.get(field)
    if value is not None and not isinstance(value, str):
        raise CorpusLineInvalid(path, number, f'"{field}" is no text')
    return value or None


def _check_labels(path: Path, number: int, message: Message, taxonomy: Taxonomy) -> None:
    allowed = {
        "initiative": (taxonomy.initiatives, (message.initiative,)),
        "topics": (taxonomy.topics, message.topics),
        "susi_phase": (taxonomy.susi_phases, (message.susi_phase,)),
        "form": (taxonomy.forms, (message.form,)),
    }
    for field, (labels, used) in allowed.items():
        for label in used:
            if label is not None and label not in keys(labels):
                raise LabelUnknown(path, number, field, label, keys(labels))
