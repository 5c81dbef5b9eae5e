"""The settings say what is wrong with them, and never a key."""

import pytest

from vocmine.errors import SettingsInvalid
from vocmine.settings import Settings

URL = "http://localhost:11434/v1"


def test_no_service_is_named_by_default_or_by_an_empty_variable(monkeypatch):
    assert Settings().namer is None
    monkeypatch.setenv("VOCMINE_NAMER", "")
    monkeypatch.setenv("VOCMINE_NAMER_KEY", "")
    assert (Settings().namer, Settings().namer_key) == (None, None)


@pytest.mark.parametrize("url", [URL, "https://models.example/v1/", "http://[::1]:8000", "http://10.0.0.7:8000/openai/v1"])
def test_address_of_a_model_is_taken_as_it_is(monkeypatch, url):
    monkeypatch.setenv("VOCMINE_NAMER", url)
    monkeypatch.setenv("VOCMINE_NAMER_MODEL", "small")
    assert (Settings().namer, Settings().namer_model) == (url, "small")


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434",
        "file:///etc/passwd",
        "http://",
        "http://me:secret@host/v1",
        "http://host/v1?key=secret",
        "http://host:x/",
        "http://a b/",
    ],
)
def test_address_that_is_none_is_refused_without_showing_it(url):
    with pytest.raises(SettingsInvalid, match=r"namer: .*http://localhost:11434/v1|namer: .*[Pp]ort") as caught:
        Settings(namer=url, namer_model="small")
    assert "secret" not in f"{caught.value} {caught.value.__cause__}"


def test_address_needs_a_model():
    with pytest.raises(SettingsInvalid, match="namer needs namer_model, the name of the model that is asked at the address"):
        Settings(namer=URL)


def test_key_is_never_shown(monkeypatch):
    monkeypatch.setenv("VOCMINE_NAMER_KEY", " sk-secret\n")
    settings = Settings()
    assert settings.namer_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_key_that_no_header_can_hold_is_refused_without_showing_it():
    with pytest.raises(SettingsInvalid, match=r"namer_key: .*characters that no key has") as caught:
        Settings(namer_key="sk-secret\r\nX-Other: 1")
    assert "sk-secret" not in f"{caught.value} {caught.value.__cause__}"
