//! Rectangles of values, one a pixel, and the few operations pictures need: blur, distance, islands, sampling.

/// Row-major values, `(0, 0)` at the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid<T> {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` values.
    pub values: Vec<T>,
}

/// A grey picture.
pub type Field = Grid<f32>;
/// Inside (true) and outside.
pub type Mask = Grid<bool>;

impl<T: Copy> Grid<T> {
    /// A grid of one value.
    #[must_use]
    pub fn filled(width: usize, height: usize, value: T) -> Self {
        Self { width, height, values: vec![value; width * height] }
    }

    /// A grid whose values are computed from column and row.
    #[must_use]
    pub fn from_fn(width: usize, height: usize, mut value: impl FnMut(usize, usize) -> T) -> Self {
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height {
            values.extend((0..width).map(|x| value(x, y)));
        }
        Self { width, height, values }
    }

    /// The value at column `x`, row `y`, both clamped to the grid.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> T {
        self.values[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }

    /// The same grid with other values.
    #[must_use]
    pub fn map<U>(&self, change: impl Fn(T) -> U) -> Grid<U> {
        Grid {
            width: self.width,
            height: self.height,
            values: self.values.iter().map(|&value| change(value)).collect(),
        }
    }

    /// Indices of the four neighbours of `index` that exist.
    pub fn neighbours(&self, index: usize) -> impl Iterator<Item = usize> + use<T> {
        let (x, y, width) = (index % self.width, index / self.width, self.width);
        let exists = [x > 0, x + 1 < width, y > 0, y + 1 < self.height];
        let neighbours = [index.wrapping_sub(1), index + 1, index.wrapping_sub(width), index + width];
        neighbours.into_iter().zip(exists).filter_map(|(neighbour, exists)| exists.then_some(neighbour))
    }

    /// The grid with `margin` more cells of `value` on each side.
    #[must_use]
    pub fn padded(&self, margin: usize, value: T) -> Self {
        Self::from_fn(self.width + 2 * margin, self.height + 2 * margin, |x, y| {
            let inside =
                (margin..margin + self.width).contains(&x) && (margin..margin + self.height).contains(&y);
            if inside { self.at(x - margin, y - margin) } else { value }
        })
    }

    /// The grid with `margin` more cells on each side that repeat the nearest value.
    #[must_use]
    pub fn extended(&self, margin: usize) -> Self {
        Self::from_fn(self.width + 2 * margin, self.height + 2 * margin, |x, y| {
            self.at(x.saturating_sub(margin), y.saturating_sub(margin))
        })
    }
}

impl Field {
    /// The value between cells, bilinear; coordinates beyond the grid are clamped.
    #[must_use]
    pub fn sample(&self, x: f32, y: f32) -> f32 {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let (left, top) = (x as usize, y as usize);
        let (to_right, to_bottom) = (x - left as f32, y - top as f32);
        let upper = self.at(left, top) * (1.0 - to_right) + self.at(left + 1, top) * to_right;
        let lower = self.at(left, top + 1) * (1.0 - to_right) + self.at(left + 1, top + 1) * to_right;
        upper * (1.0 - to_bottom) + lower * to_bottom
    }

    /// `passes` box blurs of `radius` cells; the border repeats outwards. Three passes come close to a Gaussian.
    #[must_use]
    pub fn blurred(&self, radius: usize, passes: usize) -> Self {
        let mut field = self.clone();
        if radius == 0 {
            return field;
        }
        for _ in 0..passes {
            field.blur_rows(radius);
            field = field.transposed();
            field.blur_rows(radius);
            field = field.transposed();
        }
        field
    }

    fn blur_rows(&mut self, radius: usize) {
        let width = self.width;
        let window = (2 * radius + 1) as f32;
        let mut source = vec![0.0; width];
        for row in self.values.chunks_exact_mut(width) {
            source.copy_from_slice(row);
            let first = source[0];
            let mut sum = first * radius as f32;
            sum += (0..=radius).map(|x| source[x.min(width - 1)]).sum::<f32>();
            for x in 0..width {
                row[x] = sum / window;
                sum += source[(x + radius + 1).min(width - 1)] - source[x.saturating_sub(radius)];
            }
        }
    }

    fn transposed(&self) -> Self {
        Self::from_fn(self.height, self.width, |x, y| self.values[x * self.width + y])
    }

    /// Smooths flat parts and keeps edges: the self-guided filter (He, Sun, Tang 2010) with window `radius` and
    /// `contrast` as the smallest step that counts as an edge.
    #[must_use]
    pub fn edge_preserving(&self, radius: usize, contrast: f32) -> Self {
        let mean = self.blurred(radius, 1);
        let mean_of_squares = self.map(|value| value * value).blurred(radius, 1);
        let mut slope = self.clone();
        let mut offset = self.clone();
        for index in 0..self.values.len() {
            let variance = (mean_of_squares.values[index] - mean.values[index].powi(2)).max(0.0);
            slope.values[index] = variance / (variance + contrast * contrast);
            offset.values[index] = mean.values[index] * (1.0 - slope.values[index]);
        }
        let (slope, offset) = (slope.blurred(radius, 1), offset.blurred(radius, 1));
        let mut smooth = self.clone();
        for (index, value) in smooth.values.iter_mut().enumerate() {
            *value = slope.values[index] * *value + offset.values[index];
        }
        smooth
    }

