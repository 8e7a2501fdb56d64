"""Run the notebooks and keep what they show in them, so that they read where notebooks are rendered.

python docs/notebooks.py [NAME...]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parents[1] / "notebooks"
INLINE = "module://matplotlib_inline.backend_inline"


def executed(notebook: NotebookNode, folder: Path = FOLDER) -> NotebookNode:
    """The same notebook after a run of all its cells, without anything that another run would have otherwise."""
    os.environ["MPLBACKEND"] = INLINE
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    return notebook


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs with each stream in one piece: a long text may come in several."""
    out: list[NotebookNode] = []
    for one in outputs:
        if out and one.output_type == out[-1].output_type == "stream" and one.name == out[-1].name:
            out[-1].text += one.text
        else:
            out.append(one)
    return out


def main(names: list[str]) -> None:
    """Run some notebooks, or all."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not names or path.stem in names:
            nbformat.write(executed(nbformat.read(path, as_version=4)), path)


if __name__ == "__main__":
    main(sys.argv[1:])
