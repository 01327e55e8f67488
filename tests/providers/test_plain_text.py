"""What hosts say is shown in one short harmless line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motivelab.providers.wire.key import Key
from motivelab.providers.wire.plain_text import MOST, plain_text

KEY = Key("not-a-real-key-4f9c1d", source="X")


@given(before=st.text(), after=st.text())
def test_a_line_is_short_printable_and_without_the_key(before: str, after: str) -> None:
    """No text around it saves the key, and no text makes a second line."""
    line = plain_text(before + KEY.reveal() + after, KEY)
    assert len(line) <= MOST
    assert KEY.reveal() not in line
    assert not set(line) & set("\n\r\x1b\x00\u202e\u2028")


def test_what_looks_like_a_key_is_struck_out_too() -> None:
    """Keys of other respondents, which are not known here, have forms that are."""
    letters = "abcdefghijklmnopqrstu"
    text = f"sk-{letters} gsk_{letters} Bearer {letters} https://x/?key={letters}&a=1 AIza{letters}"
    assert plain_text(text) == "*** *** Bearer *** https://x/?key=***&a=1 ***"
