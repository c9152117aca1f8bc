"""Repairs models with pymeshfix and prints their volumes as JSON: `repair_volumes.py FILE.stl…`."""

import json
import sys

import pymeshfix
import trimesh


def volume_after_repair(file):
    model = trimesh.load(file, force="mesh")
    fix = pymeshfix.MeshFix(model.vertices, model.faces)
    fix.repair()
    return float(abs(trimesh.Trimesh(fix.points, fix.faces).volume))


if __name__ == "__main__":
    print(json.dumps([volume_after_repair(file) for file in sys.argv[1:]]))
