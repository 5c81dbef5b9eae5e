"""The key of the keyed hashes: made once for this machine, readable by its owner alone."""

import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


def load_secret(path: Path) -> bytes:
    """Return the key in the file, making it first where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(KEY_BYTES))
        with suppress(FileExistsError):  # another process was first: its key holds
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_bytes()
