//! From a body to a finished model: simplified, standing, through the manifold gate, colored in its style.

use mesh::Mesh;
use mesh::solid::{self, SimplifyTarget, Solid, check_manifold};

use super::body::Body;
use super::dress;
use super::plan::{Form, PicturePlan};
use super::stand::{self, Slab};
use super::styles;
use crate::result::{BuildError, Progress};
use crate::style::Style;

/// Surface error that simplification may leave, at a longest side of 80 mm.
const TOLERANCE_MM: f32 = 0.05;
const TOLERANCE_FOR_MM: f32 = 80.0;
/// Fewest triangles simplification goes down to on its way to the tolerance.
const FEWEST_TRIANGLES: usize = 4_000;

/// Builds the model of `body`, in mm, +Y up.
///
/// # Errors
/// [`BuildError::Cancelled`], or [`BuildError::Unsound`] when no solid comes out (a defect of ours).
pub fn model(
    body: &Body,
    plan: &PicturePlan,
    target_triangles: Option<u32>,
    progress: &dyn Progress,
) -> Result<Mesh, BuildError> {
    let style = Style::from_slug(&plan.style).unwrap_or(Style::Realistic);
    progress.step("building", 20)?;
    if style == Style::Voxel {
        return gated(styles::voxels(body, plan));
    }
    let kneaded;
    let body = if style == Style::Clay {
        kneaded = styles::kneaded(body, plan);
        &kneaded
    } else {
        body
    };
    let fine = body.solid();
    progress.step("building", 40)?;
    let simple = simplified(&fine, plan, target_triangles)?;
    progress.step("building", 60)?;
    // Facets are cut before the base comes under them: a base drags the feet along.
    let simple = if style == Style::LowPoly { styles::coarse(&simple)? } else { simple };
    let slabs = if plan.stands { slabs(&simple, plan.form) } else { Vec::new() };
    let standing = standing(&simple, &slabs)?;
    progress.step("checking", 80)?;
    match style {
        Style::LowPoly => gated(styles::facets(&standing, body, &slabs)),
        Style::Wireframe => gated(styles::wires(&standing, body, &slabs, progress)?),
        Style::Clay => gated(styles::clay(&standing)),
        _ => gated(dress::textured(&standing, body, &slabs)?),
    }
}

/// Nothing leaves without the kernel's proof.
fn gated(model: Mesh) -> Result<Mesh, BuildError> {
    check_manifold(&model).map_err(|cause| BuildError::Unsound(cause.to_string()))?;
    Ok(model)
}

fn simplified(fine: &Mesh, plan: &PicturePlan, target_triangles: Option<u32>) -> Result<Mesh, BuildError> {
    let tolerance = TOLERANCE_MM * plan.size_mm / TOLERANCE_FOR_MM;
    let quick = solid::simplify_unchecked(fine, SimplifyTarget { tolerance, triangles: FEWEST_TRIANGLES });
    let most = target_triangles.map_or(usize::MAX, |most| (most as usize).max(FEWEST_TRIANGLES));
    let quick = if quick.triangles.len() > most {
        solid::simplify_unchecked(&quick, SimplifyTarget { tolerance: tolerance * 20.0, triangles: most })
    } else {
        quick
    };
    if check_manifold(&quick).is_ok() {
        return Ok(quick);
    }
    // Slower, and never fails on a sound solid.
    let target = SimplifyTarget { tolerance, triangles: FEWEST_TRIANGLES };
    solid::simplify(fine, target).map_err(|cause| BuildError::Unsound(cause.to_string()))
}

fn slabs(figure: &Mesh, form: Form) -> Vec<Slab> {
    match form {
        Form::Figure => stand::plate_and_post(figure),
        Form::Plaque | Form::Medallion => stand::foot(figure),
        // They lie on their flat backs.
        Form::HalfFigure | Form::Badge => Vec::new(),
    }
}

/// The figure united with what it stands on.
fn standing(figure: &Mesh, slabs: &[Slab]) -> Result<Mesh, BuildError> {
    if slabs.is_empty() {
        return Ok(figure.clone());
    }
    let unsound = |cause: solid::NotSolid| BuildError::Unsound(cause.to_string());
    let mut whole: Solid = check_manifold(figure).map_err(unsound)?;
    for slab in slabs {
        whole = whole.union(&check_manifold(&slab.mesh()).map_err(unsound)?).map_err(unsound)?;
    }
    let shape = whole.shape();
    if check_manifold(&shape).is_ok() {
        return Ok(shape);
    }
    // Cuts can leave slivers that fall together when welded: let the kernel clear them.
    let cleared = Solid::from_manifold(whole.manifold().simplify(0.01)).map_err(unsound)?.shape();
    if check_manifold(&cleared).is_ok() { Ok(cleared) } else { Ok(figure.clone()) }
}
