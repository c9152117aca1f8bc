//! Keeps motion fluent on slow graphics cards: while the camera moves, a picture that takes too long is drawn
//! with fewer pixels; as soon as it rests, once more with all of them.

/// Frames further apart than this do not look like motion.
const SLOW_FRAME_MS: f64 = 50.0;

/// A single slow frame is an accident; this many in a row are a slow graphics card.
const SLOW_FRAMES: u8 = 3;

/// Pixels of a coarse picture, of those of a full one, along each side.
const COARSE_DETAIL: f64 = 0.5;

/// What the last frames of one motion were like.
#[derive(Debug, Default)]
pub struct Pace {
    last_frame_ms: Option<f64>,
    slow_frames: u8,
}

impl Pace {
    /// Notes a frame and returns the milliseconds since the last one of the same motion; `None` for its first.
    pub fn step(&mut self, now_ms: f64) -> Option<f64> {
        let since_last_ms = self.last_frame_ms.replace(now_ms).map(|last| now_ms - last);
        if !self.is_coarse() {
            let slow = since_last_ms.is_some_and(|ms| ms > SLOW_FRAME_MS);
            self.slow_frames = if slow { self.slow_frames + 1 } else { 0 };
        }
        since_last_ms
    }

    /// The motion is over. Returns whether its last frame was a coarse one.
    pub fn rest(&mut self) -> bool {
        let was_coarse = self.is_coarse();
        *self = Self::default();
        was_coarse
    }

    /// The part of the pixels, along each side, that the next frame is drawn with.
    pub fn detail(&self) -> f64 {
        if self.is_coarse() { COARSE_DETAIL } else { 1.0 }
    }

    fn is_coarse(&self) -> bool {
        self.slow_frames >= SLOW_FRAMES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(frames_ms: &[f64]) -> Pace {
        let mut pace = Pace::default();
        for &now_ms in frames_ms {
            pace.step(now_ms);
        }
        pace
    }

    #[test]
    fn tells_the_time_between_frames_of_one_motion() {
        let mut pace = Pace::default();
        assert_eq!(pace.step(1000.0), None);
        assert_eq!(pace.step(1016.0), Some(16.0));
        assert!(!pace.rest());
        assert_eq!(pace.step(9000.0), None, "the rest in between is no slow frame");
    }

    #[test]
    fn three_slow_frames_in_a_row_make_it_coarse_until_the_motion_ends() {
        let mut pace = after(&[0.0, 100.0, 200.0, 300.0]);
        assert_eq!(pace.detail(), COARSE_DETAIL);
        pace.step(310.0);
        assert_eq!(pace.detail(), COARSE_DETAIL, "fast because it is coarse");
        assert!(pace.rest(), "one more frame is needed, a sharp one");
        assert_eq!(pace.detail(), 1.0);
        assert!(!pace.rest());
    }

    #[test]
    fn a_hiccup_changes_nothing() {
        assert_eq!(after(&[0.0, 100.0, 200.0, 216.0, 316.0, 416.0]).detail(), 1.0);
    }
}
