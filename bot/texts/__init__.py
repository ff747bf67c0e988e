"""The words users read, one folder of Fluent files a language, split by subject.

Both languages have the same keys with the same variables (a test compares them). Values are words,
names and numbers, at most 2,500 characters each: excerpts and letters are put in place by cards and
templates. Escaping is done where a text leaves, not here.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast

Value = str | int | float


class TextError(Exception):
    """A text that can't be written out: `key` in `language`, with what stands in the way."""

    def __init__(self, language: str, key: str, why: str) -> None:
        super().__init__(language, key, why)
        self.language, self.key, self.why = language, key, why


class Texts:
    """The texts of one language, "da" or "en"; reads its files once, when made."""

    def __init__(self, language: str) -> None:
        """Read the texts; raises `TextError` for an unknown language or a faulty file."""
        self.language = language
        # without the marks that isolate text running the other way: Slack and mail show them
        self._bundle = FluentBundle([language], use_isolating=False)
        for file, source in _files(language):
            self._add(file, FluentParser(with_spans=False).parse(source))

    def __call__(self, key: str, /, **values: Value) -> str:
        """Write out the text of `key`; raises `TextError` for an unknown key or a missing value."""
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        if pattern is None:
            raise TextError(self.language, key, "unknown")
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise TextError(self.language, key, "; ".join(map(str, errors)))
        return str(text)

    def has(self, key: str) -> bool:
        """Whether there is a text of `key`."""
        return self._bundle.has_message(key)

    def _add(self, file: str, resource: ast.Resource) -> None:
        for entry in resource.body:
            if isinstance(entry, ast.Junk):
                raise TextError(self.language, file, f"not Fluent: {entry.content}")
            if isinstance(entry, ast.Message) and self._bundle.has_message(entry.id.name):
                raise TextError(self.language, entry.id.name, f"there twice, again in {file}")
        self._bundle.add_resource(resource)


@cache
def texts_in(language: str) -> Texts:
    """The texts of a language, read once a process."""
    return Texts(language)


def _files(language: str) -> Iterator[tuple[str, str]]:
    folder = resources.files(__name__) / language
    if not folder.is_dir():
        raise TextError(language, "", "no such language")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".ftl"):
            yield file.name, file.read_text(encoding="utf-8")
