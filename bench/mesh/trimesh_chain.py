"""The chain of `mesh/examples/chain.rs`, done by trimesh: `trimesh_chain.py FILE OUT` prints one line of JSON."""

import json
import sys
import time

import trimesh

LONGEST_MM = 80.0


def main(file, out):
    seconds = {}
    last = time.perf_counter()

    def lap(step):
        nonlocal last
        now = time.perf_counter()
        seconds[step] = now - last
        last = now

    model = trimesh.load(file, force="mesh", process=False)
    model.merge_vertices(merge_tex=True, merge_norm=True)
    lap("load and weld")
    watertight = bool(model.is_watertight)
    lap("watertight")
    volume = float(model.volume)
    lap("volume")
    area = float(model.area)
    lap("area")
    model.apply_scale(LONGEST_MM / model.extents.max())
    lap("rescale")
    model.export(out)
    lap("write")
    facts = {
        "seconds": seconds,
        "triangles": len(model.faces),
        "vertices": len(model.vertices),
        "watertight": watertight,
        "volume": volume,
        "area": area,
        "extents": model.extents.tolist(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
