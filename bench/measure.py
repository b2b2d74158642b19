"""Measures every page and prints the tables: step 2 for each database."""

from collections.abc import Iterable
from functools import partial
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bench import editing, followup
from bench.build import MEASURED, SMALL
from bench.charts import charts
from bench.cost import Ask, Cost, cost, statements
from bench.editing import SAVE
from bench.memory import Memory, worker_memory
from bench.pages import EMPTY, addresses
from bench.report_worker import peak
from bench.reports import FEW, MANY, Reports, reports
from bench.targets import OVERVIEWS, Target, targets, targets_of_charts, targets_of_reports
from bench.versions import difference_of_two_versions


def main() -> int:
    """Print costs, memory and targets; return 1 if a request is not answered as it should, whatever the targets say."""
    # Pages name their static files by a manifest that this makes.
    call_command("collectstatic", interactive=False, verbosity=0)
    import_module("handslag.wsgi")  # what a worker loads, in the state in which it serves
    settings.ROOT_URLCONF = "bench.urls"
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    pages = addresses(MEASURED)
    asked: dict[str, Ask] = {name: partial(client.get, address) for name, address in pages.items()}
    asked |= editing.requests(MEASURED) | followup.requests(MEASURED)
    broken = list(_broken(asked))
    if broken:
        print("", *broken, sep="\n")
        return 1
    costs = {name: cost(ask) for name, ask in asked.items()}
    _print_costs(costs)
    memory = worker_memory(address for name, address in pages.items() if name != EMPTY)
    _print_memory(memory)
    small = addresses(SMALL)
    in_small = {name: statements(partial(client.get, small[name])) for name in OVERVIEWS}
    versions_ms = difference_of_two_versions(MEASURED)
    print(f"\ndifference of two versions: {versions_ms:.1f} ms")
    drawn = charts()
    _print_charts(drawn)
    made, most = reports(), peak()
    _print_reports(made, most)
    promised = (*targets(costs, memory, in_small, versions_ms), *targets_of_charts(drawn))
    _print_targets([*promised, *targets_of_reports(made, most)])
    return 0


def _broken(asked: dict[str, Ask]) -> Iterable[str]:
    """Yield a line for each request that is not answered as it should: a page with 200, a save with 302."""
    for name, ask in asked.items():
        status = ask().status_code
        if status != (302 if name == SAVE else 200):
            yield f"{name} answered {status}"


def _print_costs(costs: dict[str, Cost]) -> None:
    width = max(len(name) for name in costs)
    print(f"{'name':{width}}  SQL  median ms  p95 ms   kB  ratio")
    for name, found in costs.items():
        ratio = found.median / costs[EMPTY].median
        numbers = f"{found.statements:3}  {found.median:9.1f}  {found.p95:6.1f}  {found.kilobytes:3.0f}  {ratio:5.1f}"
        print(f"{name:{width}}  {numbers}")


def _print_memory(memory: Memory) -> None:
    shared = "" if memory.pss is None else f", {memory.pss:.0f} MB with shared pages split"
    print(f"\nMemory per worker: {memory.rss:.0f} MB resident{shared}")


def _print_charts(drawn: dict[str, float]) -> None:
    print("\nDrawings of the example, ms")
    for name, took in drawn.items():
        print(f"  {name:24}  {took:5.2f}")


def _print_reports(made: Reports, most: float) -> None:
    print(
        f"\nFull report of the example: gathered in {made.gather:.3f} s ({made.statements} SQL), built in {made.build:.3f} s"
    )
    for name, took in made.formats.items():
        print(f"  {name:24}  {took:5.2f} s with its build")
    print(f"  a worker that builds it as PDF holds {most:.0f} MB at most")
    print(f"Full report of a made-up plan, s          {FEW:3}    {MANY:3} initiatives")
    for name, (few, many) in made.grown.items():
        print(f"  {name:24}            {few:7.2f}{many:7.2f}")


def _print_targets(found: Iterable[Target]) -> None:
    print("\nTargets")
    for target in found:
        print(f"  {'met    ' if target.is_met else 'NOT MET'}  {target.what}")
