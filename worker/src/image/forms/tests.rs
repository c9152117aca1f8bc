use image::{Rgba, RgbaImage};
use mesh::solid::check_manifold;

use super::*;
use crate::image::gate::{Method, Verdict};
use crate::image::plan::plans;
use crate::image::words::Wishes;

const GRID: u32 = 160;

fn ball() -> Reading {
    Reading::of(&RgbaImage::from_fn(300, 300, |x, y| {
        let inside = (x as f32 - 150.0).hypot(y as f32 - 150.0) < 100.0;
        if inside { Rgba([200, 60, 40, 255]) } else { Rgba([255; 4]) }
    }))
}

fn landscape() -> Reading {
    Reading::of(&RgbaImage::from_fn(320, 200, |x, y| {
        let hill = 120.0 + 40.0 * (x as f32 * 0.03).sin();
        let value = if (y as f32) < hill { 210 - (x / 4) as u8 } else { 60 + (x % 40) as u8 };
        Rgba([value, value / 2 + 40, 255 - value, 255])
    }))
}

fn plan(form: Form) -> PicturePlan {
    let verdict = Verdict { method: Method::Inflate, is_flat: false, confidence: 1.0, reasons: Vec::new() };
    PicturePlan {
        form,
        stands: false,
        ..plans(&verdict, &Wishes::default(), Style::Realistic, 0, 1).remove(0)
    }
}

#[test]
fn every_form_of_every_picture_is_a_solid_of_the_asked_size() {
    for (name, reading) in [("ball", ball()), ("landscape", landscape())] {
        for form in [Form::Figure, Form::HalfFigure, Form::Plaque, Form::Medallion, Form::Badge] {
            let solid = shape(&reading, &plan(form), GRID).solid();
            assert!(check_manifold(&solid).is_ok(), "{name} {form:?}: {:?}", check_manifold(&solid).err());
            let extents = solid.bounds().unwrap().extents();
            let longest = extents[0].max(extents[1]);
            assert!((longest / 80.0 - 1.0).abs() < 0.06, "{name} {form:?}: {longest}");
        }
    }
}

#[test]
fn a_disc_inflates_to_a_ball_and_a_dome() {
    let deep = PicturePlan { depth: 1.0, detail: 0.0, ..plan(Form::Figure) };
    let figure = shape(&ball(), &deep, GRID).solid().bounds().unwrap().extents();
    assert!(figure[2] > 60.0 && figure[2] < 84.0, "{figure:?}");
    let dome = PicturePlan { form: Form::HalfFigure, ..deep };
    let half = shape(&ball(), &dome, GRID).solid().bounds().unwrap().extents();
    assert!((half[2] - figure[2] / 2.0).abs() < 3.0, "{half:?}");
}

#[test]
fn light_is_high_and_dark_is_low_on_a_plaque() {
    let reading = Reading::of(&RgbaImage::from_fn(300, 200, |x, y| {
        let value = if x < 150 { 30 } else { 225 };
        Rgba([value, value.wrapping_add((y % 3) as u8), value, 255])
    }));
    let body = shape(&reading, &plan(Form::Plaque), GRID);
    let height = |x: f32| {
        let [column, row] = body.cell_of(x, 0.0);
        body.front_mm.sample(column, row)
    };
    assert!(height(20.0) > height(-20.0) + 1.5);
    assert!(height(39.0) > height(-20.0) + 1.5, "the frame stands above the picture");
}

#[test]
fn a_wished_color_tints_and_keeps_light_and_shade() {
    let red = PicturePlan { tint: Some(0x00cc_2222), ..plan(Form::Figure) };
    let grey =
        RgbImage::from_fn(2, 1, |x, _| if x == 0 { image::Rgb([60; 3]) } else { image::Rgb([220; 3]) });
    let tinted = colored(grey, &red);
    for pixel in tinted.pixels() {
        assert!(pixel[0] > pixel[1] + 20, "{pixel:?}");
    }
    let lightness = |x: u32| color::to_lab(tinted.get_pixel(x, 0).0)[0];
    assert!(lightness(1) > lightness(0) + 0.15);
}
