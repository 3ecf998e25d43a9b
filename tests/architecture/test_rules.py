"""The rules of CONTRIBUTING.md that a program can check; each test names every offender."""

import ast
import re
from collections import Counter, defaultdict
from statistics import median

import pytest

from tests.architecture.source import EVERYTHING, ROOT, SHIPPED, Source

LONGEST, USUAL = 400, 120
"""Lines of the longest file and of the median one."""
FULLEST = 24
"""Python files in one folder."""
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|common|misc)$")
NETWORK = ("requests", "urllib.request", "http", "socket", "ftplib", "httpx", "aiohttp")
PICKLING = ("pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal")
SAFE_LOADING = {
    "torch.load": ("weights_only", "True", "False"),
    "np.load": ("allow_pickle", "False", "False"),
    "numpy.load": ("allow_pickle", "False", "False"),
}
"""Function to the argument that makes it safe, the safe value, and what holds without it."""


def is_short(source):
    return source.lines <= LONGEST


def has_a_docstring(source):
    return bool(ast.get_docstring(source.tree))


def imports_absolutely(source):
    return not any(node.level for node in source.nodes(ast.ImportFrom))


def has_a_telling_name(source):
    return not any(VAGUE.search(part) for part in source.name.removesuffix(".py").split("/"))


def opens_no_connection(source):
    return not source.knows(*NETWORK)


def unpickles_nothing(source):
    return not source.knows(*PICKLING) and all(map(loads_safely, source.nodes(ast.Call)))


def loads_safely(call):
    function = ast.unparse(call.func)
    if function not in SAFE_LOADING:
        return True
    argument, safe, without = SAFE_LOADING[function]
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    return given.get(argument, without) == safe


def follows_links_in_circles(source):
    """`Path.resolve` raises for a circle of links; `ml.core.named_paths.real_path` does not."""
    resolved = [
        ast.unparse(call.func.value)
        for call in source.nodes(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "resolve"
    ]
    return all(path == "Path(__file__)" for path in resolved)


def prints_nothing_that_steers_a_terminal(source):
    """`ml.core.readable_text.say` prints, and nothing else."""
    prints = any(ast.unparse(call.func) == "print" for call in source.nodes(ast.Call))
    return not prints or source.name == "ml/core/readable_text.py"


RULES = [
    follows_links_in_circles,
    prints_nothing_that_steers_a_terminal,
    is_short,
    has_a_docstring,
    imports_absolutely,
    has_a_telling_name,
    opens_no_connection,
    unpickles_nothing,
]
BROKEN = [
    (follows_links_in_circles, "ml/place.py", "where = folder.resolve()\n"),
    (prints_nothing_that_steers_a_terminal, "ml/told.py", "print(name)\n"),
    (is_short, "viewer/long.py", "x = 1\n" * (LONGEST + 1)),
    (has_a_docstring, "viewer/silent.py", "x = 1\n"),
    (imports_absolutely, "viewer/near.py", "from . import desk\n"),
    (has_a_telling_name, "viewer/file_utils.py", ""),
    (has_a_telling_name, "viewer/helpers/file.py", ""),
    (opens_no_connection, "ml/fetch.py", "from urllib.request import urlopen\n"),
    (opens_no_connection, "ml/fetch.py", "def f():\n    import http.client\n"),
    (unpickles_nothing, "ml/kept.py", "from joblib import load\n"),
    (unpickles_nothing, "ml/kept.py", "torch.load(path)\n"),
    (unpickles_nothing, "ml/kept.py", "np.load(path, allow_pickle=True)\n"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_shipped_file(rule):
    offenders = [source.name for source in SHIPPED if not rule(source)]
    assert not offenders, listed(offenders)


@pytest.mark.parametrize(("rule", "name", "text"), BROKEN)
def test_a_rule_sees_who_breaks_it(rule, name, text):
    assert not rule(Source(name, text))


def test_no_file_of_the_repository_is_long():
    offenders = [f"{source.name}: {source.lines}" for source in EVERYTHING if not is_short(source)]
    assert not offenders, listed(offenders)


def test_files_are_short_on_the_whole():
    assert median(source.lines for source in SHIPPED) <= USUAL


def test_no_folder_is_crowded():
    counts = Counter(source.folder for source in EVERYTHING)
    offenders = [f"{folder}: {count}" for folder, count in counts.items() if count > FULLEST]
    assert not offenders, listed(offenders)


def test_every_file_of_a_package_is_in_a_room():
    loose = [source.name for source in SHIPPED if source.folder in {"viewer", "ml"}]
    assert loose == ["viewer/__init__.py", "ml/__init__.py"]


def test_no_class_name_occurs_twice():
    places = defaultdict(list)
    for source in SHIPPED:
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(source.name)
    twice = [f"{name}: {', '.join(files)}" for name, files in places.items() if len(files) > 1]
    assert not twice, listed(twice)


def test_no_weights_in_a_format_that_unpickles():
    kinds = {".pth", ".pt", ".ckpt", ".pkl", ".pickle"}
    assert not [p for p in (ROOT / "resources").rglob("*") if p.suffix in kinds]


def listed(offenders):
    return "\n" + "\n".join(sorted(offenders))
