"""Text with `format=flowed` (RFC 3676): the lines that a program broke put together again."""

_SIGNATURE = "-- "  # ends in a space, yet is a line of its own (RFC 3676, section 4.3)


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Return the text with its soft line breaks undone, quote marks kept.

    `delete_space` is the parameter `DelSp=yes`: the space before a soft break is not text.
    """
    lines: list[list[str]] = []
    open_depth: int | None = None  # of the paragraph that the line before left open
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffing
        if open_depth == depth and content != _SIGNATURE:
            lines[-1].append(content)
        else:
            lines.append([f"{'>' * depth} " if depth else "", content])
        open_depth = depth if content.endswith(" ") and content != _SIGNATURE else None
        if open_depth is not None and delete_space:
            lines[-1][-1] = content[:-1]
    return "\n".join("".join(pieces) for pieces in lines)
