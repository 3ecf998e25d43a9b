"""What a process keeps until its end, and has to close, is never just forgotten by a test.

An object that holds a folder, processes or a connection is closed by whoever made it. A test that
clears the cache it is kept in drops it unclosed: its finaliser then warns in the middle of another
test, or removes what its parent process still uses. A test puts a cache of its own in its place.
"""

import ast
import importlib

import pytest

from tests.architecture.source import EVERYTHING, SHIPPED, Source

CACHES = {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}


def kept(sources):
    """Names of cached functions whose result has to be closed."""
    return {
        function.name
        for source in sources
        if "cache" in source.text  # to look into every file takes seconds
        for function in source.nodes(ast.FunctionDef)
        if any(is_cache(decorator) for decorator in function.decorator_list)
        and has_an_end(source, function)
    }


def is_cache(decorator):
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called) in CACHES


def has_an_end(source, function):
    """Whether what it is declared to return can be closed."""
    module = importlib.import_module(source.name.removesuffix(".py").replace("/", "."))
    made = getattr(module, ast.unparse(function.returns), None) if function.returns else None
    return hasattr(made, "close")


def forgotten(source, names):
    """The lines at which a cache with one of these names is cleared."""
    return [
        f"{source.name}:{call.lineno}"
        for call in (source.nodes(ast.Call) if "cache_clear" in source.text else ())
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "cache_clear"
        and ast.unparse(call.func.value).rpartition(".")[2] in names
    ]


def test_what_a_process_keeps_is_known():
    assert kept(SHIPPED) == {"decoders", "for_this_process"}


def test_no_test_or_benchmark_forgets_it():
    names = kept(SHIPPED)
    others = [source for source in EVERYTHING if source not in SHIPPED]
    offenders = [line for source in others for line in forgotten(source, names)]
    assert not offenders, "\n" + "\n".join(offenders)


@pytest.mark.parametrize("call", ["decoders.cache_clear()", "pool.decoders.cache_clear()"])
def test_it_is_seen(call):
    assert forgotten(Source("tests/x.py", call), {"decoders"}) == ["tests/x.py:1"]
    assert not forgotten(Source("tests/x.py", call), {"others"})
