//! Walking the scene: which mesh stands where.

use draco_gltf::{JsonArray, JsonRef};
use glam::{DAffine3, DMat4, DQuat, DVec3};

/// Largest depth of nested nodes.
pub(super) const MAX_DEPTH: usize = 64;

/// What is wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeProblem {
    /// It is reached twice: a cycle or two parents.
    #[error("it is reached twice")]
    ReachedTwice,
    /// It lies deeper than 64 levels.
    #[error("it is nested deeper than 64 levels")]
    TooDeep,
    /// A scene or a parent names a node that does not exist.
    #[error("it does not exist")]
    Missing,
    /// Its matrix or its translation, rotation or scale is not made of finite numbers.
    #[error("its place is not made of finite numbers")]
    NotFinite,
    /// A scale of zero flattens its mesh.
    #[error("its scale is zero")]
    ZeroScale,
}

/// A mesh put into the world.
pub(super) struct Placed {
    pub(super) node: usize,
    pub(super) mesh: usize,
    pub(super) world_from_mesh: DAffine3,
    pub(super) is_skinned: bool,
}

/// Every mesh of the default scene (or the first one, or of all roots where there is no scene), in document order.
pub(super) fn placed_meshes(root: JsonRef<'_>) -> Result<Vec<Placed>, (usize, NodeProblem)> {
    let nodes: Vec<JsonRef<'_>> = items(root, "nodes").collect();
    let mut is_reached = vec![false; nodes.len()];
    let mut open: Vec<(usize, DAffine3, usize)> =
        roots(root, &nodes).into_iter().rev().map(|node| (node, DAffine3::IDENTITY, 1)).collect();
    let mut placed = Vec::new();
    while let Some((index, world_from_parent, depth)) = open.pop() {
        let node = *nodes.get(index).ok_or((index, NodeProblem::Missing))?;
        if depth > MAX_DEPTH {
            return Err((index, NodeProblem::TooDeep));
        }
        if std::mem::replace(&mut is_reached[index], true) {
            return Err((index, NodeProblem::ReachedTwice));
        }
        let world_from_node =
            world_from_parent * parent_from_node(node).ok_or((index, NodeProblem::NotFinite))?;
        if !world_from_node.is_finite() {
            return Err((index, NodeProblem::NotFinite));
        }
        if let Some(mesh) = index_of(node, "mesh") {
            if world_from_node.matrix3.determinant() == 0.0 {
                return Err((index, NodeProblem::ZeroScale));
            }
            let is_skinned = node.get("skin").is_some();
            placed.push(Placed { node: index, mesh, world_from_mesh: world_from_node, is_skinned });
        }
        let children: Vec<usize> = indices(node, "children");
        open.extend(children.into_iter().rev().map(|child| (child, world_from_node, depth + 1)));
    }
    Ok(placed)
}

fn roots(root: JsonRef<'_>, nodes: &[JsonRef<'_>]) -> Vec<usize> {
    let chosen = index_of(root, "scene").unwrap_or(0);
    if let Some(scene) = array_of(root, "scenes").get(chosen) {
        return indices(scene, "nodes");
    }
    let mut is_child = vec![false; nodes.len()];
    for child in nodes.iter().flat_map(|node| indices(*node, "children")) {
        if let Some(mark) = is_child.get_mut(child) {
            *mark = true;
        }
    }
    (0..nodes.len()).filter(|&node| !is_child[node]).collect()
}

/// A node's own transform; `None` when a number is missing or not finite.
fn parent_from_node(node: JsonRef<'_>) -> Option<DAffine3> {
    if node.get("matrix").is_some() {
        let matrix = DMat4::from_cols_array(&numbers(node, "matrix")?);
        return matrix.is_finite().then(|| DAffine3::from_mat4(matrix));
    }
    let translation = optional_numbers(node, "translation", [0.0; 3])?;
    let rotation = DQuat::from_array(optional_numbers(node, "rotation", [0.0, 0.0, 0.0, 1.0])?);
    let scale = optional_numbers(node, "scale", [1.0; 3])?;
    let length = rotation.length();
    let rotation = if length > 0.0 { rotation / length } else { DQuat::IDENTITY };
    let map =
        DAffine3::from_scale_rotation_translation(DVec3::from(scale), rotation, DVec3::from(translation));
    map.is_finite().then_some(map)
}

fn optional_numbers<const N: usize>(object: JsonRef<'_>, key: &str, default: [f64; N]) -> Option<[f64; N]> {
    if object.get(key).is_none() { Some(default) } else { numbers(object, key) }
}

/// The elements of an array; none where there is no such array.
pub(super) fn items<'a>(object: JsonRef<'a>, key: &str) -> impl Iterator<Item = JsonRef<'a>> + use<'a> {
    array_of(object, key).iter()
}

/// An array; an empty one where there is none.
pub(super) fn array_of<'a>(object: JsonRef<'a>, key: &str) -> JsonArray<'a> {
    object.get(key).and_then(JsonRef::as_array).unwrap_or_default()
}

/// Exactly `N` finite numbers.
pub(super) fn numbers<const N: usize>(object: JsonRef<'_>, key: &str) -> Option<[f64; N]> {
    let values: Vec<f64> = items(object, key).map_while(JsonRef::as_f64).take(N + 1).collect();
    let values: [f64; N] = values.try_into().ok()?;
    values.iter().all(|value| value.is_finite()).then_some(values)
}

/// A non-negative integer that fits an index.
pub(super) fn index_of(object: JsonRef<'_>, key: &str) -> Option<usize> {
    object.get(key).and_then(JsonRef::as_u64).and_then(|value| usize::try_from(value).ok())
}

fn indices(object: JsonRef<'_>, key: &str) -> Vec<usize> {
    // What is no index stands for a node that does not exist.
    items(object, key)
        .map(|value| value.as_u64().and_then(|index| usize::try_from(index).ok()).unwrap_or(usize::MAX))
        .collect()
}
