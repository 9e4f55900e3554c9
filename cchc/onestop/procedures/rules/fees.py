"""What is due, from amounts and formulas that are data. A formula is arithmetic; nothing else gets through."""

import ast
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from simpleeval import SimpleEval

from cchc.onestop.procedures.rules.content import Fee

LONGEST = 300
DEEPEST = 20
LARGEST = Decimal(10) ** 12  # no fee of an office comes near a thousand billion đồng
_FUNCTIONS = {"min": min, "max": max, "abs": abs}
_ALLOWED = (
    ast.Expression, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.UnaryOp, ast.USub, ast.UAdd, ast.Not,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.BoolOp, ast.And, ast.Or, ast.IfExp,
    ast.Call, ast.Name, ast.Load, ast.Constant,
)  # fmt: skip


class FormulaFault(ValueError):
    """A formula that is not plain arithmetic over the declared names, or whose outcome is no amount."""


class NotAnswered(LookupError):
    """A formula's value was not given, so that the fee is not known yet."""


def check_formula(formula: str, names: Iterable[str]) -> ast.Expression:
    """The formula's tree, if it is short arithmetic over `names`, `min`, `max`, `abs`. Raises FormulaFault."""
    if len(formula) > LONGEST:
        raise FormulaFault(f"công thức dài {len(formula)} ký tự, tối đa {LONGEST}")
    try:
        tree = ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaFault(f"không đọc được công thức “{formula}”") from None
    _check(tree, frozenset(names), depth=0)
    return tree


def _check(node: ast.AST, names: frozenset[str], depth: int, compared: bool = False) -> None:
    if depth > DEEPEST:
        raise FormulaFault("công thức lồng quá sâu")
    if not isinstance(node, _ALLOWED):
        raise FormulaFault(f"công thức không được dùng {type(node).__name__}")
    if isinstance(node, ast.Constant):
        value = node.value
        if type(value) in (int, float):
            if abs(value) > LARGEST:  # type: ignore[arg-type]  # a number, by the line above
                raise FormulaFault("số trong công thức quá lớn")
        elif not (isinstance(value, str) and compared):
            raise FormulaFault(f"công thức không được dùng giá trị {value!r}")
    if isinstance(node, ast.Name) and node.id not in names and node.id not in _FUNCTIONS:
        raise FormulaFault(f"công thức dùng tên chưa khai báo “{node.id}”")
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called not in _FUNCTIONS or node.keywords or not node.args:
            raise FormulaFault("công thức chỉ gọi được min, max, abs")
        if called != "abs" and len(node.args) < 2:
            raise FormulaFault(f"{called} cần ít nhất hai giá trị")
    for child in ast.iter_child_nodes(node):
        _check(child, names, depth + 1, compared=isinstance(node, ast.Compare))


class _Exact(SimpleEval):  # type: ignore[misc]  # the library has no types
    """Arithmetic in decimals, so that 0.001 of a contract is a thousandth of it."""

    def _eval_constant(self, node: ast.Constant) -> Any:
        return node.value if isinstance(node.value, str) else Decimal(str(node.value))

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__(names=dict(names), functions=dict(_FUNCTIONS))
        self.nodes[ast.Constant] = self._eval_constant


def amount_of(formula: str, values: Mapping[str, Any]) -> Decimal:
    """What `formula` gives for `values`, in whole đồng, half up.

    Raises FormulaFault; NotAnswered where a value that it uses was not given.
    """
    tree = check_formula(formula, values)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(_FUNCTIONS)
    names = {name: _number(name, values[name]) for name in used}
    try:
        outcome = _Exact(names).eval(formula.strip())
    except NotAnswered:
        raise
    except Exception as fault:
        raise FormulaFault(f"không tính được “{formula}”: {fault}") from fault
    if not isinstance(outcome, Decimal) or not outcome.is_finite() or not 0 <= outcome <= LARGEST:
        raise FormulaFault(f"“{formula}” không cho ra một số tiền")
    return outcome.quantize(Decimal(1), ROUND_HALF_UP)


def _number(name: str, value: Any) -> Decimal | str:
    """An answer as a formula sees it: a number, a choice, or how many there are of a repeated group."""
    if value is None or value == "":
        raise NotAnswered(name)
    if isinstance(value, list | tuple):
        return Decimal(len(value))
    if isinstance(value, bool):
        return Decimal(int(value))
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite() or abs(number) > LARGEST * LARGEST:
        raise FormulaFault(f"giá trị của “{name}” không phải là một số dùng được")
    return number


def fee_amount(fee: Fee, answers: Mapping[str, Any]) -> Decimal | None:
    """One fee in đồng; None where it is not known, or not yet. Raises FormulaFault."""
    if not fee.formula:
        return fee.amount
    try:
        return amount_of(fee.formula, {variable.key: answers.get(variable.key) for variable in fee.variables})
    except NotAnswered:
        return None


def fees_for(fees: Iterable[Fee], channel: str, case: str = "") -> tuple[Fee, ...]:
    """The fees of a channel (those for all where it has none), without a case or of this one."""
    listed = tuple(fees)
    own = [fee for fee in listed if fee.channel == channel] or [fee for fee in listed if not fee.channel]
    return tuple(fee for fee in own if fee.case in ("", case))


def fee_due(fees: Iterable[Fee], channel: str, answers: Mapping[str, Any], case: str = "") -> Decimal | None:
    """The sum due in đồng. None where none is listed or one is not known: unknown is never zero."""
    amounts = [fee_amount(fee, answers) for fee in fees_for(fees, channel, case)]
    if not amounts or None in amounts:
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
