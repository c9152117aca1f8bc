use super::*;
use crate::measure::audit;
use crate::shapes;

#[test]
fn values_come_in_pairs_or_not() {
    for (mut values, answer) in [
        (vec![], true),
        (vec![3, 5, 5, 3], true),
        (vec![3, 3, 3], false),
        (vec![3, 3, 3, 3], false),
        (vec![4], false),
        (vec![1, 2, 3, 4, 5, 1, 2, 3, 4, 5], true),
        (vec![1, 2, 3, 4, 5, 1, 2, 3, 4, 6], false),
        (vec![7; 10], false),
    ] {
        assert_eq!(come_in_pairs(&mut values.clone()), answer, "{values:?}");
        values.reverse();
        assert_eq!(come_in_pairs(&mut values), answer, "{values:?}");
    }
}

#[test]
fn the_answer_is_the_audits() {
    let sphere = shapes::sphere(2.0, 9, 40);
    let mut open = sphere.clone();
    open.triangles.swap_remove(100);
    let mut turned = sphere.clone();
    turned.triangles[7].swap(0, 2);
    let mut winged = sphere.clone();
    winged.triangles.extend([winged.triangles[3]; 2]);
    let mut collapsed = sphere.clone();
    collapsed.triangles.push([4, 4, 9]);
    for (mesh, is_closed) in
        [(&sphere, true), (&open, false), (&turned, true), (&winged, false), (&collapsed, true)]
    {
        assert_eq!((is_closed_as_indexed(mesh), audit(mesh).is_watertight()), (is_closed, is_closed));
    }
}

#[test]
fn what_is_not_welded_or_whole_is_not_closed() {
    assert!(!is_closed_as_indexed(&shapes::cube(1.0).flat_shaded()));
    assert!(!is_closed_as_indexed(&Mesh::default()));
    let mut mesh = shapes::cube(1.0);
    mesh.triangles[0][1] = 99;
    assert!(!is_closed_as_indexed(&mesh));
    assert!(!is_closed_as_indexed(&Mesh { triangles: vec![[2; 3]], ..shapes::cube(1.0) }));
}
