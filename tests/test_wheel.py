"""The wheel carries models, sample and explorer, and works outside the clone."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUN = "from vocmine.cli.main import main; main()"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("vocmine-*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def _vocmine(site: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(site), "XDG_DATA_HOME": str(tmp_path / "data")}
    return subprocess.run([sys.executable, "-c", RUN, *arguments], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_wheel_finds_its_own_models(site, tmp_path):
    found = _vocmine(site, tmp_path, "doctor", "--json")
    assert found.returncode == 0, found.stderr
    summary = json.loads(found.stdout.splitlines()[-1])
    assert all(Path(model["path"]).is_relative_to(site) for model in summary["models"])


@pytest.mark.slow
def test_wheel_scores_a_file(site, tmp_path):
    (tmp_path / "in.csv").write_text("id,comment\n1,The courier never came and support hung up on me.\n2,Love it!\n", encoding="utf-8")
    found = _vocmine(site, tmp_path, "score", "in.csv", "-o", "out.jsonl", "--text", "comment", "--id", "id")
    assert found.returncode == 0, found.stderr
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["feedback_id"] for row in rows} == {"1", "2"}


def test_wheel_carries_the_sample_and_the_explorer(site):
    shipped = site / "vocmine" / "shipped"
    assert (shipped / "app.py").is_file()
    assert (shipped / "corpora" / "sample" / "survey.csv").is_file()
