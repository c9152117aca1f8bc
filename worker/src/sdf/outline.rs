//! Closed outlines in the plane and their signed distance: the base of prisms, lathes and letters.

use glam::{Vec2, vec2};

/// Outlines with more edges than this are looked up in a baked grid instead of being measured edge by edge.
const EXACT_EDGES: usize = 160;
/// Samples along the longer side of a baked grid.
const BAKED_SIDE: f32 = 300.0;

/// One or more closed contours; inside is where the winding number is not zero.
#[derive(Clone, Debug)]
pub struct Outline {
    contours: Vec<Vec<Vec2>>,
    low: Vec2,
    high: Vec2,
    baked: Option<BakedDistance>,
}

impl Outline {
    /// Builds an outline from contours of at least three points each; shorter ones are dropped, and so are points
    /// that are no numbers.
    pub fn new(contours: Vec<Vec<Vec2>>) -> Self {
        // A point that is no number would leave no side of the outline inside or outside.
        let finite = |contour: Vec<Vec2>| contour.into_iter().filter(|point| point.is_finite()).collect();
        let contours: Vec<Vec<Vec2>> = contours.into_iter().map(finite).collect();
        let contours: Vec<Vec<Vec2>> = contours.into_iter().filter(|contour| contour.len() >= 3).collect();
        let points = contours.iter().flatten();
        let (low, high) = points
            .fold((Vec2::splat(f32::MAX), Vec2::splat(f32::MIN)), |(low, high), point| {
                (low.min(*point), high.max(*point))
            });
        let (low, high) = if contours.is_empty() { (Vec2::ZERO, Vec2::ZERO) } else { (low, high) };
        let mut outline = Self { contours, low, high, baked: None };
        if outline.contours.iter().map(Vec::len).sum::<usize>() > EXACT_EDGES {
            outline.baked = Some(BakedDistance::of(&outline));
        }
        outline
    }

    /// A single closed contour.
    pub fn polygon(points: Vec<Vec2>) -> Self {
        Self::new(vec![points])
    }

    /// True when there is nothing to measure against.
    pub fn is_empty(&self) -> bool {
        self.contours.is_empty()
    }

    /// Lower and upper corner of the bounding rectangle.
    pub fn bounds(&self) -> (Vec2, Vec2) {
        (self.low, self.high)
    }

    /// Signed distance to the outline, negative inside.
    pub fn distance(&self, point: Vec2) -> f32 {
        match &self.baked {
            Some(baked) => baked.distance(point),
            None => self.exact_distance(point),
        }
    }

    fn exact_distance(&self, point: Vec2) -> f32 {
        let mut nearest = f32::MAX;
        let mut winding = 0;
        for contour in &self.contours {
            let mut from = contour[contour.len() - 1];
            for &to in contour {
                let edge = to - from;
                let offset = point - from;
                let along = (offset.dot(edge) / edge.length_squared().max(1e-12)).clamp(0.0, 1.0);
                nearest = nearest.min((offset - edge * along).length_squared());
                let left = edge.perp_dot(offset);
                if from.y <= point.y && to.y > point.y && left > 0.0 {
                    winding += 1;
                } else if from.y > point.y && to.y <= point.y && left < 0.0 {
                    winding -= 1;
                }
                from = to;
            }
        }
        if winding == 0 { nearest.sqrt() } else { -nearest.sqrt() }
    }
}

/// Bilinear lookup of an outline's distance; a lower bound outside the grid.
#[derive(Clone, Debug)]
struct BakedDistance {
    low: Vec2,
    step: f32,
    width: usize,
    height: usize,
    samples: Vec<f32>,
}

impl BakedDistance {
    fn of(outline: &Outline) -> Self {
        let size = outline.high - outline.low;
        let margin = 0.12 * size.min_element().max(0.05 * size.max_element());
        let step = (size.max_element() + 2.0 * margin) / BAKED_SIDE;
        let low = outline.low - margin;
        let width = ((size.x + 2.0 * margin) / step).ceil() as usize + 2;
        let height = ((size.y + 2.0 * margin) / step).ceil() as usize + 2;
        use rayon::prelude::*;
        let samples = (0..width * height)
            .into_par_iter()
            .map(|index| {
                let cell = vec2((index % width) as f32, (index / width) as f32);
                outline.exact_distance(low + cell * step)
            })
            .collect();
        Self { low, step, width, height, samples }
    }

