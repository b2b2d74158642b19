"""How a source is asked: nothing that it answers makes us hang, swallow too much or take half for the whole."""

import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest

from handslag.opendata.errors import SourceError
from handslag.opendata.kolada import Kolada
from handslag.opendata.pxweb import PxWeb2
from handslag.opendata.socialstyrelsen import Socialstyrelsen
from handslag.opendata.transport import Transport
from tests.opendata import server
from tests.opendata.server import InTurn, Limited, Response, as_json, serving

GOOD = {"values": [1, 2, 3]}


def ask(response: Response | server.Answering, *, path: str = "x", **options: Any) -> Any:
    """Serve one response to all questions, and ask."""
    with serving(response if callable(response) else lambda _: response) as source:
        return line(source.url, **options).get(path).document


def line(url: str, **options: Any) -> Transport:
    return Transport("Källan", url, **{"timeout": 2, "rate": 1000, "first_wait": 0.01} | options)


def refused(response: Response | server.Answering, **options: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        ask(response, **options)
    return caught.value


def test_an_answer_is_read_with_its_address_and_time() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        answer = line(source.url).get("kpi/N1,N2", {"title": "å b"})

    assert answer.document == GOOD
    assert answer.address == f"{source.url}/kpi/N1,N2?title=%C3%A5%20b"
    assert abs(datetime.now(UTC) - answer.time) < timedelta(minutes=1)


def test_swedish_letters_in_a_path_and_a_query_arrive_as_they_are() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        line(source.url).get("A_Mo8/Hälsa å/tab.px", [("valueCodes[Kön]", "1,2"), ("valueCodes[Tid]", "top(3)")])

    assert source.paths == ["/A_Mo8/Hälsa å/tab.px"]
    assert source.requests[0].query == {"valueCodes[Kön]": "1,2", "valueCodes[Tid]": "top(3)"}


def test_who_asks_says_so() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        line(source.url).get("x")

    assert source.requests[0].headers["User-Agent"].startswith("Handslag/")


def test_a_packed_answer_is_unpacked() -> None:
    assert ask(server.packed(GOOD)) == GOOD


def test_a_document_is_sent_and_kept_with_its_address() -> None:
    kept: list[tuple[str, datetime, bytes]] = []
    with serving(lambda asked: as_json(asked.document)) as source:
        answer = line(source.url, keep=lambda *each: kept.append(each)).post("t.px", {"Kön": ["1"]})

    assert answer.document == {"Kön": ["1"]}
    assert [(address, raw) for address, _, raw in kept] == [
        (f'{source.url}/t.px#{{"Kön":["1"]}}', '{"Kön": ["1"]}'.encode())
    ]


def test_only_answers_that_can_be_read_are_kept() -> None:
    kept: list[Any] = []

    refused(server.cut_short(GOOD, says_so=False), keep=lambda *each: kept.append(each))
    refused(server.html(), keep=lambda *each: kept.append(each))

    assert kept == []


@pytest.mark.parametrize(
    "response",
    [server.drip(), server.drip_headers(), server.silence(), Response(raw=server._slowly(0.01, 15, b"HTTP/1.1 100 C\r\n\r\n"))],
    ids=["body", "headers", "silence", "continue"],
)  # fmt: skip
def test_a_slow_drip_is_cut_off(response: Response) -> None:
    start = time.monotonic()

    error = refused(response, timeout=0.3)

    assert error.reason == "timeout"
    assert time.monotonic() - start < 1


def test_a_drip_over_a_kept_connection_is_cut_off_too() -> None:
    with serving(InTurn(as_json(GOOD), lambda _: server.drip())) as source:
        asking = line(source.url, timeout=0.3)
        asking.get("x")
        with pytest.raises(SourceError) as caught:
            asking.get("x")

    assert caught.value.reason == "timeout"


def test_after_a_failure_the_next_answer_is_not_mixed_up_with_it() -> None:
    with serving(InTurn(server.huge(2), as_json(GOOD))) as source:
        asking = line(source.url, max_bytes=1000)
        with pytest.raises(SourceError):
            asking.get("x")

        assert asking.get("x").document == GOOD


@pytest.mark.parametrize(
    "response",
    [server.huge(), server.huge(says_so=True), server.bomb()],
    ids=["without length", "with length", "bomb"],
)
def test_too_large_an_answer_is_not_read_to_its_end(response: Response) -> None:
    start = time.monotonic()

    error = refused(response, max_bytes=1_000_000, timeout=10)

    assert error.reason == "too_large"
    assert time.monotonic() - start < 2


def test_an_answer_of_exactly_the_limit_is_read() -> None:
    size = len('{"values": [1, 2, 3]}')

    assert ask(as_json(GOOD), max_bytes=size) == GOOD
    assert refused(as_json(GOOD), max_bytes=size - 1).reason == "too_large"
    assert ask(server.packed({"a": " " * 50_000}), max_bytes=50_009) == {"a": " " * 50_000}
    assert refused(server.packed({"a": " " * 50_000}), max_bytes=50_008).reason == "too_large"


def test_half_an_answer_is_asked_for_again() -> None:
    assert ask(InTurn(server.cut_short(GOOD), as_json(GOOD))) == GOOD


@pytest.mark.parametrize(
    "response",
    [server.cut_short(GOOD), server.hang_up(), Response(raw=[b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"])],
    ids=["cut short", "hangs up", "half a chunk"],
)  # fmt: skip
def test_half_an_answer_is_none(response: Response) -> None:
    assert refused(response, attempts=2).reason == "dropped"


def test_half_a_packed_answer_is_none() -> None:
    whole = server.packed({"a": list(range(1000))})
    half = Response(200, whole.headers, [b"".join(whole.parts)[:500]], 500)

    assert refused(half, attempts=2).reason == "dropped"


@pytest.mark.parametrize(
    "response",
    [
        server.cut_short(GOOD, says_so=False),
        server.html(200),
        server.body(b"\x89PNG", kind="image/png"),
        server.body(b'{"a": NaN}'),
        server.body(b"[" * 200_000),
        server.body("å".encode("cp1252")),
        server.body(b'"' + b"1" * 10),
        server.body(b"9" * 5000),
        server.body(b""),
        Response(204, {}, [], 0),
        Response(200, {"Content-Type": "application/json", "Content-Encoding": "br"}, [b"{}"], 2),
        Response(200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, [b"{}"], 2),
    ],
    ids="half html picture nan nested cp1252 unended digits empty 204 brotli not-packed".split(),
)
def test_what_is_not_json_is_refused(response: Response) -> None:
    assert refused(response).reason == "not_json"


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "application/octet-stream", "TEXT/JSON", ""])
def test_json_by_another_name_is_json(kind: str) -> None:
    assert ask(server.body(b'{"a": 1}', kind=kind)) == {"a": 1}


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/xhtml+xml", "text/xml", "image/svg"])
def test_what_calls_itself_a_page_or_a_picture_is_refused_whatever_it_holds(kind: str) -> None:
    assert refused(server.body(b'{"a": 1}', kind=kind)).reason == "not_json"


def test_a_missing_content_type_is_no_fault() -> None:
    assert ask(Response(200, {}, [b'{"a": 1}'], 8)) == {"a": 1}


def test_a_404_as_html_is_not_found() -> None:
    error = refused(server.html(404))

    assert (error.reason, error.status, error.source) == ("not_found", 404, "Källan")
    assert "Sidan finns inte" not in error.message_sv


def test_the_sources_own_words_are_told() -> None:
    error = refused(server.problem(400, "Bad Request", "Non-existent value"))

    assert (error.reason, error.status) == ("status", 400)
    assert "Non-existent value" in error.message_sv


def test_a_busy_source_is_asked_again_after_as_long_as_it_says() -> None:
    start = time.monotonic()

    assert ask(InTurn(server.busy(retry_after="1"), as_json(GOOD))) == GOOD
    assert 1 <= time.monotonic() - start < 2


def test_retry_after_may_be_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    start = time.monotonic()

    assert ask(InTurn(server.busy(503, retry_after=soon), as_json(GOOD))) == GOOD
    assert time.monotonic() - start > 0.5


@pytest.mark.parametrize("told", ["²", "-5", "soon", "1e3", ""])
def test_a_retry_after_that_is_no_number_is_as_if_it_were_not_there(told: str) -> None:
    assert ask(InTurn(server.busy(retry_after=told), as_json(GOOD))) == GOOD


def test_pauses_double_while_the_source_does_not_say() -> None:
    with serving(lambda _: server.busy()) as source, pytest.raises(SourceError) as caught:
        line(source.url, attempts=4, first_wait=0.1).get("x")
    times = [asked.time for asked in source.requests]
    pauses = [later - earlier for earlier, later in pairwise(times)]

    assert caught.value.reason == "rate_limited"
    assert [round(pause, 1) for pause in pauses] == [0.1, 0.2, 0.4]


def test_a_source_that_asks_us_to_wait_an_hour_is_given_up() -> None:
    error = refused(server.busy(retry_after="3600"))

    assert error.reason == "rate_limited"
    assert "3600 sekunder" in error.message_sv


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("rate", each) for each in (0, None, -1, float("nan"), float("inf"), "5")),
        *(("timeout", each) for each in (0, None, -1, float("nan"), float("inf"), 10**400)),
        *(("attempts", each) for each in (0, -1, None)),
        ("max_bytes", -1), ("longest_wait", float("nan")), ("first_wait", -1), ("first_wait", True),
    ],
)  # fmt: skip
def test_an_option_that_nobody_can_have_meant_is_refused_before_anything_is_asked(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a number from"):
        line("http://localhost", **{name: value})


@pytest.mark.parametrize("url", ["foo", "", "ftp://x", "http://localhost:99999", "http://", "http://[::1"])
def test_an_address_that_cannot_be_asked_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="base_url must be a full http or https address"):
        line(url)


