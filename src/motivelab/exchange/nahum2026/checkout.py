"""The authors' files, from a checkout or from the network, accepted only as they were when this was written."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from motivelab.errors import InputError, UnreachableError
from motivelab.exchange.nahum2026.release import PINNED, REPOSITORY, Release

ADDRESS = "https://raw.githubusercontent.com"
"""Host that serves single files of a commit."""

_LARGEST = 10_000_000
_PATIENCE = 60.0


def read_checkout(folder: Path, *, release: Release = PINNED) -> dict[str, bytes]:
    """The files of a checkout, by their path in it.

    Raises:
        InputError: the folder does not exist, or a file is missing or differs from the release; all that differs is
            told.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; give a checkout of github.com/{REPOSITORY}, or use --download")
    found: dict[str, bytes] = {}
    for path in release.files:
        try:
            found[path] = (folder / path).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise InputError(f"{folder / path}: cannot be read ({error.strerror}); check its permissions") from error
    _refuse(differences(found, release=release), where=str(folder), release=release)
    return found


def download(*, release: Release = PINNED, address: str = ADDRESS) -> dict[str, bytes]:
    """The files of the release, from the network, by their path.

    Args:
        release: which state.
        address: scheme and host; files are asked for as `address/owner/name/commit/path`.

    Raises:
        UnreachableError: the host cannot be reached or does not have a file.
        InputError: what came is not what the release holds.
    """
    found = {path: _fetch(f"{address}/{REPOSITORY}/{release.commit}/{path}") for path in release.files}
    _refuse(differences(found, release=release), where=address, release=release)
    return found


def differences(files: Mapping[str, bytes], *, release: Release = PINNED) -> tuple[str, ...]:
    """What tells files from those of a release, one sentence each; empty where nothing does.

    Example:
        >>> differences({"a.txt": b"b"}, release=Release("0" * 40, {"a.txt": "0" * 64}))
        ('a.txt: another content (SHA-256 3e23e8160039… in place of 000000000000…)',)
    """
    out: list[str] = []
    for path, digest in release.files.items():
        content = files.get(path)
        if content is None:
            out.append(f"{path}: missing")
        elif (own := sha256(content).hexdigest()) != digest:
            why = f"another content (SHA-256 {own[:12]}… in place of {digest[:12]}…)"
            bare = content.replace(b"\r\n", b"\n")
            if digest in (sha256(bare).hexdigest(), sha256(bare.replace(b"\n", b"\r\n")).hexdigest()):
                why = "other line endings; clone with `git clone -c core.autocrlf=false`"
            out.append(f"{path}: {why}")
    return tuple(out)


def _refuse(faults: tuple[str, ...], *, where: str, release: Release) -> None:
    if faults:
        listing = "\n".join(f"  {fault}" for fault in faults)
        raise InputError(
            f"{where}: not the repository at commit {release.commit[:12]}, the only state whose prompts are known to be"
            f" rendered alike\n{listing}\nIn a checkout, `git checkout {release.commit[:12]}` and"
            " `git checkout -- .` bring it there"
        )


def _fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as reply:
            content = reply.read(_LARGEST + 1)
    except (urllib.error.URLError, OSError) as error:
        raise UnreachableError(
            f"{url}: cannot be fetched ({error}); try again later, or clone the repository elsewhere and give the"
            " checkout's folder"
        ) from error
    if len(content) > _LARGEST:
        raise InputError(f"{url}: more than {_LARGEST:,} bytes; that is not the file that was asked for")
    return bytes(content)
