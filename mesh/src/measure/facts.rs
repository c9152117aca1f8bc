//! All facts about a mesh in one report.

use serde::{Deserialize, Serialize};

use super::audit::audit_welded;
use super::connections::Connections;
use super::distinct::Distinct;
use super::edges::EdgeTable;
use super::intersections::Search;
use super::profile::WallProfile;
use super::shells::Shells;
use super::thickness::{Thinnest, Walls};
use super::volume::{VolumeMethod, outer_volume};
use super::{MAX_PLACES, area, stance};
use crate::bvh::Bvh;
use crate::geometry::Bounds;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// How to measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeasureOptions {
    /// Wall thickness under which surface counts as thin, in the mesh's unit. By default an eightieth of the longest
    /// side: a millimetre at 80 mm.
    pub wall_limit: Option<f64>,
}

/// Facts in the mesh's unit, its square and its cube. Topology speaks of the mesh welded by position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Triangles that are not collapsed.
    pub triangles: usize,
    /// Distinct positions in use.
    pub vertices: usize,
    /// Length along x, y and z.
    pub extents: [f64; 3],
    /// The box around it.
    pub bounds: FactBounds,
    /// Surface.
    pub area: f64,
    /// Volume to pay for: outer shells, cavities filled, overlaps counted once.
    pub volume: f64,
    /// How the volume was found.
    pub volume_method: VolumeMethod,
    /// Every edge has exactly two triangles.
    pub watertight: bool,
    /// No edge has two triangles that run the same way.
    pub winding_consistent: bool,
    /// V − E + F.
    pub euler: i64,
    /// Edges with one triangle.
    pub boundary_edges: usize,
    /// Edges with more than two triangles.
    pub non_manifold_edges: usize,
    /// Triangles to turn over so that all point outwards.
    pub flipped_faces: usize,
    /// Pieces connected over edges.
    pub shells: usize,
    /// Shells that lie wholly inside another.
    pub inner_shells: usize,
    /// Outer shells that touch neither the largest one nor anything connected to it. Where self-intersections were not all
    /// looked for, shells whose boxes meet count as touching.
    pub floating_pieces: usize,
    /// Pairs of triangles that cut each other, or that lie on each other in one plane and belong to two shells that
    /// overlap there. A triangle listed several times counts once.
    pub self_intersections: usize,
    /// False when the mesh was too large, or its triangles too entangled, to find all self-intersections.
    pub self_intersections_checked: bool,
    /// The walls.
    pub thinnest: Thinnest,
    /// Share of the surface that hangs over by more than 45° and does not stand on the ground.
    pub overhang_share: f64,
    /// Surface that lies on the ground.
    pub base_contact_area: f64,
    /// Where faults are, for lighting up.
    #[serde(skip)]
    pub places: Places,
    /// How thick the walls are all over; empty in facts that were read back.
    #[serde(skip)]
    pub walls: WallProfile,
}

impl Facts {
    /// Moves the model by `offset`, then multiplies every length by `factor`.
    pub(crate) fn move_and_scale(&mut self, offset: [f64; 3], factor: f64) {
        let moved = |at: [f64; 3]| [0, 1, 2].map(|axis| (at[axis] + offset[axis]) * factor);
        let moved_place = |at: [f32; 3]| moved(at.map(f64::from)).map(|along| along as f32);
        self.extents = self.extents.map(|side| side * factor);
        self.bounds = FactBounds { min: moved(self.bounds.min), max: moved(self.bounds.max) };
        self.area *= factor.powi(2);
        self.base_contact_area *= factor.powi(2);
        self.volume *= factor.powi(3);
        self.thinnest.value *= factor;
        self.thinnest.at = moved_place(self.thinnest.at);
        self.walls.map(factor, moved_place);
        for list in self.places.lists_mut() {
            list.iter_mut().for_each(|at| *at = moved_place(*at));
        }
    }
}

/// A box, as written to JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FactBounds {
    /// Smallest coordinates.
    pub min: [f64; 3],
    /// Largest coordinates.
    pub max: [f64; 3],
}

