//! Colors as eyes see them: Oklab (B. Ottosson, 2020).

use image::RgbaImage;

use super::grid::{Field, Grid};

/// Lightness 0 to 1, green–red, blue–yellow.
pub type Lab = [f32; 3];

/// sRGB bytes to Oklab.
#[must_use]
pub fn to_lab(rgb: [u8; 3]) -> Lab {
    lab_of_linear(rgb.map(linear))
}

/// Oklab to sRGB bytes; colors outside the gamut are clipped.
#[must_use]
pub fn to_rgb([lightness, a, b]: Lab) -> [u8; 3] {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
    .map(encoded)
}

fn lab_of_linear([red, green, blue]: [f32; 3]) -> Lab {
    let l = (0.412_221_47 * red + 0.536_332_55 * green + 0.051_445_995 * blue).cbrt();
    let m = (0.211_903_5 * red + 0.680_699_5 * green + 0.107_396_96 * blue).cbrt();
    let s = (0.088_302_46 * red + 0.281_718_85 * green + 0.629_978_7 * blue).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// The sRGB transfer function, from byte to linear light.
#[must_use]
pub fn linear(byte: u8) -> f32 {
    let value = f32::from(byte) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn encoded(light: f32) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let value = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).round() as u8
}

/// A whole picture in Oklab; alpha is left out.
#[must_use]
pub fn picture_to_lab(picture: &RgbaImage) -> Grid<Lab> {
    let table: Vec<f32> = (0..=255).map(linear).collect();
    let light = |byte: u8| table[usize::from(byte)];
    let values =
        picture.pixels().map(|pixel| lab_of_linear([light(pixel[0]), light(pixel[1]), light(pixel[2])]));
    Grid { width: picture.width() as usize, height: picture.height() as usize, values: values.collect() }
}

/// Lightness alone.
#[must_use]
pub fn lightness(lab: &Grid<Lab>) -> Field {
    lab.map(|color| color[0])
}

/// Squared distance with lightness counted `lightness_weight` times (below 1 it forgives soft shadows).
#[must_use]
pub fn squared_distance(one: Lab, other: Lab, lightness_weight: f32) -> f32 {
    let lightness = (one[0] - other[0]) * lightness_weight;
    lightness * lightness + (one[1] - other[1]).powi(2) + (one[2] - other[2]).powi(2)
}

/// Colors found by [`clusters`], most frequent first.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Mean color.
    pub center: Lab,
    /// Share of all samples, 0 to 1.
    pub share: f32,
}

/// k-means over `samples`, started at evenly spaced samples, so that equal input gives equal output.
#[must_use]
pub fn clusters(samples: &[Lab], count: usize) -> Vec<Cluster> {
    const ROUNDS: usize = 8;
    if samples.is_empty() || count == 0 {
        return Vec::new();
    }
    let mut centers: Vec<Lab> =
        (0..count).map(|index| samples[(2 * index + 1) * samples.len() / (2 * count)]).collect();
    let mut sizes = vec![0usize; count];
    for _ in 0..ROUNDS {
        let mut sums = vec![[0.0f32; 3]; count];
        sizes.fill(0);
        for &sample in samples {
            let nearest = nearest_center(&centers, sample);
            sizes[nearest] += 1;
            sums[nearest] = std::array::from_fn(|channel| sums[nearest][channel] + sample[channel]);
        }
        for (center, (sum, &size)) in centers.iter_mut().zip(sums.iter().zip(&sizes)) {
            if size > 0 {
                *center = sum.map(|channel| channel / size as f32);
            }
        }
    }
    let total = samples.len() as f32;
    let mut found: Vec<Cluster> = centers
        .into_iter()
        .zip(sizes)
        .filter(|&(_, size)| size > 0)
        .map(|(center, size)| Cluster { center, share: size as f32 / total })
        .collect();
    found.sort_by(|one, other| other.share.total_cmp(&one.share));
    found
}

/// Index of the center closest to `color`; 0 when there is none.
#[must_use]
pub fn nearest_center(centers: &[Lab], color: Lab) -> usize {
    let mut best = (0, f32::MAX);
    for (index, &center) in centers.iter().enumerate() {
        let distance = squared_distance(center, color, 1.0);
        if distance < best.1 {
            best = (index, distance);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colors_have_their_published_values() {
        let close = |one: Lab, other: Lab| one.iter().zip(other).all(|(a, b)| (a - b).abs() < 2e-3);
        assert!(close(to_lab([255, 255, 255]), [1.0, 0.0, 0.0]));
        assert!(close(to_lab([255, 0, 0]), [0.628, 0.225, 0.126]));
        assert!(close(to_lab([0, 0, 0]), [0.0, 0.0, 0.0]));
    }

    #[test]
    fn colors_survive_the_round_trip() {
        for color in [[0, 0, 0], [255, 255, 255], [200, 30, 90], [12, 200, 40], [90, 90, 91]] {
            let back = to_rgb(to_lab(color));
            assert!(
                color.iter().zip(back).all(|(&a, b): (&u8, u8)| a.abs_diff(b) <= 1),
                "{color:?} {back:?}"
            );
        }
    }

    #[test]
    fn two_colors_make_two_clusters() {
        let red = to_lab([200, 0, 0]);
        let blue = to_lab([0, 0, 200]);
        let samples: Vec<Lab> = (0..100).map(|index| if index % 4 == 0 { blue } else { red }).collect();
        let found = clusters(&samples, 2);
        assert_eq!(found.len(), 2);
        assert!((found[0].share - 0.75).abs() < 1e-6);
        assert!(squared_distance(found[0].center, red, 1.0) < 1e-6);
    }
}
