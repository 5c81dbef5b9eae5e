"""The one settings object; no other module reads the environment or ``vocmine.toml``."""

import hashlib
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError, TomlConfigSettingsSource

from vocmine.errors import SettingsInvalid

TOML = "vocmine.toml"
Weight = Annotated[float, Field(ge=0, le=3)]


def _data_folder() -> Path:
    return user_data_path("vocmine", appauthor=False)


class Settings(BaseSettings):
    """Where data and models are; from ``VOCMINE_*`` variables, then ``vocmine.toml``, then defaults.

    ``db``: a SQLAlchemy URL (``sqlite:///…``, ``postgresql+psycopg://…``).
    ``models``: a folder that replaces the shipped one. ``encoder``: name or folder of a
    sentence-transformers model of the user's own in place of the shipped encoder.
    ``employee_columns``: whether columns that name employees may be looked at and filtered by; each use is logged.
    ``rank_weights``: the weights of share, severity and effect in the ranking of themes, each 0 to 3; as a variable, ``[1, 1, 0]``.
    ``namer``: an OpenAI-compatible base address (``http://localhost:11434/v1``) whose model ``namer_model`` proposes names of themes,
    with the key ``namer_key`` where it needs one; without it no service is ever asked.
    """

    model_config = SettingsConfigDict(env_prefix="VOCMINE_", toml_file=TOML, frozen=True, extra="forbid", hide_input_in_errors=True)

    db: str = ""
    models: Path | None = None
    encoder: str | None = None
    employee_columns: bool = False
    rank_weights: tuple[Weight, Weight, Weight] = (1.0, 1.0, 1.0)
    namer: str | None = None
    namer_model: str | None = None
    namer_key: SecretStr | None = None

    def __init__(self, **values: Any) -> None:
        """Read all sources.

        Raises
        ------
        SettingsInvalid
            If ``vocmine.toml`` is no TOML, or a setting is unknown or of the wrong kind.
        """
        try:
            super().__init__(**values)
        except TOMLDecodeError as error:
            raise SettingsInvalid(f"{TOML} cannot be read: {error}.") from error
        except SettingsError as error:
            raise SettingsInvalid(f"A VOCMINE_ variable is no list of numbers: {error}.") from error
        except ValidationError as error:
            found = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise SettingsInvalid(f"The settings in {TOML} or VOCMINE_ variables are not sound: {found}.") from error

    @field_validator("namer")
    @classmethod
    def _check_namer(cls, value: str | None) -> str | None:
        """Return the address; an empty one is none."""
        if not value:
            return None
        parts = urlsplit(value)
        plain = value.isascii() and value.isprintable() and " " not in value and parts.hostname and parts.port != 0
        if not plain or parts.scheme not in ("http", "https") or "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("an address such as http://localhost:11434/v1 is needed; a key stands in VOCMINE_NAMER_KEY")
        return value

    @field_validator("namer_key")
    @classmethod
    def _check_key(cls, value: SecretStr | None) -> SecretStr | None:
        """Return the key without white space round it; an empty one is none."""
        key = value.get_secret_value().strip() if value else ""
        if not (key.isascii() and key.isprintable()):
            raise ValueError("the key holds characters that no key has")
        return SecretStr(key) if key else None

    @model_validator(mode="after")
    def _check_namer_model(self) -> "Settings":
        if self.namer and not self.namer_model:
            raise ValueError("namer needs namer_model, the name of the model that is asked at the address")
        return self

    @property
    def db_url(self) -> str:
        """The database's address; by default a SQLite file in the user's data folder."""
        return self.db or f"sqlite:///{(_data_folder() / 'vocmine.db').as_posix()}"

    @property
    def secret_path(self) -> Path:
        """The file of this machine's key for the keyed hashes of customers."""
        return _data_folder() / "key"

    @property
    def jobs_folder(self) -> Path:
        """Where the explorer's mining processes keep uploads, progress and reports."""
        return _data_folder() / "jobs"

    def rejects_path(self, project: str) -> Path:
        """Return the file that rejected rows of an import into a project are written to."""
        return _data_folder() / "rejects" / f"{hashlib.sha256(project.encode()).hexdigest()[:12]}.rejects.jsonl"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then ``vocmine.toml`` of the working folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
