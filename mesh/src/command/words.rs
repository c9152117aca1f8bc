//! What a repair did, in words for people.

use crate::repair::RepairStep;

/// All steps in one line.
pub(super) fn repairs(steps: &[RepairStep]) -> String {
    if steps.is_empty() {
        return "nothing to repair".to_owned();
    }
    steps.iter().map(repair).collect::<Vec<_>>().join(", ")
}

fn repair(step: &RepairStep) -> String {
    match step {
        RepairStep::VoidsFilled { shells } => format!("{} filled", counted(*shells, "cavity", "cavities")),
        RepairStep::Cleaned { triangles } => {
            format!("{} without area, doubled or loose dropped", counted(*triangles, "triangle", "triangles"))
        }
        RepairStep::Turned { triangles } => {
            format!("{} turned to face outwards", counted(*triangles, "triangle", "triangles"))
        }
        RepairStep::HolesFilled { holes } => format!("{} closed", counted(*holes, "hole", "holes")),
        RepairStep::Rebuilt => "the solid rebuilt from its inside".to_owned(),
        RepairStep::Remeshed => "the surface laid anew on a fine grid".to_owned(),
        RepairStep::Resampled => "the solid sampled anew".to_owned(),
        other => spaced(&format!("{other:?}")),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `EdgesParted` becomes "edges parted".
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars().take_while(|c| c.is_alphanumeric()) {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_in_words() {
        let steps = [
            RepairStep::VoidsFilled { shells: 2 },
            RepairStep::EdgesParted,
            RepairStep::HolesFilled { holes: 1 },
        ];
        assert_eq!(repairs(&steps), "2 cavities filled, edges parted, 1 hole closed");
        assert_eq!(repairs(&[]), "nothing to repair");
    }
}
