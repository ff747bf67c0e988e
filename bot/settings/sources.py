"""Where a configuration comes from: `config.toml`, the environment, files that hold a secret.

The environment wins over the file. Whatever is wrong is gathered as `Mistake`s and raised at once.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from bot.settings import fitting
from bot.settings.errors import Mistake, SettingsError
from bot.settings.explaining import explained, is_secret, table_of
from bot.settings.root import Settings
from nlp.errors import TaxonomyInvalid
from nlp.taxonomy import load as load_taxonomy

_PREFIX = "fondsdialog_"
_LISTS = ("office", "route", "slack_channel", "barred")
_FILE = "_file"
_UTF_8 = "utf-8-sig"  # an editor on Windows may put a mark in front

Tables = dict[str, Any]


def load(
    path: Path | None,
    environ: Mapping[str, str],
    *,
    require_secrets: bool = True,
) -> Settings:
    """Read the configuration; raises `SettingsError` with everything that is wrong in it.

    Without `path` only the environment is read. A command that reaches no server, such as `status`,
    does without the servers' secrets: `require_secrets=False`.
    """
    in_file = {} if path is None else _toml(path)
    in_environment = _environment(environ)
    tables = _over(in_file, in_environment)
    mistakes = [
        *_secrets_given(in_file),
        *_read_secret_files(tables, in_environment),
        *_read_lists(tables),
    ]
    settings = _built(tables, mistakes)
    if require_secrets:
        mistakes += _news(fitting.missing_secrets(tables), mistakes)
    mistakes += _news(_unknown_to_taxonomy(tables), mistakes)
    if mistakes or settings is None:
        raise SettingsError(mistakes)
    return settings


def _toml(path: Path) -> Tables:
    try:
        return tomllib.loads(path.read_text(encoding=_UTF_8))
    except FileNotFoundError:
        mistake = Mistake(str(path), "does not exist", "written first: `fondsdialog init` does that")
    except OSError as error:
        mistake = Mistake(str(path), f"can't be read ({error.strerror})", "a readable file")
    except ValueError as error:  # of TOML and of UTF-8
        mistake = Mistake(str(path), f"is not TOML ({error})", "like config.example.toml")
    raise SettingsError([mistake])


def _environment(environ: Mapping[str, str]) -> Tables:
    """Read `FONDSDIALOG_SECTION__KEY`; what is set but empty counts as not set."""
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in environ.items() if value}
    tables = source()
    for name in source.env_vars:
        # without a double underscore it is not for us: Kubernetes sets FONDSDIALOG_PORT and the like
        section, nested, _ = name.removeprefix(_PREFIX).partition("__")
        if name.startswith(_PREFIX) and nested:
            tables.setdefault(section, {})
    return tables


def _over(below: Tables, above: Tables) -> Tables:
    merged = {**below, **above}
    for section in merged:
        tables = [side[section] for side in (below, above) if section in side]
        if all(isinstance(table, dict) for table in tables):
            merged[section] = {key: value for table in tables for key, value in table.items()}
    return merged


def _secrets_given(in_file: Tables) -> Iterator[Mistake]:
    for section, table in _sections(in_file):
        known = table_of(section)
        for name, field in known.model_fields.items() if known else ():
            if is_secret(field) and name in table:
                key = f"{section}.{name}"
                yield Mistake(key, "is given in the configuration file", fitting.secret_places(key))


def _read_secret_files(tables: Tables, in_environment: Tables) -> Iterator[Mistake]:
    """Put what the files named by `…_file` hold in place; the environment's own value wins."""
    for section, table in _sections(tables):
        for name in [name for name in table if name.endswith(_FILE)]:
            target = name.removesuffix(_FILE)
            if target in in_environment.get(section, {}) or not isinstance(table[name], str):
                continue
            try:
                table[target] = _content(Path(table[name]))
            except (OSError, ValueError) as error:
                # not shown: somebody may have put the secret itself there
                why = getattr(error, "strerror", None) or error
                allowed = "the path of a readable file that is not empty"
                yield Mistake(f"{section}.{name}", f"names no file that can be used ({why})", allowed)


def _content(path: Path) -> str:
    content = path.read_text(encoding=_UTF_8).strip()
    if not content:
        raise ValueError("empty")
    return content


def _read_lists(tables: Tables) -> Iterator[Mistake]:
    """Read the lists of tables, which the environment gives as JSON."""
    for name in _LISTS:
        if isinstance(tables.get(name), str):
            try:
                tables[name] = json.loads(tables[name])
            except ValueError as error:
                del tables[name]
                yield Mistake(name, f"is not JSON ({error})", "a JSON list of tables")


def _built(tables: Tables, mistakes: list[Mistake]) -> Settings | None:
    try:
        return Settings.model_validate(tables)
    except ValidationError as error:
        mistakes += _news(explained(error), mistakes)
        mistakes += _news(fitting.disagreements(tables), mistakes)
    except SettingsError as error:
        mistakes += _news(error.mistakes, mistakes)
    return None


def _news(found: Iterable[Mistake], known: Iterable[Mistake]) -> list[Mistake]:
    """Leave out what follows from a mistake in the same key, or in the file named for it."""
    named = {mistake.key.removesuffix(_FILE) for mistake in known}
    return [mistake for mistake in found if mistake.key.removesuffix(_FILE) not in named]


def _unknown_to_taxonomy(tables: Tables) -> list[Mistake]:
    file = dict(_sections(tables)).get("nlp", {}).get("taxonomy")
    try:
        known = load_taxonomy(Path(file)) if isinstance(file, str) else load_taxonomy()
    except TaxonomyInvalid as error:
        return [Mistake("nlp.taxonomy", f'is "{file}" ({error.reason})', "the path of a taxonomy file")]
    return list(fitting.unknown_to(known, tables))


def _sections(tables: Tables) -> Iterator[tuple[str, Tables]]:
    for section, table in tables.items():
        if isinstance(table, dict):
            yield section, table
