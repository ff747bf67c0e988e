"""Whether an address of the database can be used, before anything connects to it."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

# what the drivers take as a text; another is an error of theirs, or passed over
_OPTIONS = {
    "sqlite": frozenset({"timeout", "cached_statements", "isolation_level", "detect_types", "uri"}),
    "postgresql": frozenset(
        {
            *("host", "port", "user", "password", "passfile", "service", "servicefile"),
            *("ssl", "direct_tls", "krbsrvname", "gsslib", "target_session_attrs", "command_timeout"),
            *("statement_cache_size", "max_cached_statement_lifetime", "max_cacheable_statement_size"),
            "prepared_statement_cache_size",
        }
    ),
}
_PORTS = range(1, 65536)


def usable(url: str) -> str:
    """Return the address; raises `ValueError` for a port that is none or an option that no driver knows."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise ValueError from error
    if (made.port or 1) not in _PORTS or not made.query.keys() <= _OPTIONS[made.get_backend_name()]:
        raise ValueError
    return url
