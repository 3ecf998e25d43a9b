"""Every word has a translation in every catalog, and the compiled catalogs are current."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from string import Formatter

import catalogs
import pytest

CATALOGS = sorted(catalogs.FOLDER.glob("whence_*.ts"))
each_catalog = pytest.mark.parametrize("catalog", CATALOGS, ids=lambda path: path.stem)


def messages(catalog):
    """Source, comment, state and translations of each message."""
    for message in ElementTree.parse(catalog).iter("message"):
        translation = message.find("translation")
        forms = [form.text or "" for form in translation.findall("numerusform")]
        yield (
            message.findtext("source"),
            message.findtext("comment") or "",
            translation.get("type", ""),
            forms or [translation.text or ""],
        )


def fields(text):
    """What is filled in, with how it is written; the order may differ."""
    found, counter = [], 0
    for _, name, spec, _ in Formatter().parse(text):
        if name is not None:
            found.append((name or str(counter), spec))
            counter += 1
    return sorted(found) + sorted(re.findall(r"%n", text))


def test_there_is_simplified_chinese():
    assert "whence_zh_CN" in {path.stem for path in CATALOGS}


@each_catalog
def test_every_word_in_the_code_is_translated(catalog, tmp_path):
    fresh = tmp_path / catalog.name
    shutil.copy(catalog, fresh)
    catalogs.collect(fresh)
    unfinished = [source for source, _, state, _ in messages(fresh) if state]
    assert not unfinished, "translate these (make words adds them to the catalog)"
    said = [source for source, *_ in messages(fresh)]
    assert said == [source for source, *_ in messages(catalog)], "make words"


@each_catalog
def test_no_translation_is_empty_or_loses_a_placeholder(catalog):
    for source, _, _, forms in messages(catalog):
        for form in forms:
            assert form.strip() or not source.strip(), source
            assert fields(form) == fields(source), source


@each_catalog
def test_spaces_and_dots_at_the_ends_are_kept(catalog):
    for source, _, _, forms in messages(catalog):
        for form in forms:
            assert source.endswith("…") == form.endswith("…"), source


@each_catalog
def test_compiled_catalog_is_current(catalog, tmp_path):
    compiled = tmp_path / "made.qm"
    catalogs.compiled(catalog, compiled)
    assert compiled.read_bytes() == catalog.with_suffix(".qm").read_bytes(), "make words"


@each_catalog
def test_menus_have_a_key_each(catalog):
    from viewer.widgets.keys.command_table import Menu

    known = {source: forms[0] for source, _, _, forms in messages(catalog)}
    keys = [re.search("&(.)", known[menu.value]).group(1).lower() for menu in Menu]
    assert len(set(keys)) == len(keys), keys


def test_english_menus_have_a_key_each():
    from viewer.widgets.keys.command_table import Menu

    keys = [re.search("&(.)", menu.value).group(1).lower() for menu in Menu]
    assert len(set(keys)) == len(keys), keys


@each_catalog
def test_the_application_takes_the_catalog_along(catalog):
    from freeze.contents import resource_files

    shipped = {source for source, _ in resource_files()}
    assert str(catalog.with_suffix(".qm")) in shipped
