"""A port or a host of the configuration that can't be listened on, as the mistake that it is."""

import errno
import socket

from bot.settings.errors import Mistake, SettingsError


def not_ours(keys: str, host: str, port: int, error: OSError) -> SettingsError:
    """Name the setting that keeps us from listening; ``keys`` is how both keys begin (``monitoring.``)."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        key, wrong, allowed = "host", f'is "{host}"', "a name or an address of this machine"
    else:
        key, wrong, allowed = "port", f"is {port}", "a port that no other program has and that we may use"
    return SettingsError([Mistake(f"{keys}{key}", f"{wrong} ({error.strerror})", allowed)])
