"""A language model of our own making: a server on this machine that answers as a test says, and keeps what it was sent."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def completion(content, **message):
    """Return the body of a chat completion."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content} | message}]}).encode()


def named(name):
    """Return the body of a completion that proposes a name."""
    return completion(json.dumps({"name": name}))


class Served:
    """What was asked so far, and where: ``asked`` holds each body, ``headers`` and ``paths`` what stood over it."""

    def __init__(self, port):
        self.url, self.host = f"http://127.0.0.1:{port}/v1", f"127.0.0.1:{port}"
        self.asked, self.headers, self.paths = [], [], []

    @property
    def data(self):
        """The data of each question, between its marks."""
        texts = [body["messages"][1]["content"] for body in self.asked]
        return [json.loads(text.removeprefix("<data>").removesuffix("</data>")) for text in texts]


@contextmanager
def answering(answer):
    """Serve a model; ``answer`` takes a handler and the data of a question, and returns a completion's body, or answers itself."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            served.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            served.headers.append(dict(self.headers))
            served.paths.append(self.path)
            body = answer(self, served.data[-1])
            if body is not None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_):
            """Tell nobody."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
