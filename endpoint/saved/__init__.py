"""The saved queries over HTTP: what a request asks of one, its form, its result as data and as a page."""
