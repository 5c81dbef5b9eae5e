"""One question to a language model of the user's own; the only place in vocmine that asks another service.

Guarantees: nothing but the address that the user set is contacted – no proxy, no redirect, no tool; a silent address, and one that
answers without end, is left after ``timeout`` seconds; neither the key nor what was asked stands in an error.
"""

import json
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError

from vocmine.errors import NoAnswer

MOST_BYTES, BLOCK = 262_144, 16_384
MOST_TOKENS = 300
SEED = 0
OK = 200
UNREADABLE = "answered in a form that cannot be read"


@dataclass(frozen=True, slots=True)
class Address:
    """An OpenAI-compatible base address (``http://localhost:11434/v1``), the model asked there, and the key where one is needed."""

    url: str
    model: str
    key: SecretStr | None = None

    @property
    def host(self) -> str:
        """The address's host with its port."""
        return urlsplit(self.url).netloc


class _Message(BaseModel):
    content: str | None = None
    tool_calls: list[Any] | None = None


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


def complete(address: Address, *, system: str, user: str, schema: Mapping[str, Any], timeout: float) -> str | None:
    """Return what the model answers to a message; None where it says nothing or asks for a tool.

    Parameters
    ----------
    schema : the JSON schema that the answer should have; the address may heed it or not.
    timeout : seconds until the address is left.

    Raises
    ------
    NoAnswer
        If the address cannot be reached, is too slow, refuses, or does not speak this language.
    """
    asked = {
        "model": address.model,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}},
        "temperature": 0,
        "seed": SEED,
        "max_tokens": MOST_TOKENS,
        "stream": False,
    }
    try:
        content = _post(address, json.dumps(asked).encode(), timeout)
        message = _Completion.model_validate_json(content).choices[0].message
    except TimeoutError as error:
        raise NoAnswer(address.host, f"did not answer within {timeout:g} seconds") from error
    except (HTTPException, ValidationError) as error:
        raise NoAnswer(address.host, UNREADABLE) from error
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None)
        raise NoAnswer(address.host, f"cannot be reached ({reason})" if reason else "cannot be reached") from error
    return None if message.tool_calls else message.content


def _post(address: Address, body: bytes, timeout: float) -> bytes:
    parts = urlsplit(address.url)
    deadline = time.monotonic() + timeout
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(kind(parts.hostname or "", parts.port, timeout=timeout)) as connection:
        connection.connect()
        sock = connection.sock
        sock.settimeout(_left(deadline))
        connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", body, _headers(address))
        response = connection.getresponse()
        if response.status != OK:
            raise NoAnswer(address.host, f"answered with status {response.status}")
        content = bytearray()
        while not response.isclosed():
            sock.settimeout(_left(deadline))
            part = response.read1(BLOCK)
            if not part:
                break
            content += part
            if len(content) > MOST_BYTES:
                raise NoAnswer(address.host, UNREADABLE)
    return bytes(content)


def _left(deadline: float) -> float:
    """Return the seconds that are left.

    Raises
    ------
    TimeoutError
        If none are.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _headers(address: Address) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    return headers | {"Authorization": f"Bearer {address.key.get_secret_value()}"} if address.key else headers
