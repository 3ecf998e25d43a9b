"""A bundle that somebody or something changed is refused, or it is the one that shipped."""

import json
import random
import shutil

import numpy as np
import pytest
import sign_bundles
import torch

from ml.core.errors import BundleError
from ml.inference.bundle import FILES, MODEL, TASKS, open_bundle
from ml.inference.bundle_seal import SIGNATURE, SUMS, is_signed, seal
from ml.inference.cascade import Cascade
from tests.ml.inference.test_cascade import image
from tests.ml.inference.tiny_bundles import model, write

pytestmark = pytest.mark.slow

EVERY = 500
RESEALED = 200
CPU = torch.device("cpu")
EDGES = (
    0, -0.0, 1, -1, 0.5, 1.0, 2, 1e-300, -1e308, 1e308, 2**63, -(2**63), 10**40, "NaN", "Infinity",
    "1e999", "-1e999", "true", "null", '""', '"0.5"', "[]", "{}", "[[[[]]]]", '"\\ud800"',
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """Bundles of tiny networks, signed as those that ship are."""
    folder = tmp_path_factory.mktemp("shipped")
    torch.manual_seed(3)
    for task in TASKS:
        write(folder / task, model(task))
    shutil.copy(sign_bundles.KEY_FILE, folder)
    key = sign_bundles.sign(folder, folder / sign_bundles.KEY_FILE.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ml.inference.bundle.is_signed", lambda s, sig: is_signed(s, sig, key))
        yield folder


def flip(draw, path):
    data = bytearray(path.read_bytes())
    for _ in range(draw.choice((1, 1, 1, 8))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)


def cut(draw, path):
    data = path.read_bytes()
    path.write_bytes(data[: draw.randrange(len(data))])


def grow(draw, path):
    data = path.read_bytes()
    at = draw.randrange(len(data) + 1)
    path.write_bytes(data[:at] + draw.randbytes(draw.choice((1, 4096))) + data[at:])


def take_away(draw, path):
    path.unlink()


def mutate_file(draw, folder, _shipped):
    path = folder / draw.choice((*FILES, SUMS, SIGNATURE))
    draw.choice((flip, flip, flip, cut, grow, take_away))(draw, path)
    return path.name


def places(fields, inside=()):
    for name, value in fields.items():
        yield (*inside, name)
        if isinstance(value, dict):
            yield from places(value, (*inside, name))


def mutate_field(draw, folder, _shipped):
    path = folder / MODEL
    fields = json.loads(path.read_text())
    *way, name = draw.choice(list(places(fields)))
    holder = fields
    for step in way:
        holder = holder[step]
    kind = draw.choice(("delete", "edge", "edge", "edge", "near", "rename", "double"))
    if kind == "delete":
        del holder[name]
    elif kind == "rename":
        holder[name.upper()] = holder.pop(name)
    elif kind == "near" and isinstance(holder[name], float):
        holder[name] = holder[name] * draw.uniform(0.5, 2.0)
    elif kind != "double":
        holder[name] = "EDGE"
    text = json.dumps(fields, indent=2) + "\n"
    text = text.replace('"EDGE"', str(draw.choice(EDGES)))
    if kind == "double":
        text = text.replace("{", f'{{"{name}": {draw.choice(EDGES)},', 1)
    path.write_text(text)
    return f"{kind} {name}"


def swap_files(draw, folder, shipped):
    """One file of the other task's bundle, or the whole of it."""
    other = shipped / TASKS[folder.name == TASKS[0]]
    names = draw.choice([(name,) for name in (*FILES, SUMS, SIGNATURE)] + [(*FILES, SUMS)])
    for name in names:
        shutil.copy(other / name, folder / name)
    return f"swap {names}"


def mutant(shipped, folder, seed):
    draw = random.Random(seed)
    task = draw.choice(TASKS)
    shutil.copytree(shipped / task, folder / task)
    mutate = draw.choice((mutate_file, mutate_file, mutate_field, mutate_field, swap_files))
    return folder / task, mutate(draw, folder / task, shipped)


def verdicts_of(bundle):
    said = Cascade(bundle, None)([image(1), image(2)])
    return [(v.outcome, v.presence, v.reason) for v in said]


def equal(one, other):
    """Everything that a verdict depends on."""
    weights, others = one.network.state_dict(), other.network.state_dict()
    return (
        weights.keys() == others.keys()
        and all(torch.equal(weights[name], others[name]) for name in weights)
        and one.network.both_ways == other.network.both_ways
        and one.ood_detector.limit == other.ood_detector.limit
        and (one.preprocessing, one.scaling, one.conformal_band, one.attention)
        == (other.preprocessing, other.scaling, other.conformal_band, other.attention)
        and (one.info.threshold, one.info.series, one.info.fingerprint, one.info.validation)
        == (other.info.threshold, other.info.series, other.info.fingerprint,
            other.info.validation)
        and verdicts_of(one) == verdicts_of(other)
    )  # fmt: skip


def test_a_mutated_bundle_is_refused_or_equal_in_every_verdict(shipped, tmp_path):
    known = {task: open_bundle(shipped / task, CPU) for task in TASKS}
    refused = same = 0
    for seed in range(EVERY):
        folder, what = mutant(shipped, tmp_path / "m", seed)
        try:
            bundle = open_bundle(folder, CPU)
        except BundleError as error:
            words = str(error)
            assert words.isprintable(), (seed, what)
            assert len(words) < 500, (seed, what)
            refused += 1
        else:
            assert equal(bundle, known[folder.name]), (seed, what)
            same += 1
        shutil.rmtree(tmp_path / "m")
    assert refused > EVERY * 0.8
    assert same > 0  # such as a signature that is gone: the words about the origin change alone


def test_a_mutant_that_is_sealed_again_is_refused_or_from_elsewhere(shipped, tmp_path):
    """Whoever changes a bundle on purpose has another bundle, which reads or is refused."""
    opened = 0
    for seed in range(RESEALED):
        folder, what = mutant(shipped, tmp_path / "m", 10_000 + seed)
        if all((folder / name).exists() for name in FILES):
            signature = (folder / SIGNATURE).read_bytes() if (folder / SIGNATURE).exists() else b""
            before = (shipped / folder.name / SUMS).read_bytes()
            seal(folder, FILES)
            (folder / SIGNATURE).write_bytes(signature)
            try:
                bundle = open_bundle(folder, CPU)
            except BundleError:
                pass
            else:
                opened += 1
                changed = (folder / SUMS).read_bytes() != before
                assert not (bundle.info.shipped and changed), (seed, what)
                for _, presence, _ in verdicts_of(bundle):
                    assert presence is None or np.isfinite(presence), (seed, what)
        shutil.rmtree(tmp_path / "m")
    assert opened > 0
