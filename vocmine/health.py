"""What is installed, which models and which database are in use, and whether they are sound."""

from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from vocmine import artifacts
from vocmine.errors import VocmineError
from vocmine.settings import Settings

PACKAGES = ("vocmine", "onnxruntime", "spacy", "scikit-learn", "sentence-transformers", "bertopic", "sqlmodel", "streamlit", "torch")
MODELS = ("encoder", "syntax")


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """A model folder: ``state`` is ``verified`` or why it is refused."""

    id: str
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an installation; ``database`` is shown without its password."""

    packages: tuple[tuple[str, str], ...]
    models: tuple[ModelHealth, ...]
    database: str
    database_state: str
    sound: bool


def examine(settings: Settings) -> Health:
    """Verify the models and open the database; nothing is raised for what is found unsound."""
    models = tuple(_model(settings, name) for name in MODELS)
    state = _database_state(settings)
    return Health(
        packages=tuple((name, _version(name)) for name in PACKAGES),
        models=models,
        database=_address(settings),
        database_state=state,
        sound=state == "sound" and all(model.state == "verified" for model in models),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _model(settings: Settings, name: str) -> ModelHealth:
    path = artifacts.model_path(settings.models, name)
    try:
        return ModelHealth(artifacts.open_model(path).id, "verified", str(path))
    except VocmineError as error:
        return ModelHealth(name, str(error), str(path))


def _address(settings: Settings) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(settings.db_url).render_as_string(hide_password=True)
    except ArgumentError:
        return settings.db_url


def _database_state(settings: Settings) -> str:
    from vocmine.store.database import open_store

    try:
        with closing(open_store(settings.db_url)) as store:
            return store.check()
    except VocmineError as error:
        return str(error)
