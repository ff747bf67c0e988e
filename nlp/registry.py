"""Models kept side by side, each in a folder called by its version, and which of them is in use.

    <folder>/registry.json     {"in_use": version, "before": [versions, oldest first], "shadow": version}
    <folder>/<version>/        a model as `nlp.project` packages it

The model that `make setup` built is no file of the registry's, and needs none: it is in use until another is,
and stands there as null. Nothing here loads a model.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from nlp import model, values
from nlp.errors import ModelMissing, ModelUnknown, NoModelBefore, RegistryUnreadable


@dataclass(frozen=True, slots=True)
class State:
    """What `registry.json` says; None stands for the built model, and as `shadow` for none at all."""

    in_use: str | None = None
    before: tuple[str | None, ...] = ()
    shadow: str | None = None


class Registry:
    """The models in `folder`, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "registry.json"

    @property
    def state(self) -> State:
        """What is in use now; raises RegistryUnreadable."""
        try:
            stored = values.read(self._file)
            return State(stored["in_use"], tuple(stored["before"]), stored["shadow"])
        except FileNotFoundError:
            return State()
        except (ValueError, KeyError, TypeError) as error:
            raise RegistryUnreadable(self._file, repr(error)) from error

    @property
    def in_use(self) -> Path:
        """The folder of the model in use."""
        return self.path(self.state.in_use)

    @property
    def shadow(self) -> Path | None:
        """The folder of the model in the shadow, where there is one."""
        shadow = self.state.shadow
        return self.path(shadow) if shadow else None

    def path(self, version: str | None) -> Path:
        """Where a model is kept, None being the built one."""
        return self.folder / version if version else model.BUILT

    def versions(self) -> list[str]:
        """The versions kept, the oldest first."""
        cards = [card for card in self.folder.glob("*/model.json") if not card.parent.name.startswith(".")]
        return [card.parent.name for card in sorted(cards, key=lambda card: (card.stat().st_mtime, card))]

    def add(self, make: Callable[[Path], None]) -> str:
        """Keep the model that `make` writes to the folder it is given; returns its version.

        Half a model is never there to be used: it is made aside. The same version again takes the place of
        the first, which is the same model.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".making-") as aside:
            made = Path(aside) / "model"
            make(made)
            _, version = model.about(made)
            if not (self.folder / version).exists():
                shutil.move(made, self.folder / version)
        return version

    def use(self, version: str) -> None:
        """Take a kept model, or the built one, into use; raises ModelUnknown."""
        state, wanted = self.state, self._known(version)
        if wanted != state.in_use:
            self._write(replace(state, in_use=wanted, before=(*state.before, state.in_use)))

    def roll_back(self) -> None:
        """Take the model that was in use before into use again; raises NoModelBefore."""
        state = self.state
        if not state.before:
            raise NoModelBefore
        *before, last = state.before
        self._write(replace(state, in_use=last, before=tuple(before)))

    def set_shadow(self, version: str | None) -> None:
        """Have a kept model read along, or none; raises ModelUnknown."""
        if version is not None and version not in self.versions():
            raise ModelUnknown(version, tuple(self.versions()))
        self._write(replace(self.state, shadow=version))

    def _known(self, version: str) -> str | None:
        kept = self.versions()
        if version in kept:
            return version
        try:
            _, built = model.about()
        except ModelMissing:
            raise ModelUnknown(version, tuple(kept)) from None
        if version != built:
            raise ModelUnknown(version, (built, *kept))
        return None

    def _write(self, state: State) -> None:
        """Replace the file in one step: who reads it meanwhile sees the old state or the new."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(f".{os.getpid()}")
        values.write(new, asdict(state))
        new.replace(self._file)
