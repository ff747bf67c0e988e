"""What pydantic found wrong, in the words of whoever wrote the configuration.

The kinds of pydantic's errors hardly matter here: every sentence says what the value is and, by the
description of its field, what it must be.
"""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.settings.errors import Mistake
from bot.settings.fitting import one_of
from bot.settings.root import Settings
from bot.settings.values import Secret

_LONGEST_VALUE = 60
# raised for a default that hangs on another value, which is wrong itself and named
_FOLLOWS_FROM_ANOTHER = "default_factory_not_called"


def explained(error: ValidationError) -> Iterator[Mistake]:
    """Turn what is wrong with values of `Settings` into mistakes."""
    for details in error.errors(include_url=False):
        if details["type"] != _FOLLOWS_FROM_ANOTHER:
            yield _mistake(details)


def table_of(section: str) -> type[BaseModel] | None:
    """Return the type of a section's table (of one entry for `office`), None if there is none."""
    field = Settings.model_fields.get(section)
    candidates = (field.annotation, *get_args(field.annotation)) if field else ()
    return next(
        (kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)),
        None,
    )


def is_secret(field: FieldInfo) -> bool:
    """Tell whether a field may not stand in the configuration file, nor be shown."""
    return field.annotation == Secret


def _mistake(details: ErrorDetails) -> Mistake:
    key = _dotted(details["loc"])
    section, *names = (part for part in details["loc"] if isinstance(part, str))
    table = table_of(section)
    if table is None or (names and names[0] not in table.model_fields):
        return _unknown(key, names[0] if table else section, table or Settings)
    if not names:
        single = Settings.model_fields[section].annotation is table
        return Mistake(
            key, "is of the wrong kind", f"a table, [{section}]" if single else f"a table, [[{section}]]"
        )
    field = table.model_fields[names[0]]
    wrong = "is missing" if details["type"] == "missing" else _shown(field, details["input"])
    return Mistake(key, wrong, _description(field) or "")


def _dotted(loc: tuple[int | str, ...]) -> str:
    section, *rest = loc
    position = f"[{rest[0] + 1}]" if rest and isinstance(rest[0], int) else ""
    return ".".join([f"{section}{position}", *(part for part in rest if isinstance(part, str))])


def _unknown(key: str, name: str, table: type[BaseModel]) -> Mistake:
    near = get_close_matches(name, table.model_fields, n=1)
    hint = f" (did you mean {key.removesuffix(name)}{near[0]}?)" if near else ""
    return Mistake(key, f"is unknown{hint}", one_of(table.model_fields))


def _shown(field: FieldInfo, value: object) -> str:
    if is_secret(field) or not field.repr:
        return "is not usable"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"is {text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + '…'}"


def _description(kind: Any) -> str | None:
    """Find the words on a field, or on the type inside its `… | None`."""
    found = getattr(kind, "description", None)
    inside = kind.annotation if isinstance(kind, FieldInfo) else None
    parts = (*get_args(inside), *get_args(kind), *getattr(kind, "__metadata__", ()))
    return found or next(filter(None, map(_description, parts)), None)
