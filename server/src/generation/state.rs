//! States of generations and attempts, as the database names them.

/// Whether a generation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenerationState {
    /// It has a hold, a job and a deadline.
    Running,
    /// Its checked result is stored and paid.
    Done,
    /// It ended without a result; its credit is back.
    Failed,
    /// Its owner stopped it; its credit is back.
    Cancelled,
}

impl GenerationState {
    /// Every case.
    pub const ALL: [Self; 4] = [Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// How far one call to an endpoint came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// Written; perhaps sent.
    Prepared,
    /// The endpoint took it.
    Sent,
    /// Its result is the generation's.
    Won,
    /// Nothing of it is kept.
    Lost,
}

impl AttemptState {
    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sent => "sent",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip() {
        for state in GenerationState::ALL {
            assert_eq!(GenerationState::from_key(state.key()), Some(state));
        }
    }
}
