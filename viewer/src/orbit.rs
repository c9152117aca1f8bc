//! The camera on its orbit around a model of radius one, eased towards where the person wants it.

use crate::angle::sin_cos;
use glam::camera::rh::view::look_at_mat4;
use glam::{Mat4, Vec3, Vec4};

/// Half of the picture's height at distance one, the tangent of 15°: long enough a lens that edges stay
/// parallel-looking.
const HALF_HEIGHT: f32 = 0.267_949_2;

/// Air around the model in the first view, with room for labels beside it.
const FIT_MARGIN: f32 = 1.1;

/// The camera's pose after loading: a little from the right and from above, like a product photograph.
const HOME: Pose = Pose { yaw: 0.5, pitch: 0.28, nearness: 0.0, focus: Vec3::ZERO };

/// Steepest look from above or below, in radians (85°): at the pole there is no "up" any more.
const MAX_PITCH: f32 = 85.0 / 180.0 * std::f32::consts::PI;

/// Nearest and farthest view, as powers of two of the fitting distance.
const MAX_NEARNESS: f32 = 2.6;
const MIN_NEARNESS: f32 = -1.5;

/// Powers of two of one zoom step.
const ZOOM_STEP: f32 = 0.25;

/// Seconds after which about half of the way to the goal is done.
const EASING_SECS: f32 = 0.06;

/// A longer pause between frames counts as this, so that nothing jumps after a pause; a machine that draws two frames a
/// second still comes to rest within a few of them.
const MAX_STEP_SECS: f32 = 0.5;

/// Degrees, steps or picture heights of one move; more is a mistake.
const MAX_INPUT: f32 = 3600.0;

/// A turn of the turntable takes 18 seconds.
const TURNTABLE_RADIANS_A_SECOND: f32 = std::f32::consts::TAU / 18.0;

/// Where the camera is, independent of the picture's shape.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pose {
    /// Radians around the vertical axis; 0 looks at the model's front (+Z).
    yaw: f32,
    /// Radians above the ground plane.
    pitch: f32,
    /// Power of two by which the camera is nearer than the fitting distance.
    nearness: f32,
    /// The point looked at.
    focus: Vec3,
}

impl Pose {
    fn toward(self, goal: Pose, part: f32) -> Pose {
        let mix = |from: f32, to: f32| from + (to - from) * part;
        Pose {
            yaw: mix(self.yaw, goal.yaw),
            pitch: mix(self.pitch, goal.pitch),
            nearness: mix(self.nearness, goal.nearness),
            focus: self.focus.lerp(goal.focus, part),
        }
    }

    fn is_near(self, other: Pose) -> bool {
        let apart = (self.yaw - other.yaw).abs()
            + (self.pitch - other.pitch).abs()
            + (self.nearness - other.nearness).abs()
            + self.focus.distance(other.focus);
        apart < 5e-4
    }

    /// From the focus to the camera, length one.
    fn direction(self) -> Vec3 {
        let (sin_yaw, cos_yaw) = sin_cos(self.yaw);
        let (sin_pitch, cos_pitch) = sin_cos(self.pitch);
        Vec3::new(sin_yaw * cos_pitch, sin_pitch, cos_yaw * cos_pitch)
    }
}

/// The camera: its pose now, the pose it moves to, and the turntable.
#[derive(Debug, Clone)]
pub struct Orbit {
    now: Pose,
    goal: Pose,
    turning: bool,
    /// Radius and half of the height of the upright cylinder the model turns in.
    cylinder: [f32; 2],
    /// The middle of what is shown; the pose's focus counts from here.
    middle: Vec3,
}

impl Default for Orbit {
    fn default() -> Self {
        Self {
            now: HOME,
            goal: HOME,
            turning: false,
            cylinder: [std::f32::consts::FRAC_1_SQRT_2; 2],
            middle: Vec3::ZERO,
        }
    }
}

impl Orbit {
    /// Fits the distances to a model with this half extent (of a bounding sphere of radius one) and returns to
    /// the first view at once.
    pub fn fit(&mut self, half_extent: [f32; 3]) {
        let [x, y, z] = half_extent.map(|side| finite(side).clamp(0.0, 1.0));
        self.cylinder = [(x * x + z * z).sqrt(), y];
        self.middle = Vec3::ZERO;
        self.now = HOME;
        self.goal = HOME;
    }

    /// Takes more than the model into view, around another middle; the person's own view stays.
    pub fn take_in(&mut self, middle: Vec3, reach: Vec3) {
        self.middle = middle;
        self.cylinder = [(reach.x * reach.x + reach.z * reach.z).sqrt(), reach.y].map(finite);
    }

    /// Turns around the model, in degrees: positive moves the camera to its right, and up.
    pub fn orbit_by(&mut self, right_degrees: f32, up_degrees: f32) {
        self.goal.yaw += finite(right_degrees).to_radians();
        self.goal.pitch = (self.goal.pitch + finite(up_degrees).to_radians()).clamp(-MAX_PITCH, MAX_PITCH);
    }

