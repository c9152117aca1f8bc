//! What every noun measures, against `golden.txt`: a change of a builder shows as a change of that file, and a change
//! of something shared shows which nouns it touched.
//!
//! `UPDATE_GOLDEN=1 cargo test -p worker --lib golden` writes it anew; look at the contact sheets before committing.

use super::{compose::assemble, nouns, recipes};
use crate::sdf::{Object, sample};
use rayon::prelude::*;
use std::collections::BTreeMap;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/golden.txt");
/// Nodes an object is measured with: coarse, for speed.
const NODES: usize = 60_000;
/// Share by which a figure may differ: the last digits of sines differ from machine to machine.
const TOLERANCE: f32 = 0.03;

/// Width, height, depth and volume in object units.
type Figures = [f32; 4];

fn figures(object: &Object) -> Figures {
    let field = sample(object, NODES);
    let (mut low, mut high, mut inside) = ([f32::MAX; 3], [f32::MIN; 3], 0u32);
    for (index, _) in field.values.iter().enumerate().filter(|(_, distance)| **distance < 0.0) {
        let (x, y, z) = field.size.position(index);
        for (axis, node) in [x, y, z].into_iter().enumerate() {
            let at = node as f32 * field.step;
            (low[axis], high[axis]) = (low[axis].min(at), high[axis].max(at));
        }
        inside += 1;
    }
    let side = |axis: usize| high[axis] - low[axis];
    [side(0), side(1), side(2), inside as f32 * field.step.powi(3)]
}

fn measured() -> BTreeMap<String, Figures> {
    let cases: Vec<(&str, usize)> = nouns::all().flat_map(|noun| [(noun.name, 0), (noun.name, 1)]).collect();
    let measure = |(noun, index): &(&str, usize)| {
        let recipe = recipes(noun, "realistic", 0, index + 1).remove(*index).0;
        (format!("{noun} {}", ["A", "B"][*index]), figures(&assemble(&recipe).unwrap()))
    };
    cases.par_iter().map(measure).collect()
}

fn line((name, figures): (&String, &Figures)) -> String {
    let [x, y, z, volume] = figures;
    format!("{name}: {x:.2} x {y:.2} x {z:.2}, {volume:.3}\n")
}

fn parsed(text: &str) -> BTreeMap<String, Figures> {
    let entry = |line: &str| {
        let (name, figures) = line.split_once(": ")?;
        let mut numbers = figures.split([' ', ',', 'x']).filter_map(|part| part.parse().ok());
        Some((name.to_owned(), [numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?]))
    };
    text.lines().filter_map(entry).collect()
}

#[test]
fn every_noun_measures_what_it_did() {
    let now = measured();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, now.iter().map(line).collect::<String>()).unwrap();
        return;
    }
    let golden = parsed(&std::fs::read_to_string(FILE).unwrap());
    let known: Vec<&String> = golden.keys().collect();
    assert_eq!(now.keys().collect::<Vec<_>>(), known, "the nouns of golden.txt; see this file's head");
    // A node more or less along a side is no change.
    let differs = |a: f32, b: f32, slack: f32| (a - b).abs() > TOLERANCE * a.max(b) + slack;
    let changed: Vec<String> = now
        .iter()
        .filter(|(name, figures)| {
            let before = golden[*name];
            (0..3).any(|axis| differs(figures[axis], before[axis], 0.06))
                || differs(figures[3], before[3], 0.01)
        })
        .map(line)
        .collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn the_golden_file_is_read_as_it_is_written() {
    let one = BTreeMap::from([("chess knight B".to_owned(), [0.94, 2.0, 0.95, 0.531])]);
    assert_eq!(parsed(&one.iter().map(line).collect::<String>()), one);
}