    /// The value below which `share` (0 to 1) of all values lie.
    #[must_use]
    pub fn percentile(&self, share: f32) -> f32 {
        let mut sorted = self.values.clone();
        let index = ((sorted.len() as f32 * share) as usize).min(sorted.len() - 1);
        *sorted.select_nth_unstable_by(index, f32::total_cmp).1
    }
}

/// The connected parts of a mask.
pub struct Islands {
    /// 0 outside, otherwise the island's number from 1.
    pub labels: Grid<u32>,
    /// Cells of island `number - 1`.
    pub areas: Vec<usize>,
}

impl Mask {
    /// Cells inside.
    #[must_use]
    pub fn area(&self) -> usize {
        self.values.iter().filter(|&&inside| inside).count()
    }

    /// Swaps inside and outside.
    #[must_use]
    pub fn inverted(&self) -> Self {
        self.map(|inside| !inside)
    }

    /// 1 inside, 0 outside.
    #[must_use]
    pub fn coverage(&self) -> Field {
        self.map(|inside| if inside { 1.0 } else { 0.0 })
    }

    /// First and last column and row that hold something inside.
    #[must_use]
    pub fn bounding_box(&self) -> Option<[usize; 4]> {
        let mut bounds: Option<[usize; 4]> = None;
        for index in (0..self.values.len()).filter(|&index| self.values[index]) {
            let (x, y) = (index % self.width, index / self.width);
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
        }
        bounds
    }

    /// Everything reachable from `seeds` through four-connected cells inside.
    #[must_use]
    pub fn reachable(&self, seeds: impl IntoIterator<Item = usize>) -> Self {
        let mut reached = Self::filled(self.width, self.height, false);
        let mut stack: Vec<usize> = seeds.into_iter().filter(|&seed| self.values[seed]).collect();
        for &seed in &stack {
            reached.values[seed] = true;
        }
        while let Some(index) = stack.pop() {
            for next in self.neighbours(index) {
                if self.values[next] && !reached.values[next] {
                    reached.values[next] = true;
                    stack.push(next);
                }
            }
        }
        reached
    }

    /// Indices of the outermost cells.
    pub fn border(&self) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.width, self.height);
        (0..width * height).filter(move |index| {
            let (x, y) = (index % width, index / width);
            x == 0 || y == 0 || x + 1 == width || y + 1 == height
        })
    }

    /// The four-connected islands.
    #[must_use]
    pub fn islands(&self) -> Islands {
        let mut labels = Grid::filled(self.width, self.height, 0u32);
        let mut areas = Vec::new();
        let mut stack = Vec::new();
        for start in 0..self.values.len() {
            if !self.values[start] || labels.values[start] != 0 {
                continue;
            }
            let number = areas.len() as u32 + 1;
            labels.values[start] = number;
            stack.push(start);
            let mut area = 0;
            while let Some(index) = stack.pop() {
                area += 1;
                for next in self.neighbours(index) {
                    if self.values[next] && labels.values[next] == 0 {
                        labels.values[next] = number;
                        stack.push(next);
                    }
                }
            }
            areas.push(area);
        }
        Islands { labels, areas }
    }

    /// Euclidean distance in cells from each cell inside to the nearest cell outside; 0 outside.
    ///
    /// Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions" (2012): exact, linear time.
    #[must_use]
    pub fn distance_to_outside(&self) -> Field {
        const FAR: f32 = 1e12;
        let squared = self.map(|inside| if inside { FAR } else { 0.0 });
        let squared = squared.lower_envelopes().transposed().lower_envelopes().transposed();
        squared.map(|value| value.min(FAR).sqrt())
    }

    /// The mask without what lies within `cells` of its outside.
    #[must_use]
    pub fn shrunk(&self, cells: f32) -> Self {
        self.distance_to_outside().map(|distance| distance > cells)
    }

    /// The mask with everything filled that cannot be reached from the border.
    #[must_use]
    pub fn without_holes(&self) -> Self {
        let outside = self.inverted();
        let border = outside.border();
        outside.reachable(border).inverted()
    }

    /// Cells that are inside both masks.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let values = self.values.iter().zip(&other.values).map(|(&one, &other)| one && other).collect();
        Self { width: self.width, height: self.height, values }
    }

    /// The mask grown by `cells` in every direction.
    #[must_use]
    pub fn grown(&self, cells: f32) -> Self {
        let distance = self.inverted().distance_to_outside();
        distance.map(|distance| distance <= cells)
    }
}

