//! Writes small files of every kind our readers take, as seeds for `cargo xtask fuzz`: `corpus FOLDER`.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use mesh::export::{About, Format, export_sized};
use mesh::glb::WriteOptions;
use mesh::{Material, Mesh, glb, shapes};

type Failure = Box<dyn std::error::Error>;

const TEXT_STL: &str = "solid one\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1e0 -0.5\n\
    endloop\nendfacet\nendsolid one\n";
const OBJ: &str = "mtllib a.mtl\no one\nv 0 0 0\nv 1 0 0 1 0.5 0.2\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 1\nvn 0 0 1\n\
    usemtl red\nf 1/1/1 2/2/1 3//1 4\nf -4 -2 -1\ng two\ns off\nl 1 2\n";
const MTL: &str =
    "newmtl a\nKd 1 0.5 0\nd 0.5\nTr 0.1\nPr 0.3\nPm 1\nmap_Kd -s 1 1 1 a.png\nnewmtl b\nillum 2\n";
const GLTF: &str = r#"{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"scale":[1,-1,1],
"children":[1]},{"mesh":0,"matrix":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]}],"meshes":[{"primitives":[{"attributes":
{"POSITION":0},"mode":5}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],
"max":[1,1,0]}],"bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,
"uri":"data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAAAA"}]}"#;

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("usage: corpus FOLDER")?;
    let folder = Path::new(&folder);
    for kind in ["gltf", "stl", "obj", "zipped_obj", "threemf"] {
        fs::create_dir_all(folder.join(kind))?;
    }
    fs::write(folder.join("gltf/text.gltf"), GLTF)?;
    fs::write(folder.join("stl/text.stl"), TEXT_STL)?;
    fs::write(folder.join("obj/small.obj"), OBJ)?;
    fs::write(folder.join("zipped_obj/small.obj"), OBJ)?;
    fs::write(folder.join("zipped_obj/small.mtl"), MTL)?;
    for (name, model) in [("cube", shapes::cube(2.0)), ("colored", colored())] {
        for (kind, format) in [
            ("gltf", Format::Glb),
            ("stl", Format::Stl),
            ("zipped_obj", Format::Obj),
            ("threemf", Format::ThreeMf),
        ] {
            let file = File::create(folder.join(kind).join(format!("{name}.{}", format.slug())))?;
            export_sized(&model, format, &About::default(), BufWriter::new(file))?;
        }
        let quantized = WriteOptions { quantized: true, extras: None };
        let file = File::create(folder.join("gltf").join(format!("{name}-quantized.glb")))?;
        glb::write_with(&model, &quantized, BufWriter::new(file))?;
    }
    Ok(())
}

fn colored() -> Mesh {
    let mut model = shapes::sphere(3.0, 4, 5);
    model.compute_normals();
    model.colors = vec![[0.8, 0.2, 0.1]; model.positions.len()];
    model.materials = vec![Material::default(), Material { metallic: 1.0, ..Material::default() }];
    model.triangle_materials = (0..model.triangles.len() as u32).map(|face| face % 2).collect();
    model
}