    /// Moves nearer (positive) or farther, in steps; four steps halve the distance.
    pub fn zoom_by(&mut self, steps: f32) {
        let nearness = self.goal.nearness + finite(steps) * ZOOM_STEP;
        self.goal.nearness = nearness.clamp(MIN_NEARNESS, MAX_NEARNESS);
    }

    /// Moves camera and focus sideways, in picture heights. The focus stays inside of the bounding sphere.
    pub fn pan_by(&mut self, right: f32, up: f32, aspect: f32) {
        let backward = self.goal.direction();
        let (sin_yaw, cos_yaw) = sin_cos(self.goal.yaw);
        let rightward = Vec3::new(cos_yaw, 0.0, -sin_yaw);
        let upward = backward.cross(rightward);
        let picture_height = 2.0 * HALF_HEIGHT * self.distance_of(self.goal, aspect);
        let shift = (rightward * finite(right) + upward * finite(up)) * picture_height;
        self.goal.focus = (self.goal.focus + shift).clamp_length_max(1.0);
    }

    /// Returns to the first view, by the shorter way around.
    pub fn reset(&mut self) {
        self.goal = HOME;
        let turns = ((self.now.yaw - HOME.yaw) / std::f32::consts::TAU).round();
        self.now.yaw -= turns * std::f32::consts::TAU;
    }

    /// Ends the easing at once; for people who asked for less motion.
    pub fn jump_to_goal(&mut self) {
        self.now = self.goal;
    }

    /// Starts or stops the turntable.
    pub fn set_turning(&mut self, turning: bool) {
        self.turning = turning;
    }

    /// Whether the turntable is on.
    pub fn is_turning(&self) -> bool {
        self.turning
    }

    /// Whether the next frame would look different; `held` stops the turntable.
    pub fn is_moving(&self, held: bool) -> bool {
        (self.turning && !held) || self.now != self.goal
    }

    /// Moves on by `secs`; `held` stops the turntable while the person holds the model.
    pub fn advance(&mut self, secs: f32, held: bool) {
        let secs = finite(secs).clamp(0.0, MAX_STEP_SECS);
        if self.turning && !held {
            let angle = secs * TURNTABLE_RADIANS_A_SECOND;
            self.goal.yaw += angle;
            self.now.yaw += angle;
        }
        let part = secs / (secs + EASING_SECS);
        self.now = self.now.toward(self.goal, part);
        if self.now.is_near(self.goal) {
            self.now = self.goal;
        }
    }

    /// Radians around the vertical axis.
    pub fn yaw(&self) -> f32 {
        self.now.yaw
    }

    /// Radians above the ground plane.
    pub fn pitch(&self) -> f32 {
        self.now.pitch
    }

    /// From the camera to the point it looks at, in model radii.
    pub fn distance(&self, aspect: f32) -> f32 {
        self.distance_of(self.now, aspect)
    }

    /// Where the camera is.
    pub fn eye(&self, aspect: f32) -> Vec3 {
        self.middle + self.now.focus + self.now.direction() * self.distance(aspect)
    }

    /// Projects the world into a picture of the given width ÷ height.
    pub fn clip_from_world(&self, aspect: f32) -> Mat4 {
        let distance = self.distance(aspect);
        let near = (distance - 4.0).max(distance * 0.02);
        let far = distance + 8.0;
        perspective(aspect, near, far) * look_at_mat4(self.eye(aspect), self.middle + self.now.focus, Vec3::Y)
    }

    fn distance_of(&self, pose: Pose, aspect: f32) -> f32 {
        self.fitting_distance(aspect) * FIT_MARGIN * (-pose.nearness).exp2()
    }

    /// The distance at which the turning model just fills the picture, seen from the first view's height:
    /// its cylinder's near lower and far upper rim, and its sides.
    fn fitting_distance(&self, aspect: f32) -> f32 {
        let [radius, half_height] = self.cylinder;
        let (sin, cos) = sin_cos(HOME.pitch);
        let rim_up = half_height * cos + radius * sin;
        let rim_near = (radius * cos - half_height * sin).abs();
        let half_width = HALF_HEIGHT * aspect.max(0.01);
        // A circle of radius r fits at r / sin of the half angle, here from the angle's tangent.
        let sides = radius * (1.0 + half_width * half_width).sqrt() / half_width + half_height * sin;
        (rim_up / HALF_HEIGHT + rim_near).max(sides)
    }
}

/// OpenGL's perspective: looks along −Z, depth −1 to 1.
fn perspective(aspect: f32, near: f32, far: f32) -> Mat4 {
    let depth = 1.0 / (near - far);
    Mat4::from_cols(
        Vec4::X / (HALF_HEIGHT * aspect),
        Vec4::Y / HALF_HEIGHT,
        Vec4::new(0.0, 0.0, (near + far) * depth, -1.0),
        Vec4::new(0.0, 0.0, 2.0 * near * far * depth, 0.0),
    )
}

/// Steps come from scripts and devices: what is no number moves nothing, and nothing moves beyond all bounds.
fn finite(value: f32) -> f32 {
    if value.is_finite() { value.clamp(-MAX_INPUT, MAX_INPUT) } else { 0.0 }
}

#[cfg(test)]
mod tests;
