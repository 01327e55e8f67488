"""One table of a stimulus file, read field by field with errors that name file, field, value and way out."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from motivelab.errors import StimulusError, choices


class TomlTable:
    """A table and the place it stands at; each method reads one field.

    Example:
        >>> table = TomlTable({"title": "Overall"}, where="mine.toml")
        >>> table.text("title")
        'Overall'
        >>> table.known({"titel"})
        Traceback (most recent call last):
        ...
        motivelab.errors.StimulusError: mine.toml: unknown key 'title'; did you mean 'titel'? Valid: titel. Rename or \
remove it
    """

    def __init__(self, fields: Mapping[str, object], *, where: str) -> None:
        self.fields = fields
        self.where = where

    @classmethod
    def read(cls, path: Path | Traversable) -> TomlTable:
        """The top table of a file.

        Raises:
            StimulusError: the file cannot be read, is not UTF-8 or not TOML.
        """
        try:
            return cls(tomllib.loads(path.read_bytes().decode("utf-8")), where=str(path))
        except UnicodeDecodeError as error:
            raise StimulusError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            raise StimulusError(f"{path}: not TOML: {error}; mend that line") from error
        except OSError as error:
            raise StimulusError(f"{path}: cannot be read ({error.strerror}); check the path") from error

    def known(self, keys: Collection[str]) -> None:
        """Refuse a key that nothing reads.

        Raises:
            StimulusError: there is one; the nearest known key is named.
        """
        for key in self.fields:
            if key not in keys:
                raise StimulusError(f"{self.where}: unknown key {key!r}; {choices(key, keys)}. Rename or remove it")

    def text(self, key: str, *, default: str | None = None) -> str:
        """A string in Unicode normal form C, outer blanks removed; required and not blank where there is no default.

        Raises:
            StimulusError: missing, blank, no string, or with a control character in it.
        """
        value = self.fields.get(key, default)
        if value is None:
            raise StimulusError(f'{self.where}: {key!r} is missing; add {key} = "..."')
        return self._string(key, value, blank=default is not None)

    def whole(self, key: str, *, default: int | None = None) -> int:
        """A whole number.

        Raises:
            StimulusError: missing, or something else.
        """
        value = self.fields.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._wrong(key, value, "a whole number", f"{key} = 1")
        return value

    def number(self, key: str, *, default: float | None = None) -> float | None:
        """A number, or the default.

        Raises:
            StimulusError: something else.
        """
        value = self.fields.get(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self._wrong(key, value, "a number", f"{key} = 0.5")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false.

        Raises:
            StimulusError: something else.
        """
        value = self.fields.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false", f"{key} = true")
        return value

    def choice(self, key: str, valid: Collection[str], *, default: str | None = None) -> str:
        """One of a closed list of names.

        Raises:
            StimulusError: missing, or not on the list.
        """
        value = self.text(key, default=default)
        if value not in valid:
            raise StimulusError(f"{self.where}: {key} = {value!r}; {choices(value, valid)}")
        return value

    def texts(self, key: str) -> dict[str, str]:
        """A table of strings, or empty.

        Raises:
            StimulusError: it is no table, or holds something else.
        """
        value = self.fields.get(key, {})
        if not isinstance(value, Mapping):
            raise self._wrong(key, value, "a table of strings", f'{key} = {{ name = "..." }}')
        return {k: self._string(f"{key}.{k}", v, blank=False) for k, v in value.items()}

    def numbered_texts(self, key: str) -> dict[int, str]:
        """A table of strings by whole number, in increasing order, or empty.

        Raises:
            StimulusError: a key is no whole number, or a value no string.
        """
        found: dict[int, str] = {}
        for name, value in self.texts(key).items():
            if not name.removeprefix("-").isdecimal():
                raise self._wrong(f"{key}.{name}", value, "named by a whole number", f'1 = "..." below [{key}]')
            found[int(name)] = value
        return dict(sorted(found.items()))

    def tables(self, key: str) -> list[TomlTable]:
        """A non-empty array of tables; each is known by its `id` in errors.

        Raises:
            StimulusError: missing, empty, or something else; or two of them share an id.
        """
        value = self.fields.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, Mapping) for v in value):
            raise StimulusError(f"{self.where}: {key!r} is missing or no array of tables; write [[{key}]]")
        found = [TomlTable(v, where=f"{self.where}, {key} {v.get('id', n)!r}") for n, v in enumerate(value, start=1)]
        names = [table.text("id") for table in found]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise StimulusError(f"{self.where}: {key} {twice[0]!r} stands there twice; give each an id of its own")
        return found

    def _string(self, key: str, value: object, *, blank: bool) -> str:
        if not isinstance(value, str) or not (blank or value.strip()):
            raise self._wrong(key, value, "a string that is not blank", f'{key} = "..."')
        text = unicodedata.normalize("NFC", value.strip())
        odd = next((c for c in text if unicodedata.category(c) == "Cc" and c not in "\n\t"), None)
        if odd is not None:
            raise StimulusError(f"{self.where}: {key} holds the control character {odd!r}; remove it")
        return text

    def _wrong(self, key: str, value: object, wanted: str, example: str) -> StimulusError:
        if value is None:
            return StimulusError(f"{self.where}: {key!r} is missing; add {example}")
        return StimulusError(f"{self.where}: {key} = {value!r} is not {wanted}; write {example}")
