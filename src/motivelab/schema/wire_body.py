"""A request body in two parts, so that long texts are stored once and the bytes sent can be rebuilt exactly."""

from __future__ import annotations

from typing import NamedTuple

import orjson

SLOT = b"\x00"
"""Stands in a template where a text goes. JSON never contains this byte: inside strings it is escaped."""


class WireBody(NamedTuple):
    r"""A JSON body with its long texts taken out.

    Attributes:
        template: the JSON with `SLOT` in place of each text's literal.
        texts: the texts, in order.

    Example:
        >>> WireBody(b'{"content":\x00}', ('say "hi"',)).to_bytes()
        b'{"content":"say \\"hi\\""}'
    """

    template: bytes
    texts: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """The body as it goes over the wire.

        Raises:
            ValueError: the template has not one slot a text.
        """
        pieces = self.template.split(SLOT)
        if len(pieces) != len(self.texts) + 1:
            raise ValueError(f"a template with {len(pieces) - 1} slots was given {len(self.texts)} texts")
        out = [pieces[0]]
        for text, piece in zip(self.texts, pieces[1:], strict=True):
            out += (orjson.dumps(text), piece)
        return b"".join(out)
