"""The documentation site: the pages of this folder, the notebooks with what they printed, the docstrings.

sphinx-build -W -c docs . site/html
"""

from __future__ import annotations

from importlib.metadata import version as version_of

import eventstudy as es

project = "eventstudy"
author = "the eventstudy authors"
release = version = version_of("market-eventstudy")
language = "en"

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb"]
root_doc = "docs/index"
include_patterns = ["docs/*.md", "notebooks/*.ipynb", "examples/README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
html_theme = "pydata_sphinx_theme"
html_title = "eventstudy"
html_extra_path = ["front"]  # a first page that leads to the others
html_show_sourcelink = False
html_static_path = ["static"]
html_css_files = ["site.css"]
html_sidebars: dict[str, list[str]] = {"**": ["globaltoc.html"]}
html_theme_options = {
    "navbar_center": [],  # the pages stand at the side, under their headings
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
}

nb_execution_mode = "off"  # what the notebooks print is in them, and tests have run them
myst_heading_anchors = 3
default_role = "code"  # docstrings put names between single backticks
numpydoc_show_class_members = False
autodoc_typehints = "none"  # numpydoc's sections have the types
autodoc_member_order = "bysource"

for name in es.__all__:  # they are loaded when they are first used
    getattr(es, name)
