"""Slices models with PrusaSlicer and compares the filament it needs with what we charge for.

    cargo build --release --package mesh
    python3 bench/mesh/slice.py LONGEST_MM FILE…

Each model is repaired and written as STL at its size by `mesh` (MESH names the command, else the release build of the
default target folder is taken), measured by `mesh inspect`, and sliced as the estimate of
`domain/src/price/estimate.rs` was fitted: 0.2 mm layers, two walls, 15 % infill, supports. Prints a line a model and the
median of the differences. Needs Debian's `prusa-slicer` (apt-get install --no-install-recommends prusa-slicer); a model
takes it some ten seconds, so no lane runs this.
"""

import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
MESH = os.environ.get("MESH") or str(CACHE / "makeit3d/target/release/mesh")
SETTINGS = (
    "--export-gcode --layer-height 0.2 --perimeters 2 --fill-density 15% --top-solid-layers 4 --bottom-solid-layers 4"
    " --support-material --support-material-auto --bed-shape 0x0,250x0,250x250,0x250 --center 125,125"
).split()


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def estimated_cm3(stl):
    """The formula of `plastic_cm3` in `domain/src/price/estimate.rs`."""
    facts = json.loads(run(MESH, "inspect", stl, "--json"))
    width, height, depth = facts["extents"]
    volume, area, box = facts["volume"] / 1e3, facts["area"] / 1e2, width * height * depth / 1e3
    return 0.051 * volume + 0.1415 * area + 0.049 * box


def sliced_cm3(stl, folder):
    code = folder / "print.gcode"
    run("prusa-slicer", *SETTINGS, "--output", str(code), stl)
    return float(re.search(r"^; filament used \[cm3\] = ([\d.]+)", code.read_text(), re.MULTILINE)[1])


def main(longest_mm, *files):
    for program in (MESH, "prusa-slicer"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not there: see the first lines of {__file__}")
    differences = []
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            solid, stl = str(folder / "solid.glb"), str(folder / "solid.stl")
            run(MESH, "repair", file, "--out", solid)
            run(MESH, "export", solid, "--to", "stl", "--longest-mm", longest_mm, "--out", stl)
            ours, theirs = estimated_cm3(stl), sliced_cm3(stl, folder)
        differences.append(abs(ours / theirs - 1))
        print(f"{pathlib.Path(file).stem:<32} {ours:8.2f} cm³ against {theirs:8.2f}: {ours / theirs - 1:+.0%}", flush=True)
    print(f"median difference {statistics.median(differences):.0%}")


if __name__ == "__main__":
    main(*sys.argv[1:])
