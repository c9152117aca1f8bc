//! Turns pointers (a mouse, a pen, one or two fingers) into camera moves.

use crate::orbit::Orbit;

/// A drag over the whole height of the picture turns the model by this much.
const DEGREES_A_PICTURE_HEIGHT: f32 = 200.0;

/// Zoom steps of doubling the distance between two fingers: what lies under the fingers stays there.
const STEPS_A_DOUBLING: f32 = 4.0;

/// A place on the canvas in CSS pixels, from its upper left.
pub type Place = [f32; 2];

/// What one pointer does alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// Turns the model.
    Orbit,
    /// Moves it sideways.
    Pan,
}

#[derive(Debug, Clone, Copy)]
struct Pointer {
    id: i32,
    place: Place,
    grip: Grip,
}

/// The pointers that are down. More than two are ignored.
#[derive(Debug, Default)]
pub struct Gesture {
    pointers: Vec<Pointer>,
}

impl Gesture {
    /// A pointer went down.
    pub fn press(&mut self, id: i32, place: Place, grip: Grip) {
        self.release(id);
        if self.pointers.len() < 2 {
            self.pointers.push(Pointer { id, place, grip });
        }
    }

    /// A pointer went up, or the browser took it over.
    pub fn release(&mut self, id: i32) {
        self.pointers.retain(|pointer| pointer.id != id);
    }

    /// Whether the person holds the model.
    pub fn is_held(&self) -> bool {
        !self.pointers.is_empty()
    }

    /// Whether two fingers hold it, which pinch and move.
    pub fn has_two(&self) -> bool {
        self.pointers.len() == 2
    }

    /// A pointer moved over a canvas of the given size (CSS pixels): moves the camera.
    /// Returns whether anything changed.
    pub fn drag(&mut self, id: i32, place: Place, canvas_size: [f32; 2], orbit: &mut Orbit) -> bool {
        let Some(at) = self.pointers.iter().position(|pointer| pointer.id == id) else { return false };
        let [width, height] = canvas_size.map(|side| side.max(1.0));
        let before = self.spread();
        let Some(pointer) = self.pointers.get_mut(at) else { return false };
        let right = (place[0] - pointer.place[0]) / height;
        let up = (pointer.place[1] - place[1]) / height;
        let grip = pointer.grip;
        pointer.place = place;
        match (before, self.spread()) {
            (Some(before), Some(after)) => {
                orbit.zoom_by((after / before).log2() * STEPS_A_DOUBLING);
                // Each of the two fingers moves their middle by half of its own way.
                orbit.pan_by(-right / 2.0, -up / 2.0, width / height);
            }
            _ if grip == Grip::Pan => orbit.pan_by(-right, -up, width / height),
            _ => orbit.orbit_by(-right * DEGREES_A_PICTURE_HEIGHT, -up * DEGREES_A_PICTURE_HEIGHT),
        }
        right != 0.0 || up != 0.0
    }

    /// Distance between two fingers in CSS pixels; `None` with one pointer.
    fn spread(&self) -> Option<f32> {
        let [first, second] = self.pointers.as_slice() else { return None };
        let [x, y] = [first.place[0] - second.place[0], first.place[1] - second.place[1]];
        Some((x * x + y * y).sqrt().max(1.0))
    }
}

#[cfg(test)]
mod tests;
