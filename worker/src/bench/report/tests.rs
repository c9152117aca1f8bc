use super::*;

fn operation(millis: &[u64]) -> Operation {
    let sample = |millis: &u64| Sample {
        case: format!("case {millis}"),
        took: Duration::from_millis(*millis),
        peak_mb: Some(*millis),
    };
    Operation { samples: millis.iter().map(sample).collect(), failed: Vec::new() }
}

#[test]
fn percentiles_come_from_the_sorted_times() {
    let findings = Findings { models: operation(&[30, 10, 20, 40, 1000]), ..Findings::default() };
    let text = markdown(&[("text", findings)], 80.0);
    assert!(text.contains("| text model | 5 | 0 | 30 | 40 | 1000 | 30 | 40 | 1000 | not judged |"), "{text}");
    assert!(text.contains("text model, slowest: case 1000, case 40"), "{text}");
}

#[test]
fn both_kinds_stand_in_one_table_and_failures_count_as_jobs() {
    let failed = vec!["cat voxel: open".to_owned()];
    let text = Findings {
        models: Operation { failed, ..operation(&[7, 8]) },
        judged: 2,
        warned: vec!["dog voxel: ThinWalls".into()],
        ..Findings::default()
    };
    let pictures = Findings { models: operation(&[9]), judged: 1, ..Findings::default() };
    let text = markdown(&[("text", text), ("picture", pictures)], 80.0);
    let (table, below) = text.split_once("\n\n").unwrap();
    assert_eq!(table.lines().count(), 6, "{table}");
    assert!(table.lines().all(|line| line.matches('|').count() == 11), "{table}");
    assert!(
        table.contains("| text model | 3 | 1 | 7 | 7 | 8 | 7 | 7 | 8 | 2 of 2, 1 without a warning |"),
        "{table}"
    );
    assert!(
        table.contains("| picture model | 1 | 0 | 9 | 9 | 9 | 9 | 9 | 9 | 1 of 1, 1 without a warning |")
    );
    assert!(below.contains("failed   cat voxel: open") && below.contains("warned   dog voxel: ThinWalls"));
}

#[test]
fn what_the_system_does_not_tell_is_a_question_mark() {
    let sample = Sample { case: "cat".into(), took: Duration::from_millis(3), peak_mb: None };
    let models = Operation { samples: vec![sample], failed: Vec::new() };
    let text = markdown(&[("text", Findings { models, ..Findings::default() })], 80.0);
    assert!(text.contains("| text model | 1 | 0 | 3 | 3 | 3 | ? | ? | ? | not judged |"), "{text}");
}
