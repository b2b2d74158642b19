"""A journey waits for what a click leads to before it reads, writes or leaves.

A click returns before the page that it leads to has come: what is read at once is sometimes read on the old page,
and a page opened at once may break off what was sent. A slow machine shows it, a fast one seldom, so it is looked
for in the journeys' code.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLICKS = {"click", "dblclick", "tap"}
SENDING_KEYS = {"Enter", "Space", " "}
FIELDS = {"fill", "check", "uncheck", "set_checked", "select_option", "set_input_files"}
"""What may follow a choice in a list: the choice sends the form by itself, or waits for its button."""
ARRIVES = {"expect_navigation", "expect_download", "expect_popup"}
"""In one of these a click is safe: it ends when the page or the file is there."""
ASKS = {"expect_response", "expect_request", "expect_request_finished", "expect_event"}
"""These end before the page shows what has come: a wait is still due."""
WAITS = {"wait_for", "wait_for_selector", "wait_for_url", "wait_for_function"}
LONG_THERE = re.compile(r"\s*(html|body|main|h1|form|header|footer)\s*")
"""What nearly every page has: to wait for it is to be content with the old page."""
EXEMPT = re.compile(r"#\s*leads nowhere: \S+ \S+")
ADVICE = (
    "A click ends before what it leads to is there. Use `go_by` of tests/journeys/hands.py, or click within `with "
    "page.expect_navigation()`, or let the next statement wait for something that only the new state shows: "
    "expect(...), wait_for_selector, wait_for_url, locator.wait_for. Where a click leads nowhere (it opens what is "
    "folded, or touches a field), say so on its line: `# leads nowhere: it opens the filters`."
)


@dataclass
class Module:
    """A module of tests: its functions, and the names that it takes from other modules of tests."""

    name: str
    tree: ast.Module
    lines: list[str]
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_module(name: str, text: str) -> Module:
    module = Module(name, ast.parse(text), text.splitlines())
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            module.functions[node.name] = node
        elif isinstance(node, ast.ImportFrom) and node.module:
            module.imported |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return module


class Reader:
    """Reads modules that may call each other's functions.

    In its methods `due` is the line of a click that is still to be waited for, 0 when there is none. It is negative
    after a choice in a list, which may be followed by the rest of the form.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = {module.name: module for module in modules}
        self.faults: set[tuple[str, int, int]] = set()
        self._leaving: dict[tuple[str, str], bool] = {}
        self._here: Module | None = None
        self._returned: list[int] = []

    def read(self) -> list[str]:
        """Return a line for each place where a click is not waited for."""
        for module in self.modules.values():
            for function in module.functions.values():
                self._leaves(module, function)
        return [
            f"{name}:{click}: {self.modules[name].lines[click - 1].strip()} -- not waited for "
            + (f"before line {line}" if line else "before the test ends")
            for name, click, line in sorted(self.faults)
        ]

    def _leaves(self, module: Module, function: ast.FunctionDef) -> bool:
        """Return whether the function ends with a click, so that its caller has to wait."""
        key = (module.name, function.name)
        if key not in self._leaving:
            self._leaving[key] = False  # where functions call each other in a ring
            before, self._here, self._returned = (self._here, self._returned), module, []
            due = next(filter(None, [self._block(function.body, 0), *self._returned]), 0)
            if due and function.name.startswith("test_"):
                self._fault(due, 0)
            self._leaving[key] = bool(due)
            self._here, self._returned = before
        return self._leaving[key]

    def _block(self, statements: list[ast.stmt], due: int) -> int:
        for statement in statements:
            due = self._statement(statement, due)
            if isinstance(statement, ast.Return):
                self._returned.append(due)
                return 0
        return due

    def _statement(self, statement: ast.stmt, due: int) -> int:
        match statement:
            case ast.FunctionDef() | ast.ClassDef():
                return due
            case ast.With():
                return self._with(statement, due)
            case ast.For() | ast.While():
                due = self._head(statement.iter if isinstance(statement, ast.For) else statement.test, due)
                once = self._block(statement.body, due)
                again = self._block(statement.body, once) if once else 0
                return self._block(statement.orelse, again or once)
            case ast.If():
                due = self._head(statement.test, due)
                return self._block(statement.body, due) or self._block(statement.orelse, due)
            case ast.Try():
                ends = [self._block(each.body, due) for each in (statement, *statement.handlers)]
                return self._block(statement.finalbody, next(filter(None, ends), 0))
        return self._simple(statement, due)

    def _with(self, statement: ast.With, due: int) -> int:
        openers = {name_of(item.context_expr) for item in statement.items if isinstance(item.context_expr, ast.Call)}
        if due > 0:
            self._fault(due, statement.lineno)
        left = self._block(statement.body, 0)
        if openers & ARRIVES:
            return 0
        return left or (statement.body[-1].lineno if openers & ASKS else 0)

    def _head(self, expression: ast.expr, due: int) -> int:
        """What stands in the head of a statement may read the page, if it calls anything."""
        if due and called(expression):
            self._fault(due, expression.lineno)
            return 0
        return due

    def _simple(self, statement: ast.stmt, due: int) -> int:
        acts = self._acts(statement)
        if not due or isinstance(statement, ast.Pass):
            return acts
        if is_half_a_wait(statement) or (isinstance(statement, ast.Return) and statement.value is None):
            return due
        if not is_wait(statement) and (due > 0 or not (acts or self._goes_on(statement))):
            self._fault(due, statement.lineno)
        return acts

    def _fault(self, due: int, line: int) -> None:
        self.faults.add((self._here.name, abs(due), line))

    def _acts(self, statement: ast.stmt) -> int:
        """Return what is due after the statement."""
        lines = self._here.lines[statement.lineno - 1 : statement.end_lineno]
        if any(EXEMPT.search(line) for line in lines):
            return 0
        for call in calls(statement):
            sends = name_of(call) == "press" and SENDING_KEYS & {*constants(call)}
            if name_of(call) in CLICKS or sends or any(self._leaves(*each) for each in self._meant(call)):
                return statement.lineno
            if name_of(call) == "select_option":
                return -statement.lineno
        return 0

    def _goes_on(self, statement: ast.stmt) -> bool:
        """True if the statement fills in more of the form, or calls what presses its button."""
        if called(statement) & FIELDS:
            return True
        meant = [each for call in calls(statement) for each in self._meant(call)]
        return any(called(function) & {*CLICKS, "go_by"} for _, function in meant)

    def _meant(self, call: ast.Call) -> Iterator[tuple[Module, ast.FunctionDef]]:
        """The functions of the journeys that a call may mean: a method is looked for by its name only."""
        name = name_of(call)
        if isinstance(call.func, ast.Attribute):
            homes = [(module, name) for module in self.modules.values() if name in methods(module)]
        else:
            home, name = self._here.imported.get(name, (self._here.name, name))
            homes = [(self.modules[home], name)] if home in self.modules else []
        return ((module, module.functions[name]) for module, name in homes if name in module.functions)


