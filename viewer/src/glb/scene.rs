//! Walks the scene's nodes and puts every primitive where it belongs.

use super::{Container, GlbProblem, Material, Part, primitive};
use crate::json::Json;
use glam::{Mat4, Quat, Vec3};

/// The scene's geometry in one space, one part for each material in use.
pub fn collect_parts(container: &Container<'_>, materials: &[Material]) -> Result<Vec<Part>, GlbProblem> {
    let nodes = container.json.items("nodes");
    let mut parts: Vec<Part> = Vec::new();
    let mut visited = vec![false; nodes.len()];
    let mut waiting = root_nodes(container)?;
    while let Some((index, parent_to_scene)) = waiting.pop() {
        let seen = visited.get_mut(index).ok_or(GlbProblem::BrokenReference)?;
        // A node has one parent (section 3.5.2); without this check a loop would never end.
        if std::mem::replace(seen, true) {
            return Err(GlbProblem::BrokenReference);
        }
        let node = container.item("nodes", index)?;
        let node_to_scene = parent_to_scene * local_transform(node);
        for child in node.items("children") {
            waiting.push((child.as_index().ok_or(GlbProblem::BrokenReference)?, node_to_scene));
        }
        if let Some(mesh) = node.index("mesh")? {
            for primitive in container.item("meshes", mesh)?.items("primitives") {
                primitive::append(container, primitive, node_to_scene, materials, &mut parts)?;
            }
        }
    }
    Ok(parts)
}

/// The roots of the default scene, of the first one, or, without scenes, all nodes nobody has as a child.
fn root_nodes(container: &Container<'_>) -> Result<Vec<(usize, Mat4)>, GlbProblem> {
    let json = &container.json;
    let roots: Vec<usize> = match json.items("scenes").get(json.index("scene")?.unwrap_or(0)) {
        Some(scene) => indices(scene.items("nodes"))?,
        None => {
            let mut is_child = vec![false; json.items("nodes").len()];
            for node in json.items("nodes") {
                for child in indices(node.items("children"))? {
                    *is_child.get_mut(child).ok_or(GlbProblem::BrokenReference)? = true;
                }
            }
            (0..is_child.len()).filter(|&node| !is_child.get(node).copied().unwrap_or(true)).collect()
        }
    };
    Ok(roots.into_iter().map(|root| (root, Mat4::IDENTITY)).collect())
}

fn indices(list: &[Json]) -> Result<Vec<usize>, GlbProblem> {
    list.iter().map(|item| item.as_index().ok_or(GlbProblem::BrokenReference)).collect()
}

/// `matrix`, or translation × rotation × scale (section 3.5.3).
fn local_transform(node: &Json) -> Mat4 {
    if let Some(columns) = node.numbers::<16>("matrix") {
        return Mat4::from_cols_array(&columns);
    }
    let translation = node.numbers("translation").map_or(Vec3::ZERO, Vec3::from_array);
    let rotation = node.numbers("rotation").map_or(Quat::IDENTITY, Quat::from_array);
    let scale = node.numbers("scale").map_or(Vec3::ONE, Vec3::from_array);
    Mat4::from_scale_rotation_translation(scale, rotation, translation)
}
