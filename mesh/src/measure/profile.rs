//! How the thickness of walls is spread over the surface, small enough to be kept beside the facts.

use serde::{Deserialize, Serialize};

use super::thickness::Wall;

/// Samples of a profile.
const SAMPLES: usize = 200;

/// A wall somewhere on the surface.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WallSample {
    /// How thick the wall is, in the mesh's unit.
    pub thickness: f32,
    /// Where it is.
    pub at: [f32; 3],
}

/// Walls from the thinnest to the thickest, at growing shares of the surface.
///
/// Sample `k` of `n` stands at the share (k ÷ (n − 1))²: so much of the surface has thinner walls. The thin end, on
/// which printing depends, is thereby sampled most densely.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallProfile {
    samples: Vec<WallSample>,
}

impl WallProfile {
    /// Picks the samples from walls sorted by thickness, each of which stands for the same amount of surface.
    pub(super) fn of_sorted(walls: &[Wall]) -> Self {
        let count = SAMPLES.min(walls.len());
        let last = walls.len().saturating_sub(1) as f64;
        let picked =
            (0..count).filter_map(|sample| walls.get((share_of(sample, count) * last).round() as usize));
        let samples = picked
            .map(|wall| WallSample { thickness: wall.thickness as f32, at: wall.place.to_array() })
            .collect();
        Self { samples }
    }

    /// The samples, the thinnest first.
    pub fn samples(&self) -> &[WallSample] {
        &self.samples
    }

    /// Share of the surface, 0 to 1, with walls thinner than `limit`, interpolated between samples.
    pub fn share_under(&self, limit: f64) -> f64 {
        let count = self.samples.len();
        let under = self.under(limit).len();
        match (under.checked_sub(1).and_then(|last| self.samples.get(last)), self.samples.get(under)) {
            (None, _) => 0.0,
            (Some(_), None) => 1.0,
            (Some(below), Some(above)) => {
                let [thin, thick] = [below.thickness, above.thickness].map(f64::from);
                let [from, to] = [under - 1, under].map(|sample| share_of(sample, count));
                from + (to - from) * ((limit - thin) / (thick - thin)).clamp(0.0, 1.0)
            }
        }
    }

    /// [`share_under`](Self::share_under), `None` where nothing was measured.
    pub(crate) fn share_known_under(&self, limit: f64) -> Option<f64> {
        (!self.samples.is_empty()).then(|| self.share_under(limit))
    }

    /// Moves and scales with the model.
    pub(crate) fn map(&mut self, factor: f64, moved: impl Fn([f32; 3]) -> [f32; 3]) {
        for sample in &mut self.samples {
            let thickness = f64::from(sample.thickness) * factor;
            *sample = WallSample { thickness: thickness as f32, at: moved(sample.at) };
        }
    }

    /// Places with walls thinner than `limit`, the thinnest first.
    pub fn places_under(&self, limit: f64) -> Vec<[f32; 3]> {
        self.under(limit).iter().map(|sample| sample.at).collect()
    }

    fn under(&self, limit: f64) -> &[WallSample] {
        let under = self.samples.partition_point(|sample| f64::from(sample.thickness) < limit);
        self.samples.get(..under).unwrap_or_default()
    }
}

fn share_of(sample: usize, count: usize) -> f64 {
    let step = sample as f64 / count.saturating_sub(1).max(1) as f64;
    step * step
}

#[cfg(test)]
mod tests {
    use glam::Vec3;

    use super::*;

    /// A thousand walls of thickness 0.00, 0.01 … 9.99.
    fn ramp() -> WallProfile {
        let walls: Vec<Wall> = (0..1000)
            .map(|step| Wall { thickness: f64::from(step) / 100.0, place: Vec3::new(step as f32, 0.0, 0.0) })
            .collect();
        WallProfile::of_sorted(&walls)
    }

    #[test]
    fn shares_are_those_of_all_walls() {
        let profile = ramp();
        assert_eq!(profile.samples().len(), SAMPLES);
        for (limit, share) in [(0.0, 0.0), (0.1, 0.01), (0.5, 0.05), (5.0, 0.5), (9.0, 0.9), (11.0, 1.0)] {
            assert!(
                (profile.share_under(limit) - share).abs() < 0.002,
                "{limit}: {}",
                profile.share_under(limit)
            );
        }
    }

    #[test]
    fn thin_places_are_the_thin_ones() {
        let places = ramp().places_under(1.0);
        assert!(places.len() > 50 && places.iter().all(|at| at[0] < 100.0), "{}", places.len());
        assert_eq!(places.first(), Some(&[0.0; 3]));
    }

    #[test]
    fn equal_walls_and_no_walls_have_plain_answers() {
        let plate = [1.0, 1.0].map(|thickness| Wall { thickness, place: Vec3::ZERO });
        let plate = WallProfile::of_sorted(&plate);
        assert_eq!((plate.share_under(0.9), plate.share_under(1.1)), (0.0, 1.0));
        assert_eq!(WallProfile::default().share_under(5.0), 0.0);
        assert_eq!(WallProfile::of_sorted(&[]), WallProfile::default());
    }
}
