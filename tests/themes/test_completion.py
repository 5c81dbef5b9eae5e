"""One question, one address: what cannot be read is an error that tells neither the key nor the words."""

import socket
import threading

import pytest
from pydantic import SecretStr

from tests.themes.answering import answering, completion
from vocmine.errors import NoAnswer
from vocmine.themes.completion import Address, complete

KEY = "sk-very-secret"


def ask(url, *, timeout=5.0):
    address = Address(url, "small", SecretStr(KEY))
    return complete(address, system="Name it.", user="<data>{}</data>", schema={"type": "object"}, timeout=timeout)


def refusing(status, **headers):
    def answer(handler, _):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def test_question_is_plain_settled_and_offers_no_tool():
    with answering(lambda *_: completion("yes")) as served:
        assert ask(f"{served.url}/") == "yes"
    (body,) = served.asked
    assert served.paths == ["/v1/chat/completions"]
    assert (body["model"], body["temperature"], body["seed"], body["stream"]) == ("small", 0, 0, False)
    assert body["messages"] == [{"role": "system", "content": "Name it."}, {"role": "user", "content": "<data>{}</data>"}]
    assert not {"tools", "functions", "tool_choice"}.intersection(body)
    assert served.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_call_for_a_tool_is_no_answer_to_read():
    call = [{"id": "1", "type": "function", "function": {"name": "shell", "arguments": "{}"}}]
    with answering(lambda *_: completion('{"name": "late parcels"}', tool_calls=call)) as served:
        assert ask(served.url) is None


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_refusal_is_told_with_its_status(status):
    with (
        answering(refusing(status)) as served,
        pytest.raises(NoAnswer, match=rf"^The language model at {served.host} answered with status {status}\.$"),
    ):
        ask(served.url)


def test_redirect_is_not_followed():
    with answering(lambda *_: completion("yes")) as other:
        moved = refusing(307, Location=f"{other.url}/chat/completions")
        with answering(moved) as served, pytest.raises(NoAnswer, match=r"answered with status 307\.$"):
            ask(served.url)
    assert other.asked == []


def test_proxy_of_the_environment_is_not_used(monkeypatch):
    with answering(lambda *_: completion("proxied")) as proxy, answering(lambda *_: completion("yes")) as served:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert ask(served.url) == "yes"
    assert proxy.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome</html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"text": "old"}]}',
        b"\xff\x00",
        completion("yes") + b" " * 300_000,
    ],
)
def test_page_that_is_no_completion_cannot_be_read(body):
    with answering(lambda *_: body) as served, pytest.raises(NoAnswer, match=r"answered in a form that cannot be read\.$"):
        ask(served.url)


def test_silent_server_is_left():
    over = threading.Event()
    with answering(lambda *_: over.wait(20) and None) as served:
        with pytest.raises(NoAnswer, match=r"did not answer within 0\.2 seconds\.$"):
            ask(served.url, timeout=0.2)
        over.set()


def test_server_that_answers_without_end_is_left():
    over = threading.Event()

    def drip(handler, _):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        for _ in range(150):
            if over.wait(0.02):
                break
            handler.wfile.write(b" ")

    with answering(drip) as served:
        with pytest.raises(NoAnswer, match=r"did not answer within 0\.3 seconds\.$"):
            ask(served.url, timeout=0.3)
        over.set()


def test_address_where_nobody_listens_cannot_be_reached():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NoAnswer, match=r"cannot be reached \(.+\)\.$"):
        ask(f"http://127.0.0.1:{port}/v1")


def test_key_stands_in_no_error_and_in_no_text():
    with answering(refusing(500)) as served, pytest.raises(NoAnswer) as caught:
        ask(served.url)
    assert KEY not in f"{caught.value!r} {caught.value.__cause__!r} {Address(served.url, 'small', SecretStr(KEY))!r}"
