"""What arrays in a file are called, by gradviz and by others, and what they are taken for.

Weights of Torch, Keras, Flax, Haiku and scikit-learn, and what people write by hand: ``W1``,
``fc1.weight``, ``dense_1/kernel:0``, ``coefs_0``, ``dW``, ``inputs``. One name has one meaning.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from gradviz.errors import InputError
from gradviz.messages.message import Message, joined, say
from gradviz.session.document import MAX_LAYERS
from gradviz.session.matrices.arraynames import LOSS, OF_JAX, OF_TORCH, Key, NamePart, part
from gradviz.session.matrices.foundnames import FoundNames, first_of

LAYERS, CONVENTION = "layers", "convention"
TEXTS = (LAYERS, LOSS, CONVENTION)
"""The names of texts: what the layers are, what starts the backward pass, how it is laid out."""

HELP = say(
    "gradviz reads W (or weight, kernel, coef_), b (bias, intercept_), X (x, inputs), "
    "T (target, labels), Y_grad (dY); in a network W1, b1, W2, ... or fc1.weight, fc2.weight, ...; "
    "and gradients, W_grad or dW"
)
"""What names mean, in one line."""

_OUTPUT = re.compile(r"Y(\d+)(?:_grad)?")
_POSITION = re.compile(r"arr_(\d+)")


def is_named(name: str) -> bool:
    """Tell whether a name has a meaning, or is the place of an array among several."""
    return part(name) is not None or name in TEXTS or _POSITION.fullmatch(name) is not None


def understood(
    names: Iterable[str], shapes: Mapping[str, tuple[int, ...]] | None = None
) -> FoundNames:
    """Return what the names of a file mean together.

    Parameters
    ----------
    names : iterable of str
        In the order of the file.
    shapes : mapping of str to tuple of int, optional
        Of arrays of numbers, as far as they are known. A weight of a layer that has not two axes
        belongs to a layer of another kind.

    Raises
    ------
    InputError
        If two names mean one thing, or nothing says what W is.

    Examples
    --------
    >>> names = understood(["0.weight", "0.bias", "2.weight", "x", "dY", "step"])
    >>> dict(names.given)
    {'0.weight': 'W1', '0.bias': 'b1', '2.weight': 'W2', 'x': 'X', 'dY': 'Y_grad'}
    >>> names.left, [*map(str, names.notes)]
    (('step',), ['W1 is 0.weight, W2 is 2.weight.'])
    """
    there, shapes = tuple(names), shapes or {}
    texts = {name: name for name in there if name in TEXTS and name not in shapes}
    arrays = [name for name in there if name not in texts]
    if not arrays:
        raise InputError(say("there is no array in it"))
    if len(arrays) == 1 and LAYERS not in texts:
        return _alone(arrays[0], texts)
    if all(map(_POSITION.fullmatch, arrays)):
        return _in_places(arrays, shapes)
    parts = {name: found for name in arrays if (found := part(name)) is not None}
    others = _of_other_layers(parts, shapes)
    parts = {name: found for name, found in parts.items() if name not in others}
    order = _order({f.key: name for name, f in parts.items() if f.role == "W" and not f.is_grad})
    if not order and LAYERS not in texts:
        raise InputError(
            say("there is no W; there is {names}; {help}", names=first_of(there), help=HELP)
        )
    return _named(there, parts, order, texts)


def outputs(names: Iterable[str]) -> int:
    """Return the largest n of a Yn or Yn_grad among the names; 0 without any."""
    found = [_OUTPUT.fullmatch(name) for name in names]
    return max((int(match[1]) for match in found if match), default=0)


def _in_places(names: Sequence[str], shapes: Mapping[str, tuple[int, ...]]) -> FoundNames:
    """Return what arrays are that np.savez numbered: W and X, or each W and its b."""
    order = sorted(names, key=lambda name: int(name.removeprefix("arr_")))
    forms = [shapes.get(name, ()) for name in order]
    axes = [len(form) for form in forms]
    if axes == [2, 2]:
        note = say(
            "The arrays have no names: {first} is taken for W, {second} for X.",
            first=order[0],
            second=order[1],
        )
        return FoundNames({order[0]: "W", order[1]: "X"}, {}, notes=(note,))
    if axes == [2, 1] * (len(axes) // 2) and len(axes) <= 2 * MAX_LAYERS:
        ends = [form[0] for form in forms[1::2]]
        outs = [
            {n for n in (0, 1) if form[n] == end}
            for form, end in zip(forms[::2], ends, strict=True)
        ]
        axis = set.intersection(*outs)
        if len(axis) == 1:
            layers = range(1, len(ends) + 1)
            meanings = [f"{role}{n}" for n in layers for role in "Wb"] if len(ends) > 1 else "Wb"
            note = say(
                "The arrays have no names: they are taken for the weights and biases of layers."
            )
            layouts = OF_JAX if axis == {1} else OF_TORCH
            return FoundNames(
                dict(zip(order, meanings, strict=True)), {}, layouts=layouts, notes=(note,)
            )
    sized = [
        say("{name} ({size})", name=name, size="×".join(map(str, form)))
        if form
        else say("{name} (no axes)", name=name)
        for name, form in zip(order, forms, strict=True)
    ]
    raise InputError(
        say(
            "the arrays have no names, and can be read in several ways: there is {arrays}; "
            "save them with names, for example {code}",
            arrays=joined(sized, ", "),
            code="np.savez(file, W=..., X=...)",
        )
    )


def _alone(name: str, texts: Mapping[str, str]) -> FoundNames:
    found = part(name)
    is_weight = found is not None and found.role == "W" and not found.is_grad
    if found is not None and found.is_grad:
        raise InputError(
            say("{name} is a gradient, and the only array: its W and X belong beside it", name=name)
        )
    is_plain = is_weight or _POSITION.fullmatch(name)
    note = say("{name} is the only array, and is taken for W.", name=name)
    layouts = found.layouts if found is not None and is_weight else ()
    return FoundNames({**texts, name: "W"}, {}, layouts=layouts, notes=() if is_plain else (note,))


def _of_other_layers(
    parts: Mapping[str, NamePart], shapes: Mapping[str, tuple[int, ...]]
) -> set[str]:
    """Return the names of what belongs to a layer that has no W of two axes: it is no product."""
    products = {
        found.key
        for name, found in parts.items()
        if found.role == "W" and not found.is_grad and len(shapes.get(name, (1, 1))) == 2
    }
    return {
        name
        for name, found in parts.items()
        if found.role in ("W", "b") and found.key[0] and found.key not in products
    }


def _order(weights: Mapping[Key, str]) -> dict[Key, str]:
    """Return what each weight is called, W1, W2, ..., in the order of the layers."""
    keys = list(weights)
    if len({bool(place) for place, _ in keys}) > 1:
        both = [next(weights[k] for k in keys if bool(k[0]) is placed) for placed in (True, False)]
        raise InputError(
            say(
                "{first} and {second} are named in two ways: name all W in one",
                first=both[0],
                second=both[1],
            )
        )
    if len(keys) > MAX_LAYERS:
        raise InputError(
            say(
                "there are the matrices of {count} layers, {first} to {last}: "
                "a network has at most {most}",
                count=len(keys),
                first=weights[keys[0]],
                last=weights[keys[-1]],
                most=MAX_LAYERS,
            )
        )
    if not all(place for place, _ in keys):
        return _order_by_hand(weights)
    found: list[Key] = []
    for _, run in groupby(keys, _template):
        found += sorted(run, key=_numbers)
    return {key: f"W{n}" if len(found) > 1 else "W" for n, key in enumerate(found, 1)}


def _order_by_hand(weights: Mapping[Key, str]) -> dict[Key, str]:
    """Return W for W, and W1, W2, ... for numbers, that may begin with 0."""
    numbers = [number for _, number in weights if number is not None]
    if len(numbers) < len(weights) and numbers:
        plain, other = weights["", None], next(weights[k] for k in weights if k[1] is not None)
        raise InputError(
            say(
                "there is {first}, of one layer, and {second}, of a network: name one",
                first=plain,
                second=other,
            )
        )
    first = 1 if 0 in numbers else 0
    return {
        key: "W" if key[1] is None else f"W{key[1] + first}"
        for key in sorted(weights, key=lambda key: key[1] or 0)
    }


def _template(key: Key) -> str:
    """Return a place without its numbers: that of dense and of dense_1 is one."""
    return re.sub(r"_?\d+", "", key[0]).rstrip("_")


def _numbers(key: Key) -> tuple[int, ...]:
    found = tuple(int(digits) for digits in re.findall(r"\d+", key[0]))
    return (*found, -1 if key[1] is None else key[1])


def _named(
    there: Sequence[str],
    parts: Mapping[str, NamePart],
    order: Mapping[Key, str],
    texts: Mapping[str, str],
) -> FoundNames:
    given, brought, left = dict(texts), dict[str, str](), list[str]()
    seed = _seed(parts)
    for name in there:
        if name not in parts:
            left += [] if name in texts else [name]
            continue
        found = parts[name]
        meaning = _meaning(found, order)
        is_given = name == seed or (not found.is_grad and found.role in ("W", "b", "X", "T"))
        kept = given if is_given else brought
        meaning = "Y_grad" if name == seed else meaning
        for other, taken in kept.items():
            if taken == meaning:
                raise InputError(
                    say(
                        "{first} and {second} both mean {meaning}: leave one out",
                        first=other,
                        second=name,
                        meaning=meaning,
                    )
                )
        kept[name] = meaning
    layouts = next(
        (parts[n].layouts for n in (*given, *brought) if n in parts and parts[n].layouts), ()
    )
    return FoundNames(given, brought, tuple(left), layouts, tuple(_said(given, brought)))


def _seed(parts: Mapping[str, NamePart]) -> str | None:
    """Return the name of the gradient of the last output, or None."""
    of_outputs = {n: f.key[1] or 0 for n, f in parts.items() if f.role == "Y" and f.is_grad}
    plain = [name for name, number in of_outputs.items() if not number]
    if plain or not of_outputs:
        return plain[0] if plain else None
    highest = max(found.key[1] or 0 for found in parts.values() if found.role == "Y")
    return next((name for name, number in of_outputs.items() if number == highest), None)


def _meaning(found: NamePart, order: Mapping[Key, str]) -> str:
    """Return what an array is in a network: "W1", "b2_grad"."""
    tail = "_grad" if found.is_grad else ""
    if found.role in ("W", "b"):
        weight = order.get(found.key)
        if weight is None:
            place = "_".join(filter(None, [found.key[0], str(found.key[1] or "")]))
            weight = f"W{place}"
        return found.role + weight[1:] + tail
    return found.role + str(found.key[1] or "") + tail


def _said(given: Mapping[str, str], brought: Mapping[str, str]) -> Iterable[Message]:
    """Yield what was chosen."""
    named = [(name, meaning) for name, meaning in given.items() if meaning.startswith("W")]
    foreign = [
        say("{matrix} is {name}", matrix=meaning, name=name)
        for name, meaning in sorted(named, key=_by_number)
    ]
    if any(name != meaning for name, meaning in named):
        yield say("{weights}.", weights=joined(foreign, ", "))
    for name, meaning in brought.items():
        if meaning == "Y" and name == "y" and "T" not in given.values():
            yield say("y is taken for the output Y; a target is called T.")


def _by_number(pair: tuple[str, str]) -> int:
    return int(pair[1][1:] or 0)