/// Up to 200 places of each kind of fault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// Middles of open edges.
    pub boundary_edges: Vec<[f32; 3]>,
    /// Middles of edges with more than two triangles.
    pub non_manifold_edges: Vec<[f32; 3]>,
    /// Where triangles cut each other.
    pub self_intersections: Vec<[f32; 3]>,
    /// On walls under the limit.
    pub thin_walls: Vec<[f32; 3]>,
}

impl Places {
    fn lists_mut(&mut self) -> [&mut Vec<[f32; 3]>; 4] {
        let Self { boundary_edges, non_manifold_edges, self_intersections, thin_walls } = self;
        [boundary_edges, non_manifold_edges, self_intersections, thin_walls]
    }
}

/// Measures a mesh whose up is +Y. An empty mesh gives zeros.
///
/// About 3 seconds of one core and 250 bytes a triangle for a million triangles.
pub fn measure(mesh: &Mesh, options: &MeasureOptions, watch: &Watch<'_>) -> Result<Facts, Cancelled> {
    watch.step("welding", 0.0)?;
    let shape = mesh.welded_shape();
    watch.step("edges", 0.15)?;
    let table = EdgeTable::new(&shape.triangles, shape.positions.len());
    let audit = audit_welded(&shape.triangles, shape.positions.len(), &table);
    let mut places = edge_places(&shape, &table);
    watch.step("search tree", 0.2)?;
    let distinct = Distinct::of(&shape, audit.non_manifold_edges > 0);
    let tree = Bvh::new(&distinct.shape);
    watch.step("shells", 0.3)?;
    let shells = Shells::of(&shape, &table, watch)?;
    watch.step("self-intersections", 0.4)?;
    let search = Search::over(&distinct, &tree, &shells, watch)?;
    let connections = Connections::of(&shape, &shells, &search, watch)?;
    watch.step("walls", 0.7)?;
    let bounds = shape.bounds().unwrap_or(Bounds { min: [0.0; 3], max: [0.0; 3] });
    let limit = options.wall_limit.unwrap_or(f64::from(bounds.longest()) / 80.0);
    let has_overlaps = search.count > 0 || connections.has_overlaps;
    let walls = Walls::sample(&distinct.shape, &tree, limit, has_overlaps, watch)?;
    watch.step("volume", 0.9)?;
    let (volume, volume_method) = outer_volume(&shape, &audit, &shells, connections.has_overlaps, watch)?;
    let stance = stance::of(&shape, &bounds);
    places.self_intersections = search.places;
    places.thin_walls = walls.thin_places;
    watch.step("done", 1.0)?;
    Ok(Facts {
        triangles: audit.triangles,
        vertices: audit.vertices,
        extents: [0, 1, 2].map(|axis| f64::from(bounds.max[axis]) - f64::from(bounds.min[axis])),
        bounds: FactBounds { min: bounds.min.map(f64::from), max: bounds.max.map(f64::from) },
        area: area(&shape),
        volume,
        volume_method,
        watertight: audit.is_watertight(),
        winding_consistent: audit.misoriented_edges == 0,
        euler: audit.euler,
        boundary_edges: audit.boundary_edges,
        non_manifold_edges: audit.non_manifold_edges,
        flipped_faces: shells.flipped_faces,
        shells: shells.count(),
        inner_shells: shells.inner_count(),
        floating_pieces: connections.floating_pieces,
        self_intersections: search.count,
        self_intersections_checked: search.is_complete,
        thinnest: walls.thinnest,
        overhang_share: stance.overhang_share,
        base_contact_area: stance.base_contact_area,
        places,
        walls: walls.profile,
    })
}

fn edge_places(shape: &Mesh, table: &EdgeTable) -> Places {
    let mut places = Places::default();
    table.for_each(|low, high, uses| {
        let list = match uses.len() {
            1 => &mut places.boundary_edges,
            2 => return,
            _ => &mut places.non_manifold_edges,
        };
        if list.len() < MAX_PLACES {
            let (a, b) = (shape.positions[low as usize], shape.positions[high as usize]);
            list.push([0, 1, 2].map(|axis| a[axis].midpoint(b[axis])));
        }
    });
    places
}
