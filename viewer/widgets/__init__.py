"""Everything on screen: only this package and two files of `viewer.app` know QtWidgets."""
