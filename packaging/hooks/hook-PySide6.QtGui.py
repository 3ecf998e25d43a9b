"""Takes Qt's plugins that a desk can use; those for other machines bring many libraries along."""

from freeze.contents import is_used_plugin
from PyInstaller.utils.hooks.qt import add_qt6_dependencies

hiddenimports, binaries, datas = add_qt6_dependencies(__file__)
binaries = [(source, target) for source, target in binaries if is_used_plugin(f"{target}/{source}")]
