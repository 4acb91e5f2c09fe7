"""What is said of losses in more words than one: where a gradient comes from, and why."""

from dataclasses import dataclass

from gradviz.messages.message import Message, say, say_many


@dataclass(frozen=True, slots=True)
class Output:
    """What a loss is of, as its texts speak of it.

    Attributes
    ----------
    Y : str
        What the output is called.
    entries, samples : int
        How many it has, M·N and N.
    is_row : bool
        Whether a sample is a row as people write it, and not a column.
    """

    Y: str
    entries: int
    samples: int
    is_row: bool


def mean_caption(of: Output) -> Message:
    """Return what happens as the gradient of a mean of squares is written."""
    return say_many(
        "The mean is over one entry, so the gradient is 2 ({Y} − T)",
        "The mean over {count} entries divides each gradient by {count}: 2 ({Y} − T) / {count}",
        of.entries,
        Y=of.Y,
    )


def mean_origin(of: Output) -> Message:
    """Return where the slope of a mean of squares comes from."""
    return say_many(
        "In a mean of one square the slope is 2({Y} − T).",
        "In a mean of {count} squares the slope is 2({Y} − T)/{count}.",
        of.entries,
        Y=of.Y,
    )


def mean_why(of: Output, y: str, here: str) -> Message:
    """Return why the gradient of a mean of squares is what it is."""
    return say_many(
        "The loss is the mean of a single square, ({Y} − T)², that of {y}; its derivative is "
        "2 ({Y} − T): {here}.",
        "The loss is the mean of {count} squares ({Y} − T)², and {y} appears in just one; the "
        "derivative of that square is 2 ({Y} − T), and the mean divides it by {count}: {here}.",
        of.entries,
        Y=of.Y,
        y=y,
        here=here,
    )


def huber_origin(of: Output) -> Message:
    """Return where the slope of the Huber loss comes from."""
    return say_many(
        "Up to a distance of 1 the slope is {Y} − T, beyond it 1 or −1.",
        "Up to a distance of 1 the slope is {Y} − T, beyond it 1 or −1, and the mean over "
        "{count} entries divides it by {count}.",
        of.entries,
        Y=of.Y,
    )


def huber_why(of: Output, y: str, here: str) -> Message:
    """Return why the gradient of the Huber loss is what it is."""
    return say_many(
        "The loss has one entry, {y}: ½ ({Y} − T)² within 1 of the target and |{Y} − T| − ½ "
        "beyond. Its derivative is {Y} − T, cut off at −1 and 1: {here}. So an entry that is far "
        "off counts no more than one that is off by 1.",
        "The loss is a mean over {count} entries, of ½ ({Y} − T)² within 1 of the target and of "
        "|{Y} − T| − ½ beyond; {y} appears in just one of them. Its derivative is {Y} − T, cut "
        "off at −1 and 1, and the mean divides it by {count}: {here}. So an entry that is far off "
        "counts no more than one that is off by 1.",
        of.entries,
        Y=of.Y,
        y=y,
        here=here,
    )


def absolute_origin(of: Output) -> Message:
    """Return where the slope of the absolute error comes from."""
    return say_many(
        "The slope is the sign of {Y} − T, 0 at the target itself.",
        "The slope is the sign of {Y} − T, 0 at the target itself, and the mean over {count} "
        "entries divides it by {count}.",
        of.entries,
        Y=of.Y,
    )


def absolute_why(of: Output, y: str, here: str) -> Message:
    """Return why the gradient of the absolute error is what it is."""
    return say_many(
        "The loss is |{Y} − T| of one entry, {y}; its derivative is 1 above the target and −1 "
        "below, and at the target itself it is taken to be 0: {here}. So {Y}_grad does not tell "
        "how far off an entry is.",
        "The loss is the mean of |{Y} − T| over {count} entries, and {y} appears in just one; the "
        "derivative of |{Y} − T| is 1 above the target and −1 below, and at the target itself it "
        "is taken to be 0. The mean divides it by {count}: {here}. So {Y}_grad does not tell how "
        "far off an entry is.",
        of.entries,
        Y=of.Y,
        y=y,
        here=here,
    )


def softmax_caption(of: Output) -> Message:
    """Return what happens as the gradient of the cross entropy is written."""
    if of.is_row:
        return say(
            "Softmax turns each row into probabilities; the gradient is how far they are from the "
            "target, divided by N"
        )
    return say(
        "Softmax turns each column into probabilities; the gradient is how far they are from the "
        "target, divided by N"
    )


def softmax_why(of: Output, y: str, here: str) -> Message:
    """Return why the gradient of the cross entropy is what it is."""
    if of.is_row:
        return say(
            "The loss is −Σ T log P / N with P = softmax of each row. Raising {y} raises its own "
            "probability and lowers the others in its row; taken together, that comes to the plain "
            "difference P − T, divided by N = {n}: {here}.",
            y=y,
            n=of.samples,
            here=here,
        )
    return say(
        "The loss is −Σ T log P / N with P = softmax of each column. Raising {y} raises its own "
        "probability and lowers the others in its column; taken together, that comes to the plain "
        "difference P − T, divided by N = {n}: {here}.",
        y=y,
        n=of.samples,
        here=here,
    )
