//! A thing that everybody knows the size of, to stand beside the model.

/// What stands beside the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Familiar {
    /// A coin, 23 mm across (a euro is 23.25 mm).
    Coin,
    /// A mug, 95 mm high.
    Mug,
    /// A hand, 180 mm long.
    Hand,
}

impl Familiar {
    /// The one that compares best with a longest side.
    pub(super) fn beside(longest_mm: f64) -> Self {
        match longest_mm {
            size if size < 60.0 => Self::Coin,
            size if size < 160.0 => Self::Mug,
            _ => Self::Hand,
        }
    }

    /// The viewer's name of it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Coin => "coin",
            Self::Mug => "mug",
            Self::Hand => "hand",
        }
    }

    /// What people read.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Coin => "a coin of 23 mm",
            Self::Mug => "a mug of 95 mm",
            Self::Hand => "a hand of 180 mm",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_in_size_is_chosen() {
        let chosen = [20.0, 80.0, 400.0].map(Familiar::beside);
        assert_eq!(chosen, [Familiar::Coin, Familiar::Mug, Familiar::Hand]);
    }
}