    fn distance(&self, point: Vec2) -> f32 {
        let last = vec2((self.width - 1) as f32, (self.height - 1) as f32);
        let wanted = (point - self.low) / self.step;
        let place = wanted.clamp(Vec2::ZERO, last - 1e-3);
        let outside = (wanted - place).length() * self.step;
        let (column, row) = (place.x as usize, place.y as usize);
        let (u, v) = (place.x - column as f32, place.y - row as f32);
        let at = |x: usize, y: usize| self.samples[(row + y) * self.width + column + x];
        let bottom = at(0, 0) + (at(1, 0) - at(0, 0)) * u;
        let top = at(0, 1) + (at(1, 1) - at(0, 1)) * u;
        let inside = bottom + (top - bottom) * v;
        if outside > 1e-4 { inside.hypot(outside) } else { inside }
    }
}

/// Regular star with `points` tips; `inner` is the radius of the notches.
pub fn star(points: usize, outer: f32, inner: f32) -> Outline {
    let count = points.max(3) * 2;
    let corner = |index: usize| {
        let radius = if index.is_multiple_of(2) { outer } else { inner };
        let angle = std::f32::consts::FRAC_PI_2 + index as f32 * std::f32::consts::TAU / count as f32;
        Vec2::from_angle(angle) * radius
    };
    Outline::polygon((0..count).map(corner).collect())
}

/// Regular polygon with `sides` corners on a circle of `radius`, one corner up.
pub fn regular(sides: usize, radius: f32) -> Outline {
    let corner = |index: usize| {
        Vec2::from_angle(
            std::f32::consts::FRAC_PI_2 + index as f32 * std::f32::consts::TAU / sides.max(3) as f32,
        ) * radius
    };
    Outline::polygon((0..sides.max(3)).map(corner).collect())
}

/// Heart about `2 * radius` wide, tip down. Curve: the well known 16 sin³ form.
pub fn heart(radius: f32) -> Outline {
    let corner = |index: usize| {
        let t = index as f32 * std::f32::consts::TAU / 72.0;
        let x = 16.0 * t.sin().powi(3);
        let y = 13.0 * t.cos() - 5.0 * (2.0 * t).cos() - 2.0 * (3.0 * t).cos() - (4.0 * t).cos();
        vec2(-x, y + 2.0) * (radius / 16.0)
    };
    Outline::polygon((0..72).map(corner).collect())
}

/// Crescent moon opening to the right: a disc of `radius` less a smaller disc pushed to the right.
pub fn crescent(radius: f32) -> Outline {
    let (bite_offset, bite_radius) = (0.42 * radius, 0.80 * radius);
    let meet =
        ((bite_offset.powi(2) + radius.powi(2) - bite_radius.powi(2)) / (2.0 * bite_offset * radius)).acos();
    let bite_meet = (radius * meet.sin()).atan2(radius * meet.cos() - bite_offset);
    let full = std::f32::consts::TAU;
    let steps = 40;
    let mut points = Vec::with_capacity(2 * steps);
    for step in 0..steps {
        let share = step as f32 / steps as f32;
        points.push(Vec2::from_angle(meet + (full - 2.0 * meet) * share) * radius);
    }
    for step in 0..steps {
        let share = step as f32 / steps as f32;
        let angle = full - bite_meet - (full - 2.0 * bite_meet) * share;
        points.push(vec2(bite_offset, 0.0) + Vec2::from_angle(angle) * bite_radius);
    }
    Outline::polygon(points)
}

/// Points of an open curve through `points`, `steps` per span (Catmull–Rom, ends held).
pub fn smooth_curve(points: &[Vec2], steps: usize) -> Vec<Vec2> {
    let at = |index: isize| points[index.clamp(0, points.len() as isize - 1) as usize];
    let mut curve = Vec::with_capacity(points.len() * steps);
    for span in 0..points.len().saturating_sub(1) {
        let i = span as isize;
        let (a, b, c, d) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        for step in 0..steps {
            let t = step as f32 / steps as f32;
            curve.push(
                0.5 * ((2.0 * b)
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t),
            );
        }
    }
    curve.extend(points.last());
    curve
}
