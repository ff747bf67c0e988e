"""The configuration: typed, frozen, and checked whole before anything starts.

`load` reads `config.toml` and the environment; `Settings.model_validate({...})` makes the same from
values and reads nothing. `SettingsError` carries every mistake found.
"""

from bot.settings.errors import Mistake, SettingsError
from bot.settings.fitting import NOT_AN_ADDRESS
from bot.settings.root import Settings
from bot.settings.sections import (
    BarredMember,
    Clamav,
    Database,
    Imap,
    Monitoring,
    Nlp,
    Office,
    Retention,
    Route,
    Service,
    SharedChannel,
    Sla,
    Slack,
    Smtp,
)
from bot.settings.signing_key import check_secret, ensure_secret
from bot.settings.sources import load

__all__ = [
    "NOT_AN_ADDRESS",
    "BarredMember",
    "Clamav",
    "Database",
    "Imap",
    "Mistake",
    "Monitoring",
    "Nlp",
    "Office",
    "Retention",
    "Route",
    "Service",
    "Settings",
    "SettingsError",
    "SharedChannel",
    "Sla",
    "Slack",
    "Smtp",
    "check_secret",
    "ensure_secret",
    "load",
]
