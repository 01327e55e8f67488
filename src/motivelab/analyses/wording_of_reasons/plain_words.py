"""Reasons, which may hold anything, as lower-case words of letters alone."""

from __future__ import annotations

import polars as pl

READ_CHARACTERS = 2000
"""Of each reason only so many characters are read: a reason is a sentence or two, a hostile one may be a megabyte."""

LONGEST_WORD = 40
VOCABULARY = 5000
"""The words of the most texts are kept; no text can make a table of words grow without bound."""


def plain_words(texts: pl.Series) -> pl.Series:
    r"""Each text as its words: runs of letters in lower case, at most `LONGEST_WORD` letters, one space between them.

    Marks that steer the direction of text, zero-width and control characters vanish without parting a word, and so do
    apostrophes; everything else that is no letter parts words. Longer runs of letters are no words and are left out.

    Example:
        >>> hostile = ["Don't <script>x</script>", "\u202eabc\u200bdef", "=SUM(A1)", "no" * 30 + " fine"]
        >>> plain_words(pl.Series(hostile)).to_list()
        ['dont script script', 'abcdef', 'sum', 'fine']
    """
    return (
        texts.str.slice(0, READ_CHARACTERS)
        .str.normalize("NFC")
        .str.replace_all(r"[\p{Cf}\p{Cc}'’ʼ--\s]", "")
        .str.to_lowercase()
        .str.extract_all(r"\p{L}+")
        .list.eval(pl.element().filter(pl.element().str.len_chars().is_between(2, LONGEST_WORD)))
        .list.join(" ")
    )


def texts_with_each_word(texts: pl.DataFrame, *, by: str, at_least: int) -> pl.DataFrame:
    """How many texts hold each word, in all and by group; words of fewer texts are left out.

    Args:
        texts: `words` (as `plain_words` gives them) and the column `by`.
        by: a truth value by text.
        at_least: texts from which a word counts.

    Returns:
        `word, texts, texts_where` (those where `by` is true); the commonest `VOCABULARY` words, in alphabetic order.
    """
    return (
        texts.select(pl.col("words").str.split(" ").list.unique().alias("word"), pl.col(by).alias("where"))
        .explode("word")
        .filter(pl.col("word") != "")
        .group_by("word")
        .agg(pl.len().alias("texts"), pl.col("where").sum().alias("texts_where"))
        .filter(pl.col("texts") >= at_least)
        .sort("texts", "word", descending=[True, False])
        .head(VOCABULARY)
        .sort("word")
    )


def only_words(words: pl.Series, kept: pl.Series) -> pl.Series:
    """Texts reduced to some of their words.

    Example:
        >>> only_words(pl.Series(["a fine task", "dull"]), pl.Series(["fine", "task"])).to_list()
        ['fine task', '']
    """
    return words.str.split(" ").list.eval(pl.element().filter(pl.element().is_in(kept.implode()))).list.join(" ")