def methods(module: Module) -> set[str]:
    classes = (node for node in module.tree.body if isinstance(node, ast.ClassDef))
    return {each.name for node in classes for each in node.body if isinstance(each, ast.FunctionDef)}


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def called(node: ast.AST) -> set[str]:
    return {name_of(call) for call in calls(node)}


def name_of(call: ast.Call) -> str:
    """`click` of `page.locator("a").click()`, `press` of `press(page, "Spara")`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def constants(call: ast.Call) -> Iterator[object]:
    return (each.value for each in call.args if isinstance(each, ast.Constant))


def is_wait(statement: ast.stmt) -> bool:
    """True if the statement does nothing but wait, for something that an old page does not have as well."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not (name_of(call) in WAITS or is_expectation(call)):
        return False
    return not is_half_a_wait(statement) and not is_for_what_was_there(call)


def is_half_a_wait(statement: ast.stmt) -> bool:
    """True if it waits for the address only: a page has its address before its content."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and name_of(call) == "to_have_url" and is_expectation(call)


def is_expectation(call: ast.Call) -> bool:
    inner = getattr(call.func, "value", None)
    return isinstance(inner, ast.Call) and name_of(inner) == "expect"


def is_for_what_was_there(call: ast.Call) -> bool:
    """True for wait_for_selector("h1"), locator("main").wait_for() and expect(locator("main")).to_be_visible()."""
    asked = call
    if is_expectation(call) and name_of(call) in {"to_be_visible", "to_be_attached"}:
        asked = call.func.value.args[0]
    elif name_of(call) == "wait_for":
        asked = call.func.value
    if not isinstance(asked, ast.Call) or name_of(asked) not in {"wait_for_selector", "locator"}:
        return False
    return any(isinstance(each, str) and LONG_THERE.fullmatch(each) for each in constants(asked))


def faults(*lines: str, **modules: str) -> list[str]:
    """The faults of a function with these lines; modules: others that it may take from."""
    function = "\n".join(["def test_it(page, other):", *(f"    {line}" for line in lines)])
    return Reader(read_module(name, text) for name, text in {**modules, "here": function}.items()).read()


def test_every_journey_waits_for_what_a_click_leads_to() -> None:
    files = sorted((ROOT / "tests" / "journeys").glob("*.py"))
    modules = [read_module(f"tests.journeys.{file.stem}", file.read_text(encoding="utf-8")) for file in files]

    assert len(modules) > 10
    assert not (found := Reader(modules).read()), "\n".join([*found, ADVICE])


@pytest.mark.parametrize(
    "lines",
    [
        ("page.click('a')", "assert page.url"),
        ("page.click('a')", "page.goto('/')"),
        ("page.click('a')", "page.fill('[name=text]', 'x')"),
        ("page.click('a')", "told = page.inner_text('main')"),
        ("page.click('a')", "Plan.objects.get()"),
        ("page.click('a')",),
        ("page.get_by_role('link', name='Visa').first.click()", "assert rows(page) == []"),
        ("page.keyboard.press('Enter')", "assert page.url"),
        ("field.press('Enter')", "assert page.url"),
        ("page.click('a')", "if page.locator('b').count():", "    pass"),
        ("page.click('a')", "for each in page.locator('b').all():", "    print(each)"),
        ("page.click('a')", "with page.expect_navigation():", "    page.click('b')"),
        ("if page:", "    page.click('a')", "assert page.url"),
        ("for _ in range(2):", "    page.click('a')", "page.wait_for_url('**/b/')"),
        ("page.select_option('[name=state]', 'open')", "assert page.url"),
        ("with page.expect_response('**'):", "    page.click('a')", "assert page.url"),
        ("with page.expect_navigation():", "    page.click('a')", "    page.click('b')"),
        # What waits for nothing new
        ("page.click('a')", "page.wait_for_load_state()", "assert page.url"),
        ("page.click('a')", "page.wait_for_timeout(100)", "assert page.url"),
        ("page.click('a')", "page.wait_for_selector('h1')", "page.goto('/')"),
        ("page.click('a')", "page.locator('main').wait_for()", "page.goto('/')"),
        ("page.click('a')", "expect(page.locator('main')).to_be_visible()", "page.goto('/')"),
        ("page.click('a')", "expect(page).to_have_url('/b/')", "assert page.inner_text('h1')"),
        # An exception without a reason
        ("page.click('a')  # leads nowhere:", "assert page.url"),
        ("page.click('a')  # leads nowhere", "assert page.url"),
    ],
    ids=" / ".join,
)
def test_what_follows_at_once_on_a_click_is_found(lines: tuple[str, ...]) -> None:
    assert len(faults(*lines)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ("page.click('a')", "page.wait_for_selector('.saved')", "assert page.url"),
        ("page.click('a')", "page.wait_for_url('**/b/')", "assert page.url"),
        ("page.click('a')", "page.get_by_text('Tack').wait_for()", "assert page.url"),
        ("page.click('a')", "expect(page.locator('h1')).to_have_text('Tack')", "assert page.url"),
        ("page.click('a')", "expect(page).to_have_url('/b/')", "expect(page.locator('p')).to_have_count(2)"),
        ("with page.expect_navigation():", "    page.click('a')", "assert page.url"),
        ("with page.expect_download() as sent:", "    page.click('a')", "assert sent.value"),
        ("with page.expect_response('**'):", "    page.click('a')", "page.wait_for_selector('.saved')"),
        ("page.select_option('[name=state]', 'open')", "page.fill('[name=text]', 'x')", "assert page.url"),
        ("page.select_option('a', 'b')", "with page.expect_navigation():", "    page.click('b')", "assert page.url"),
        ("page.keyboard.press('Tab')", "assert page.url"),
        ("page.click('summary')  # leads nowhere: it opens the filters", "assert page.url"),
    ],
    ids=" / ".join,
)
def test_what_waits_is_left_in_peace(lines: tuple[str, ...]) -> None:
    assert faults(*lines) == []


ENDS_WITH_A_CLICK = "def send(page):\n    page.fill('[name=text]', 'x')\n    page.click('button')\n"
ENDS_IN_A_LOOP = (
    "def send(page):\n    for _ in range(9):\n        if page:\n            page.click('button')\n            return\n"
)
OF_A_CLASS = "class Hands:\n    def send(self):\n        self.page.click('button')\n"


@pytest.mark.parametrize("helper", [ENDS_WITH_A_CLICK, ENDS_IN_A_LOOP, OF_A_CLASS])
def test_a_click_at_the_end_of_a_helper_is_waited_for_by_its_caller(helper: str) -> None:
    call = "hands.send()" if helper == OF_A_CLASS else "send(page)"
    taken = "from hands import send"

    assert faults(taken, call, "page.wait_for_selector('.saved')", hands=helper) == []
    assert faults(taken, call, "assert page.url", hands=helper) == [f"here:3: {call} -- not waited for before line 4"]


def test_a_helper_that_waits_itself_asks_nothing_of_its_caller() -> None:
    helper = f"{ENDS_WITH_A_CLICK}    page.wait_for_selector('.saved')\n"

    assert faults("from hands import send", "send(page)", "assert page.url", hands=helper) == []


def test_the_message_names_the_click_and_what_came_too_early() -> None:
    assert faults("page.click('a')", "assert page.url") == ["here:2: page.click('a') -- not waited for before line 3"]
    assert faults("page.click('a')") == ["here:2: page.click('a') -- not waited for before the test ends"]
