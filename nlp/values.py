"""Plain values in files: how models and their reports keep what is not an array."""

import json
from pathlib import Path
from typing import Any


def write(path: Path, values: Any) -> None:
    """Write `values` to `path` as JSON, the same bytes for the same values."""
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def read(path: Path) -> Any:
    """Read back what `write` wrote; OSError and ValueError where that cannot be."""
    return json.loads(path.read_text(encoding="utf-8"))
