"""Reads our exports with other programs and compares them with what they should hold.

    read_back.py FOLDER

FOLDER holds the files of `mesh/examples/exports.rs` and its `expected.json` in millimetres. Prints one line a check,
`ok NAME` or `FAILED NAME: why`, and ends with 1 if one failed.
"""

import io
import json
import pathlib
import sys
import zipfile

import numpy
import trimesh

TOLERANCE = 1e-4


def near(found, wanted, what):
    worst = numpy.max(numpy.abs(numpy.asarray(found, float) - numpy.asarray(wanted, float)))
    if worst > TOLERANCE * max(1.0, float(numpy.max(numpy.abs(wanted)))):
        raise AssertionError(f"{what} is {found} instead of {wanted}")


def same(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what} is {found} instead of {wanted}")


def check_shape(model, expected, millimetres, up):
    """`millimetres` to a unit of the file; `up` is the file's axis for our Y."""
    width, height, depth = expected["extents_mm"]
    extents = [width, depth, height] if up == "z" else [width, height, depth]
    near(model.extents * millimetres, extents, "the box")
    same(len(model.faces), expected["triangles"], "the count of triangles")
    model.merge_vertices(merge_tex=True, merge_norm=True)
    near(model.volume * millimetres**3 / expected["volume_mm3"], 1.0, "the volume over the expected one")
    near(model.bounds[0][2 if up == "z" else 1] * millimetres, 0.0, "the lowest point")


def check_box_and_volume(parts, extents_mm, volume_mm3):
    """Points in millimetres and triangles of each part; only all parts together are closed."""
    points = numpy.concatenate([numpy.asarray(points, float) for points, _ in parts])
    near(points.max(axis=0) - points.min(axis=0), extents_mm, "the box of all points")
    volume = 0.0
    for points, triangles in parts:
        corners = numpy.asarray(points, float)[numpy.asarray(triangles)]
        a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
        volume += numpy.einsum("ij,ij->i", a, numpy.cross(b, c)).sum() / 6.0
    near(volume / volume_mm3, 1.0, "the volume over the expected one")


def with_trimesh(content, kind, **options):
    return trimesh.load(io.BytesIO(content), file_type=kind, force="mesh", process=False, **options)


def check_glb(folder, expected):
    check_shape(with_trimesh((folder / "model.glb").read_bytes(), "glb"), expected, 1000.0, "y")


def check_stl(folder, expected):
    check_shape(with_trimesh((folder / "model.stl").read_bytes(), "stl"), expected, 1.0, "z")


def check_obj(folder, expected):
    with zipfile.ZipFile(folder / "model.zip") as archive:
        if archive.testzip() is not None:
            raise AssertionError("the archive is damaged")
        archive.extractall(folder / "obj")
    [file] = (folder / "obj").glob("**/*.obj")
    check_shape(trimesh.load(file, force="mesh", process=False), expected, 1.0, "y")
    parts = trimesh.load(file, force="scene", process=False).geometry.values()
    pictures = [part.visual.material.image for part in parts if part.visual.kind == "texture"]
    same(sum(picture is not None for picture in pictures), 1, "the count of materials with a picture")


def check_3mf_by_trimesh(folder, expected):
    model = with_trimesh((folder / "model.3mf").read_bytes(), "3mf")
    check_shape(model, expected, 1.0, "z")


def check_3mf_by_lib3mf(folder, expected):
    import lib3mf

    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromFile(str(folder / "model.3mf"))
    warnings = [reader.GetWarning(index) for index in range(reader.GetWarningCount())]
    same(warnings, [], "the list of warnings")
    same(model.GetUnit(), lib3mf.ModelUnit.MilliMeter, "the unit")
    items = model.GetBuildItems()
    same(items.Count(), 1, "the count of items")
    meshes = model.GetMeshObjects()
    triangles, manifold, parts = 0, True, []
    while meshes.MoveNext():
        mesh = meshes.GetCurrentMeshObject()
        triangles += mesh.GetTriangleCount()
        manifold &= mesh.IsManifoldAndOriented()
        points = [list(vertex.Coordinates) for vertex in mesh.GetVertices()]
        parts.append((points, [list(triangle.Indices) for triangle in mesh.GetTriangleIndices()]))
    same((triangles, manifold), (expected["triangles"], True), "triangles and soundness")
    width, height, depth = expected["extents_mm"]
    check_box_and_volume(parts, [width, depth, height], expected["volume_mm3"])
    title = model.GetMetaDataGroup().GetMetaDataByKey("", "Title").GetValue()
    same(title, expected["title"], "the title")


def check_usdz(folder, expected):
    from pxr import Usd, UsdGeom, UsdValidation

    stage = Usd.Stage.Open(str(folder / "model.usdz"))
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    found = UsdValidation.ValidationContext(validators).Validate(stage)
    worst = UsdValidation.ValidationErrorType.Error
    same([error.GetMessage() for error in found if error.GetType() == worst], [], "the list of errors")
    same(UsdGeom.GetStageUpAxis(stage), UsdGeom.Tokens.y, "the up axis")
    same(UsdGeom.GetStageMetersPerUnit(stage), 1.0, "metres per unit")
    cache = UsdGeom.BBoxCache(Usd.TimeCode.Default(), [UsdGeom.Tokens.default_])
    box = cache.ComputeWorldBound(stage.GetPseudoRoot()).ComputeAlignedRange()
    near([side * 1000.0 for side in box.GetSize()], expected["extents_mm"], "the box")
    meshes = [UsdGeom.Mesh(prim) for prim in stage.Traverse() if prim.IsA(UsdGeom.Mesh)]
    faces = sum(len(mesh.GetFaceVertexCountsAttr().Get()) for mesh in meshes)
    same(faces, expected["triangles"], "the count of triangles")
    parts = [
        (
            numpy.asarray(mesh.GetPointsAttr().Get(), float) * 1000.0,
            numpy.asarray(mesh.GetFaceVertexIndicesAttr().Get()).reshape(-1, 3),
        )
        for mesh in meshes
    ]
    check_box_and_volume(parts, expected["extents_mm"], expected["volume_mm3"])


def main(folder):
    folder = pathlib.Path(folder)
    expected = json.loads((folder / "expected.json").read_text())
    checks = [check_glb, check_stl, check_obj, check_3mf_by_trimesh, check_3mf_by_lib3mf, check_usdz]
    failed = False
    for check in checks:
        name = check.__name__.removeprefix("check_").replace("_", " ")
        try:
            check(folder, expected)
            print(f"ok {name}")
        except Exception as error:  # A reader that refuses the file in any way has failed the check.
            failed = True
            print(f"FAILED {name}: {error}")
    sys.exit(failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
