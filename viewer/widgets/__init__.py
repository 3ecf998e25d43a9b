"""The only home of QtWidgets and pyqtgraph, besides `viewer.app.application`."""
