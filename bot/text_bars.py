"""A share drawn as a bar of text; the charts that are pictures are in `consultation`."""


def bar(share: float, cells: int) -> str:
    """Draw a share, from 0 to 1, in so many signs."""
    full = round(cells * share)
    return "▓" * full + "░" * (cells - full)
