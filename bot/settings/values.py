"""The types of single values in a configuration, each with the words for what it allows.

The description of a type or a field is what a user reads after "it must be".
"""

import json
import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, Strict

from bot.settings import database_url
from bot.signed_address import LONGEST_BASE


def _listed(value: object) -> object:
    """Let the environment give a list as `a, b` or as JSON."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part.strip() for part in value.split(",") if part.strip()]


def _date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _time(value: object) -> object:
    return time.fromisoformat(value) if isinstance(value, str) else value


def _without_offset(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError
    return value


def _day_of_year(value: object) -> tuple[int, int]:
    month, day = value if isinstance(value, tuple) else str(value).split("-")
    in_a_leap_year = date(2024, int(month), int(day))
    return in_a_leap_year.month, in_a_leap_year.day


def _no_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - pydantic would read 0 or 1, and takes no TypeError for a mistake
    return value


def _with_slash(url: str) -> str:
    return url.rstrip("/") + "/"


def _host(name: str) -> str:
    name.encode("idna")  # as whoever connects will: no part is empty or longer than DNS takes
    return name


def _path(value: object) -> object:
    # pydantic would take nothing for the directory that the program is started in
    if isinstance(value, str) and (not value.strip() or "\0" in value):
        raise ValueError
    return value


def _of_one_line(secret: SecretStr | None) -> SecretStr | None:
    """Refuse what no protocol takes, such as a file of two tokens; its owner hears of it at the start."""
    if secret and _CONTROL.search(secret.get_secret_value()):
        raise ValueError
    return secret


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SHORTEST_SECRET = 32
Secret = SecretStr | None
SignInSecret = Annotated[
    Secret, AfterValidator(_of_one_line), Field(description="of one line, without control characters")
]
_IN_LINE = r"[^\p{Cc}\p{Zl}\p{Zp}]"
_Int = Annotated[int, BeforeValidator(_no_flag)]
_Float = Annotated[float, BeforeValidator(_no_flag)]

Text = Annotated[
    str,
    Field(
        # what may stand in the head of a mail: no control characters, no ends of lines; and something to see
        pattern=rf"^{_IN_LINE}*[^\p{{C}}\p{{Z}}]{_IN_LINE}*$",
        description="a text of one line that is not empty, without control characters",
    ),
]
Host = Annotated[
    str,
    Field(pattern=r"^[^\s\p{Cc}]+$", description="the name or the IP address of a server"),
    AfterValidator(_host),
]
Language = Annotated[Literal["da", "en"], Field(description='"da" or "en"')]
Security = Annotated[Literal["tls", "starttls", "none"], Field(description='"tls", "starttls" or "none"')]
Port = Annotated[_Int, Field(ge=1, le=65535, description="a port number from 1 to 65535")]
Count = Annotated[_Int, Field(ge=1, description="a whole number, at least 1")]
Seconds = Annotated[_Int, Field(ge=1, le=100, description="a number of seconds from 1 to 100")]
"""For one message, while others wait behind it."""
Pause = Annotated[
    _Int, Field(ge=1, le=86_400, description="a number of seconds from 1 to 86400, which is a day")
]
PauseOrNone = Annotated[
    _Int, Field(ge=0, le=86_400, description="a number of seconds from 0 to 86400, which is a day")
]
# days are counted from a date, and dates end: beyond these nothing could be reckoned any more
DaysKept = Annotated[
    _Int, Field(ge=0, le=36_500, description="a number of days from 1 to 36500, or 0 for good")
]
WorkingDays = Annotated[_Int, Field(ge=1, le=1000, description="a number of working days from 1 to 1000")]
PortOrNone = Annotated[
    _Int, Field(ge=0, le=65535, description="a port number from 1 to 65535, or 0 for none")
]
CountOrNone = Annotated[_Int, Field(ge=0, description="a whole number, 0 or more")]
Share = Annotated[_Float, Field(ge=0, le=1, description="a number from 0.0 to 1.0")]
Timezone = Annotated[ZoneInfo, Field(description='the name of a time zone, such as "Europe/Copenhagen"')]
FilePath = Annotated[Path, BeforeValidator(_path), Field(description="a path")]
SecretFile = Annotated[Path, Field(description="the path of a readable file that is not empty")]

# pydantic would read a bare number as seconds since 1970 or since midnight
Date = Annotated[date, Strict(), BeforeValidator(_date)]
TimeOfDay = Annotated[
    time,
    Strict(),
    BeforeValidator(_time),
    AfterValidator(_without_offset),
    Field(description='a time of day, such as "09:00"'),
]
DayOfYear = Annotated[tuple[int, int], BeforeValidator(_day_of_year)]
Dates = Annotated[
    tuple[Date, ...],
    BeforeValidator(_listed),
    Field(description='a list of dates, such as ["2026-05-15"]'),
]
DaysOfYear = Annotated[
    tuple[DayOfYear, ...],
    BeforeValidator(_listed),
    Field(description='a list of days as month-day, such as ["12-24"]'),
]

DatabaseUrl = Annotated[
    str,
    Field(
        pattern=r"^(sqlite\+aiosqlite:///|postgresql\+asyncpg://)\P{Cc}+$",
        description="sqlite+aiosqlite:///PATH or postgresql+asyncpg://USER@HOST/NAME, "
        "with no options but those of the driver",
    ),
    AfterValidator(database_url.usable),
]
HttpUrl = Annotated[
    str,
    Field(pattern=r"^https?://[^\s/]", description="an address that starts with https://"),
    AfterValidator(_with_slash),
]
_ATOM = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
Address = Annotated[
    str,
    Field(
        pattern=rf"^{_ATOM}{{1,64}}@{_DOMAIN}$",
        description='a mail address, such as "kontor@ministeriet.example"',
    ),
]
Addresses = Annotated[
    tuple[Annotated[str, Field(pattern=rf"^{_ATOM}{{1,64}}@{_DOMAIN}$")], ...],
    BeforeValidator(_listed),
    Field(description='a list of mail addresses, such as ["kontor@ministeriet.example"]'),
]
BaseAddress = Annotated[
    str,
    Field(
        # what leads an answer back is added in front of the @, which RFC 5321 limits to 64
        pattern=rf"^{_ATOM}{{1,{LONGEST_BASE}}}@{_DOMAIN}$",
        description='a mail address, such as "fonde@ministeriet.example", '
        f"with at most {LONGEST_BASE} characters before the @",
    ),
]
Hosts = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_listed),
    Field(description='a list of host names, such as ["mx.ministeriet.example"]'),
]

Key = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_-]*$",
        description='a short name in small letters, such as "analyse"',
    ),
]
Keys = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_listed),
    Field(description='a list of topics of the taxonomy, such as ["evaluering"]'),
]
ChannelId = Annotated[
    str,
    Field(
        pattern=r"^[CG][A-Z0-9_-]+$",
        description='the id of a Slack channel (not its name), such as "C0FOND001"',
    ),
]
UserIds = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[UW][A-Z0-9_-]+$")], ...],
    BeforeValidator(_listed),
    Field(description='a list of ids of Slack users, such as ["U0FOND001"]'),
]
UserId = Annotated[
    str, Field(pattern=r"^[UW][A-Z0-9_-]+$", description='the id of a Slack user, such as "U0FOND001"')
]
PartyOutside = Annotated[
    str,
    Field(
        pattern=r"^[^@]*[^@\s][^@]*$",
        description='a mail domain such as "fondennordlys.example", or the name of an organisation',
    ),
]
GroupId = Annotated[
    str,
    Field(
        pattern=r"^S[A-Z0-9_-]+$",
        description='the id of a Slack user group (not its name), such as "S0FOND001"',
    ),
]
