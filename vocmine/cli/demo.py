"""``vocmine demo``: the sample mined, and the explorer opened on it."""

from vocmine.cli import options

PROJECT = "kelvane-sample"


def demo(db: options.Db = None) -> None:
    """Mine the sample that ships with vocmine and open the explorer on it."""
    from vocmine.artifacts import shipped
    from vocmine.cli import console, explore, mine

    sample = sorted(shipped("corpora/sample").glob("*.csv"))
    console.message(f"Mining {len(sample)} files of the sample into the project {PROJECT!r} …")
    mine.mine(PROJECT, inputs=sample, db=db)
    explore.explore(project=PROJECT, db=db)