@pytest.mark.parametrize("size", [0, -1, 5001, "many", float("nan")])
def test_a_page_that_no_source_gives_is_refused(size: Any) -> None:
    for client in (Kolada, PxWeb2, Socialstyrelsen):
        with pytest.raises(ValueError, match="page_size must be a number from 1 to 5000"):
            client("http://localhost", page_size=size)


def test_questions_keep_to_the_rate() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        asking = line(source.url, rate=20)
        for _ in range(5):
            asking.get("x")
    times = [asked.time for asked in source.requests]

    assert times[-1] - times[0] > 0.19


def test_a_limit_that_the_source_told_slows_down_and_never_speeds_up() -> None:
    limited = Limited(lambda _: as_json(GOOD), calls=3, seconds=0.3)
    with serving(limited) as source:
        asking = line(source.url)
        asking.pace(calls=3, seconds=0.33)
        asking.pace(calls=1000, seconds=1)
        for _ in range(7):
            asking.get("x")

    assert limited.refused == 0
    assert len(source.requests) == 7


@pytest.mark.parametrize(
    ("calls", "seconds"),
    [(1, 1e9), (30, 61 * 30), (0, 1), (-1, 1), (1, -1), (1, float("inf")), (1, float("nan")), (1, 10**400)],
)
def test_a_limit_that_would_hold_us_up_for_ever_is_not_believed(calls: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="no limit to keep to"):
        line("http://localhost").pace(calls=calls, seconds=seconds)


