//! The screened Poisson equation on a mask, the heart of inflation.
//!
//! `∇²u − u/λ² = −4` inside, `u = 0` outside, in units of cells. On a disc of radius R without screening
//! `u = R² − r²`, so `√u` is exactly a hemisphere; λ flattens wide bodies to a plateau of height 2λ, so that a big
//! belly does not dwarf thin legs. Solved by geometric multigrid (V-cycles, red-black Gauss–Seidel) in linear time.

use super::grid::{Field, Mask};

const SMOOTHING_SWEEPS: usize = 2;
const COARSEST_SIDE: usize = 16;
const COARSEST_SWEEPS: usize = 60;
/// Six cycles leave 0.14 % of the height as error on 384² cells.
const CYCLES: usize = 6;
const SOURCE: f32 = 4.0;

struct Level {
    mask: Mask,
    solution: Field,
    source: Field,
    /// `1/λ²` in this level's cells.
    screening: f32,
}

/// Solves for `u` on the cells inside `mask`; `lambda` is the plateau length λ in cells (infinite: no screening).
#[must_use]
pub fn solve(mask: &Mask, lambda: f32) -> Field {
    let mut levels = levels(mask, lambda);
    for _ in 0..CYCLES {
        cycle(&mut levels);
    }
    levels.swap_remove(0).solution
}

fn levels(mask: &Mask, lambda: f32) -> Vec<Level> {
    let zero = Field::filled(mask.width, mask.height, 0.0);
    let source = mask.map(|inside| if inside { SOURCE } else { 0.0 });
    let screening = if lambda.is_finite() { 1.0 / (lambda * lambda) } else { 0.0 };
    let mut levels = vec![Level { mask: mask.clone(), solution: zero, source, screening }];
    while let Some(finest) =
        levels.last().filter(|level| level.mask.width.min(level.mask.height) > COARSEST_SIDE)
    {
        let mask = coarser(&finest.mask);
        let zero = Field::filled(mask.width, mask.height, 0.0);
        // A coarse cell is twice as long: its screening counts four times.
        let screening = finest.screening * 4.0;
        levels.push(Level { mask, solution: zero.clone(), source: zero, screening });
    }
    levels
}

/// A coarse cell takes part when at least three of its four children do.
fn coarser(mask: &Mask) -> Mask {
    Mask::from_fn(mask.width.div_ceil(2), mask.height.div_ceil(2), |x, y| {
        let child = |dx: usize, dy: usize| {
            let (x, y) = (2 * x + dx, 2 * y + dy);
            x < mask.width && y < mask.height && mask.at(x, y)
        };
        [child(0, 0), child(1, 0), child(0, 1), child(1, 1)].into_iter().filter(|&inside| inside).count() >= 3
    })
}

fn cycle(levels: &mut [Level]) {
    let Some((fine, coarser)) = levels.split_first_mut() else { return };
    let Some(coarse) = coarser.first_mut() else {
        fine.smooth(COARSEST_SWEEPS);
        return;
    };
    fine.smooth(SMOOTHING_SWEEPS);
    fine.restrict_residual(coarse);
    cycle(coarser);
    if let Some(coarse) = coarser.first() {
        fine.add_correction(&coarse.solution);
    }
    fine.smooth(SMOOTHING_SWEEPS);
}

impl Level {
    fn neighbour_sum(&self, x: usize, y: usize) -> f32 {
        let (width, height) = (self.mask.width, self.mask.height);
        let index = y * width + x;
        let solution = &self.solution.values;
        let mut sum = 0.0;
        if x > 0 {
            sum += solution[index - 1];
        }
        if x + 1 < width {
            sum += solution[index + 1];
        }
        if y > 0 {
            sum += solution[index - width];
        }
        if y + 1 < height {
            sum += solution[index + width];
        }
        sum
    }

    fn smooth(&mut self, sweeps: usize) {
        let diagonal = 1.0 / (4.0 + self.screening);
        for half_sweep in 0..2 * sweeps {
            for y in 0..self.mask.height {
                for x in ((y + half_sweep) % 2..self.mask.width).step_by(2) {
                    let index = y * self.mask.width + x;
                    if self.mask.values[index] {
                        self.solution.values[index] =
                            (self.neighbour_sum(x, y) + self.source.values[index]) * diagonal;
                    }
                }
            }
        }
    }

    /// The residual summed over each coarse cell becomes the coarse source.
    fn restrict_residual(&self, coarse: &mut Level) {
        coarse.solution.values.fill(0.0);
        coarse.source.values.fill(0.0);
        for y in 0..self.mask.height {
            for x in 0..self.mask.width {
                let index = y * self.mask.width + x;
                if self.mask.values[index] {
                    let residual = self.source.values[index] + self.neighbour_sum(x, y)
                        - (4.0 + self.screening) * self.solution.values[index];
                    coarse.source.values[(y / 2) * coarse.mask.width + x / 2] += residual;
                }
            }
        }
    }

    fn add_correction(&mut self, coarse: &Field) {
        for y in 0..self.mask.height {
            for x in 0..self.mask.width {
                let index = y * self.mask.width + x;
                if self.mask.values[index] {
                    // Centers of fine cells lie a quarter of a coarse cell off the coarse centers.
                    self.solution.values[index] +=
                        coarse.sample((x as f32 - 0.5) * 0.5, (y as f32 - 0.5) * 0.5);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disc(side: usize, radius: f32) -> Mask {
        let center = (side as f32 - 1.0) / 2.0;
        Mask::from_fn(side, side, |x, y| (x as f32 - center).hypot(y as f32 - center) < radius)
    }

    #[test]
    fn an_unscreened_disc_becomes_a_hemisphere() {
        let (side, radius) = (201, 90.0);
        let solution = solve(&disc(side, radius), f32::INFINITY);
        let center = 100.0f32;
        for (x, y) in [(100, 100), (130, 100), (100, 60), (150, 140), (60, 60)] {
            let r = (x as f32 - center).hypot(y as f32 - center);
            let expected = (radius * radius - r * r).sqrt();
            let height = solution.at(x, y).sqrt();
            assert!((height - expected).abs() < radius * 0.012, "at {x},{y}: {height} instead of {expected}");
        }
    }

    #[test]
    fn screening_makes_a_plateau_of_twice_lambda() {
        let solution = solve(&disc(301, 145.0), 10.0);
        let height = solution.at(150, 150).sqrt();
        assert!((height - 20.0).abs() < 0.2, "{height}");
        assert!((solution.at(110, 150).sqrt() - height).abs() < 0.1);
    }

    #[test]
    fn the_equation_holds_in_every_cell() {
        let mask = Mask::from_fn(150, 90, |x, y| {
            (5..145).contains(&x) && (5..85).contains(&y) && !((60..70).contains(&x) && y < 60)
        });
        let lambda = 12.0;
        let solution = solve(&mask, lambda);
        for y in 1..89 {
            for x in (1..149).filter(|&x| mask.at(x, y)) {
                let around = solution.at(x - 1, y)
                    + solution.at(x + 1, y)
                    + solution.at(x, y - 1)
                    + solution.at(x, y + 1);
                let residual = around - (4.0 + 1.0 / (lambda * lambda)) * solution.at(x, y) + 4.0;
                assert!(residual.abs() < 0.05, "{residual} at {x},{y}");
            }
        }
    }

    #[test]
    fn nothing_grows_outside() {
        let mask = disc(64, 20.0);
        let solution = solve(&mask, 8.0);
        assert!(mask.values.iter().zip(&solution.values).all(|(&inside, &value)| inside || value == 0.0));
    }
}
