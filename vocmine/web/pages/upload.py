"""The upload."""


def show() -> None:
    """Draw the page."""