def test_several_threads_share_the_rate() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        asking = line(source.url, rate=20)
        threads = [threading.Thread(target=asking.get, args=("x",)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times = [asked.time for asked in source.requests]

    assert len(times) == 5
    assert times[-1] - times[0] > 0.19


def test_a_redirect_within_the_source_is_followed() -> None:
    def answering(asked: server.Request) -> Response:
        return as_json(GOOD) if asked.path == "/new" else server.redirect("/new?a=1")

    assert ask(answering) == GOOD


@pytest.mark.parametrize(
    "to",
    ["http://example.org/x", "https://127.0.0.1/x", "//example.org/x", "file:///etc/hostname", "http://127.0.0.1:1/x", "http://[x", ""],
)  # fmt: skip
def test_a_redirect_elsewhere_is_refused(to: str) -> None:
    assert refused(server.redirect(to)).reason in ("redirect", "loop")


def test_a_redirect_in_a_ring_ends() -> None:
    assert refused(server.redirect("/x")).reason == "loop"


def test_a_link_is_followed_by_our_own_scheme_and_to_no_other_host() -> None:
    with serving(lambda asked: as_json(asked.query)) as source:
        asking = line(source.url)
        port = source.url.rsplit(":", 1)[1]

        assert asking.follow(f"{source.url}/data?page=2", at=source.url).document == {"page": "2"}
        assert asking.follow(f"https://127.0.0.1:{port}/data?page=3", at=source.url).document == {"page": "3"}
        for link in (
            "http://127.0.0.1:1/data?page=2",
            "http://example.org/data?page=2",
            "ftp://127.0.0.1/x",
            f"http://127.0.0.1:{port}@example.org/x",
        ):
            with pytest.raises(SourceError) as caught:
                asking.follow(link, at=source.url)
            assert caught.value.reason == "other_host"


def test_a_source_that_is_not_there_is_said_to_be_unreachable() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        pass

    with pytest.raises(SourceError) as caught:
        line(source.url).get("x")

    assert caught.value.reason == "unreachable"
    assert caught.value.message_sv.startswith("Källan gick inte att nå.")


def test_a_proxy_of_the_environment_is_asked_for_what_is_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(5)
        heard: list[bytes] = []

        def refuse() -> None:
            asking, _ = proxy.accept()
            with asking:
                heard.append(asking.recv(1000))
                asking.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

        monkeypatch.setenv("https_proxy", f"http://anna:hemligt@127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(SourceError) as caught:
            line("https://source.example/v3").get("x")
        thread.join()

    assert heard[0].startswith(b"CONNECT source.example:443 ")
    assert b"Basic YW5uYTpoZW1saWd0\r\n" in heard[0]
    assert "hemligt" not in str(caught.value)
    assert caught.value.reason == "unreachable"


def test_an_unencrypted_source_that_only_shakes_hands_badly_is_unreachable() -> None:
    with serving(lambda _: as_json(GOOD)) as source, pytest.raises(SourceError) as caught:
        line(source.url.replace("http:", "https:")).get("x")

    assert caught.value.reason == "unreachable"


def test_a_slow_drip_of_a_handshake_is_cut_off() -> None:
    drip = Response(raw=server._slowly(0.05, 15, b"\x16\x03\x03\x40\x00\x02"))
    with socket.create_server(("127.0.0.1", 0)) as there:

        def answer() -> None:
            asking, _ = there.accept()
            with asking, suppress(OSError):
                for part in drip.raw:
                    asking.sendall(part)

        threading.Thread(target=answer, daemon=True).start()
        start = time.monotonic()
        with pytest.raises(SourceError) as caught:
            line(f"https://127.0.0.1:{there.getsockname()[1]}", timeout=0.3).get("x")

    assert caught.value.reason in ("timeout", "unreachable")
    assert time.monotonic() - start < 1


def test_a_connection_is_kept_between_questions() -> None:
    with serving(lambda _: as_json(GOOD)) as source:
        asking = line(source.url)
        for _ in range(3):
            asking.get("x")

    assert len({asked.client for asked in source.requests}) == 1


@pytest.mark.parametrize("base", ["kolada.se", "ftp://kolada.se", "", "http://"])
def test_a_base_address_must_be_a_full_one(base: str) -> None:
    with pytest.raises(ValueError, match="base_url"):
        line(base)
