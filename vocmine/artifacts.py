"""The files that ship with vocmine: models verified by digest, the sample, the explorer.

In a checkout they lie beside the package, in an installed wheel inside it (``vocmine/shipped``).
A model folder holds ``manifest.json`` {id, files: {name: sha256}, …}; a file that is missing
or whose digest differs is refused before a byte of it is used.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vocmine.errors import ModelInvalid

_PACKAGE = Path(__file__).resolve().parent
ALLOWED_ENDINGS = (".onnx", ".safetensors", ".json", ".md", ".txt")


def shipped(name: str) -> Path:
    """Return the path of a shipped file or folder: ``models``, ``corpora/sample`` or ``app.py``."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.exists() else _PACKAGE.parent / name


def model_path(models: Path | None, name: str) -> Path:
    """Return the folder of a model, in ``models`` or among the shipped ones.

    Whoever makes models of their own makes an encoder; what else lacks there is taken from the shipped ones.
    """
    if models and (name == "encoder" or (models / name).is_dir()):
        return models / name
    return shipped("models") / name


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A verified model folder: its path, id and manifest."""

    path: Path
    id: str
    manifest: dict[str, Any]

    def file(self, name: str) -> Path:
        """Return the path of a file that the manifest lists.

        Raises
        ------
        ModelInvalid
            If the manifest does not list it.
        """
        if name not in self.manifest["files"]:
            raise ModelInvalid(
                f"Model folder {self.path} does not list {name!r} in its manifest: another version made it. "
                "Mend VOCMINE_MODELS, or make the folder anew by `vocmine train encoder`."
            )
        return self.path / name


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def open_model(path: Path) -> ModelFolder:
    """Verify a model folder against its manifest.

    Raises
    ------
    ModelInvalid
        If the manifest or a file is missing, a digest differs, or an ending is not allowed.
    """
    manifest_path = path / "manifest.json"
    if not manifest_path.is_file():
        raise ModelInvalid(f"No manifest.json in {path}: this is not a model folder of vocmine.")
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    for name, expected in manifest["files"].items():
        _verify(path / name, expected)
    return ModelFolder(path, manifest["id"], manifest)


def _verify(file: Path, expected: str) -> None:
    if file.suffix not in ALLOWED_ENDINGS:
        raise ModelInvalid(f"{file} is refused: a model folder holds {', '.join(ALLOWED_ENDINGS)} only.")
    if not file.is_file():
        raise ModelInvalid(f"{file} is missing; expected SHA-256 {expected}. Reinstall vocmine or mend VOCMINE_MODELS.")
    found = sha256(file)
    if found != expected:
        raise ModelInvalid(f"{file} was altered: SHA-256 is {found}, the manifest says {expected}.")
