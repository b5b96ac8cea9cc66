"""Run docs/notebook.ipynb and keep its answers in it, as plain text, so that it can be read without being run.

python scripts/write_notebook.py            run it and write it
python scripts/write_notebook.py --check    only say whether its answers are out of date, with exit code 1
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).parent.parent / "docs" / "notebook.ipynb"
LIMIT = 120


def main(check: bool) -> int:
    text = executed()
    stale = PATH.read_text("utf-8") != text
    if stale:
        print(f"{'out of date' if check else 'written'}: docs/{PATH.name}")
        if not check:
            PATH.write_text(text, "utf-8")
    return 1 if check and stale else 0


def executed() -> str:
    """The notebook's text with the answers of a run: of each the plain text, and nothing that tells of the run.

    Raises nbclient.exceptions.CellExecutionError where a cell fails.
    """
    notebook = nbformat.read(PATH, as_version=4)
    quiet = ["--log-level=ERROR"]
    resources = {"metadata": {"path": str(PATH.parent)}}
    NotebookClient(notebook, timeout=LIMIT, resources=resources, extra_arguments=quiet).execute()
    notebook.metadata = {key: value for key, value in notebook.metadata.items() if key == "kernelspec"}
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "data" in output:
                    output.data = {"text/plain": output.data["text/plain"]}
                    output.metadata = {}
                if output.output_type == "execute_result":
                    output.execution_count = None
    return nbformat.writes(notebook) + "\n"


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
