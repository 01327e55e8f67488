"""String literals of the authors' code, taken out of its syntax tree; nothing of it is imported or executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from string import Formatter

from motivelab.errors import InputError

_SLOTS = {"subtask": "task", "task": "task", "task1": "first", "task2": "second", "response": "work"}


class Code:
    """The code of `Experiments.py`, asked for what its prompts are put together from.

    Raises:
        InputError: not Python, or a literal is not where it is looked for.
    """

    def __init__(self, source: bytes, *, where: str) -> None:
        self._where = where
        try:
            self._tree = ast.parse(source)
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{where}: not Python ({error}); import from an unchanged checkout") from error

    def table(self, name: str) -> dict[str, str]:
        """A dictionary of strings that the module assigns to a name."""
        for node in self._tree.body:
            if isinstance(node, ast.Assign) and _names(node) == [name]:
                return {str(k): str(v) for k, v in self._value(node.value, what=name).items()}
        raise self._missing(name)

    def method(self, owner: str, name: str) -> Method:
        """A method of a class."""
        for node in self._tree.body:
            if isinstance(node, ast.ClassDef) and node.name == owner:
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and inner.name == name:
                        return Method(inner, where=f"{self._where}, {owner}.{name}")
        raise self._missing(f"{owner}.{name}")

    def _value(self, node: ast.expr, *, what: str) -> dict[object, object]:
        try:
            value = ast.literal_eval(node)
        except ValueError as error:
            raise self._missing(what) from error
        if not isinstance(value, dict):
            raise self._missing(what)
        return value

    def _missing(self, what: str) -> InputError:
        return InputError(f"{self._where}: {what} is not there as expected; import from an unchanged checkout")


class Method:
    """One method that puts a prompt together in a variable `template`."""

    def __init__(self, node: ast.FunctionDef, *, where: str) -> None:
        self._node = node
        self._where = where

    def literal(self, name: str) -> object:
        """What is assigned to a variable: a string, or a list of tuples of strings."""
        for node in ast.walk(self._node):
            if isinstance(node, ast.Assign) and _names(node) == [name]:
                try:
                    return ast.literal_eval(node.value)
                except ValueError:
                    break
        raise self._missing(name)

    def rows(self, name: str) -> list[tuple[str, str]]:
        """A list of pairs of strings that is assigned to a variable."""
        value = self.literal(name)
        if not isinstance(value, list) or not all(isinstance(row, tuple) and len(row) == 2 for row in value):
            raise self._missing(name)
        return [(str(one), str(other)) for one, other in value]

    def template(self) -> str:
        """What `template` is first."""
        value = self.literal("template")
        if not isinstance(value, str):
            raise self._missing("template")
        return value

    def added(self) -> list[ast.expr]:
        """What is added to `template` later, in order."""
        nodes = [n for n in ast.walk(self._node) if isinstance(n, ast.AugAssign)]
        return [n.value for n in sorted(nodes, key=lambda n: n.lineno)]

    def formatted(self) -> bool:
        """Whether `template` goes through `str.format`, which turns double braces into single ones."""
        return any(
            isinstance(n, ast.Attribute) and n.attr == "format" and getattr(n.value, "id", "") == "template"
            for n in ast.walk(self._node)
        )

    def returned(self) -> list[ast.expr]:
        """What is returned, in order."""
        nodes = [n for n in ast.walk(self._node) if isinstance(n, ast.Return) and n.value is not None]
        return [n.value for n in sorted(nodes, key=lambda n: n.lineno) if n.value is not None]

    def assigned(self, name: str) -> ast.expr:
        """The expression that is assigned to a variable."""
        for node in ast.walk(self._node):
            if isinstance(node, ast.Assign) and _names(node) == [name]:
                return node.value
        raise self._missing(name)

    def one(self, found: list[str], *, what: str) -> str:
        """The only string of a list.

        Raises:
            InputError: there is none, or there are several.
        """
        if len(set(found)) != 1:
            raise self._missing(what)
        return found[0]

    def _missing(self, what: str) -> InputError:
        return InputError(f"{self._where}: {what} is not there as expected; import from an unchanged checkout")


def strings_added(node: ast.expr) -> list[str]:
    """Strings that stand as such in a sum, in order.

    >>> strings_added(ast.parse("'a' + f(x, 'no') + 'b'", mode="eval").body)
    ['a', 'b']
    """
    if isinstance(node, ast.BinOp):
        return [*strings_added(node.left), *strings_added(node.right)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def joints(node: ast.expr) -> list[str]:
    """Strings of which `.join` is called anywhere in an expression.

    >>> joints(ast.parse("', '.join(x)", mode="eval").body)
    [', ']
    """
    found = (n.value for n in ast.walk(node) if isinstance(n, ast.Attribute) and n.attr == "join")
    return [n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def f_string_pieces(node: ast.expr) -> list[tuple[str, ...]]:
    """Every f-string of an expression: its literal parts, those before, between and after its fields.

    >>> f_string_pieces(ast.parse("f'{a}. {b}'", mode="eval").body)
    [('', '. ', '')]
    """
    return [tuple(_parts(n)) for n in ast.walk(node) if isinstance(n, ast.JoinedStr)]


def _parts(node: ast.JoinedStr) -> Iterator[str]:
    text = ""
    for value in node.values:
        if isinstance(value, ast.Constant):
            text += str(value.value)
        else:
            yield text
            text = ""
    yield text


def pieces_of(template: str, *, formatted: bool = True) -> tuple[str, ...]:
    """A format string as text and slot names in turn, slots named as in a protocol.

    >>> pieces_of("Do {subtask}: {{answer")
    ('Do ', 'task', ': {answer')
    >>> pieces_of("{{answer}}", formatted=False)
    ('{{answer}}',)
    """
    if not formatted:
        return (template,)
    out = [""]
    for text, name, _, _ in Formatter().parse(template):
        out[-1] += text
        if name is not None:
            out += [_SLOTS.get(name, name), ""]
    return tuple(out)


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]