impl Field {
    /// For each row, the lower envelope of the parabolas standing on its values.
    fn lower_envelopes(&self) -> Self {
        let mut result = self.clone();
        let mut apexes: Vec<usize> = Vec::with_capacity(self.width);
        let mut starts: Vec<f32> = Vec::with_capacity(self.width);
        for (source, row) in
            self.values.chunks_exact(self.width).zip(result.values.chunks_exact_mut(self.width))
        {
            apexes.clear();
            starts.clear();
            for x in 0..source.len() {
                let mut start = f32::NEG_INFINITY;
                while let Some(&last) = apexes.last() {
                    start = crossing(source, last, x);
                    if starts.last().is_some_and(|&previous| start <= previous) && apexes.len() > 1 {
                        apexes.pop();
                        starts.pop();
                    } else {
                        break;
                    }
                }
                apexes.push(x);
                starts.push(if starts.is_empty() { f32::NEG_INFINITY } else { start });
            }
            let mut piece = 0;
            for (x, value) in row.iter_mut().enumerate() {
                while starts.get(piece + 1).is_some_and(|&start| start < x as f32) {
                    piece += 1;
                }
                let apex = apexes[piece];
                *value = (x as f32 - apex as f32).powi(2) + source[apex];
            }
        }
        result
    }
}

/// Where the parabola over `right` becomes lower than the one over `left`.
fn crossing(heights: &[f32], left: usize, right: usize) -> f32 {
    let (l, r) = (left as f32, right as f32);
    ((heights[right] + r * r) - (heights[left] + l * l)) / (2.0 * (r - l))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn disc(side: usize, radius: f32) -> Mask {
        let center = (side as f32 - 1.0) / 2.0;
        Mask::from_fn(side, side, |x, y| (x as f32 - center).hypot(y as f32 - center) <= radius)
    }

    #[test]
    fn blurring_keeps_the_sum_in_the_middle_and_constants_everywhere() {
        let mut dot = Field::filled(21, 15, 0.0);
        dot.values[7 * 21 + 10] = 1.0;
        let blurred = dot.blurred(2, 2);
        assert!((blurred.values.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!((blurred.at(9, 7) - blurred.at(11, 7)).abs() < 1e-6);
        assert!((blurred.at(10, 6) - blurred.at(10, 8)).abs() < 1e-6);
        let flat = Field::filled(5, 4, 0.7).blurred(9, 1);
        assert!(flat.values.iter().all(|value| (value - 0.7).abs() < 1e-5));
    }

    #[test]
    fn the_edge_preserving_filter_removes_grain_but_no_step() {
        let step = Field::from_fn(40, 40, |x, y| {
            let grain = if (x * 7 + y * 13) % 2 == 0 { 0.02 } else { -0.02 };
            grain + if x < 20 { 0.2 } else { 0.8 }
        });
        let smooth = step.edge_preserving(3, 0.1);
        assert!((smooth.at(10, 20) - smooth.at(11, 20)).abs() < 0.01);
        assert!(smooth.at(23, 20) - smooth.at(16, 20) > 0.5);
    }

    #[test]
    fn islands_are_counted_without_diagonals() {
        let picture = [true, false, true, false, true, false, true, true, false];
        let mask = Mask { width: 3, height: 3, values: picture.to_vec() };
        assert_eq!(mask.islands().areas, [1, 1, 3]);
        assert_eq!(mask.bounding_box(), Some([0, 0, 2, 2]));
        assert_eq!(mask.reachable([4]).area(), 3);
    }

    #[test]
    fn growing_a_disc_adds_to_its_radius() {
        let grown = disc(41, 10.0).grown(5.0);
        let difference = grown.area().abs_diff(disc(41, 15.0).area());
        assert!(difference < 40, "{difference}");
    }

    #[test]
    fn holes_are_filled_and_bays_are_not() {
        let ring = Mask::from_fn(20, 20, |x, y| (6.0..9.0).contains(&(x as f32 - 9.5).hypot(y as f32 - 9.5)));
        assert!(ring.without_holes().at(10, 10));
        let open = Mask::from_fn(20, 20, |x, y| ring.at(x, y) && x < 14);
        assert!(!open.without_holes().at(10, 10));
        assert!(disc(41, 15.0).shrunk(5.0).area().abs_diff(disc(41, 10.0).area()) < 40);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_distance_is_the_smallest_over_all_cells(cells in prop::collection::vec(prop::bool::weighted(0.8), 9 * 7)) {
            let mask = Mask { width: 9, height: 7, values: cells };
            let distance = mask.distance_to_outside();
            for index in 0..63usize {
                let nearest = (0..63usize)
                    .filter(|&other| !mask.values[other])
                    .map(|other| {
                        let dx = (index % 9) as f32 - (other % 9) as f32;
                        let dy = (index / 9) as f32 - (other / 9) as f32;
                        dx.hypot(dy)
                    })
                    .fold(1e6, f32::min);
                prop_assert!((distance.values[index].min(1e6) - nearest).abs() < 1e-3);
            }
        }
    }
}
