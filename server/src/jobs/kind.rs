//! Every kind of job, and all that differs between them.

use std::time::Duration;

/// What a job does. A row of another kind (written by a newer release) is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Takes a generation to its end; the subject is its id.
    RunGeneration,
    /// Stops what was left running elsewhere; the subject is the id of a generation that ended early, or of an attempt
    /// that was given up.
    CancelRemote,
    /// Makes the smaller widths of a picture; the subject is its file's id.
    MakeThumbnails,
    /// Makes the picture of a model; the subject is the model's file id.
    MakePoster,
    /// Measures a model for printing; the subject is the model's file id.
    MeasureModel,
    /// Fails generations that are past their deadline, whatever became of their jobs.
    ReapOverdue,
    /// Checks what must always be true, and says so in the log when it is not.
    CheckInvariants,
    /// Deletes condemned files after the grace.
    CollectFiles,
    /// Looks where a delivered event of the payment service points; the subject is its id.
    ProcessEvent,
    /// Looks at the payment of a new order once; the subject is the order's id.
    SettlePayment,
    /// Compares with the payment service.
    ReconcilePayments,
    /// Gives money back; the subject is the refund's id.
    CarryOutRefund,
    /// Makes a print's files; the subject is the item's id.
    PreparePrint,
    /// Sends a mail; the subject is its id.
    SendEmail,
    /// Makes the services forget a person whose account ended; the subject is the person's id.
    EraseAccount,
}

/// Jobs of different lanes do not get in each other's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Following generations. Each keeps its place until its machine is done, a quarter of an hour if need be: mail and
    /// money do not queue behind them.
    Generating,
    /// Mostly waiting for answers that come soon.
    Waiting,
    /// Working the processor or the disk.
    Working,
}

impl Lane {
    /// Every case.
    pub const ALL: [Self; 3] = [Self::Generating, Self::Waiting, Self::Working];

    /// How many jobs of the lane one process runs at a time.
    #[must_use]
    pub fn width(self) -> usize {
        match self {
            Self::Generating | Self::Waiting => 64,
            Self::Working => 1,
        }
    }

    /// The lane's kinds.
    pub fn kinds(self) -> impl Iterator<Item = JobKind> {
        JobKind::ALL.into_iter().filter(move |kind| kind.lane() == self)
    }
}

impl JobKind {
    /// Every case.
    pub const ALL: [Self; 15] = [
        Self::RunGeneration,
        Self::CancelRemote,
        Self::MakeThumbnails,
        Self::MakePoster,
        Self::MeasureModel,
        Self::ReapOverdue,
        Self::CheckInvariants,
        Self::CollectFiles,
        Self::ProcessEvent,
        Self::SettlePayment,
        Self::ReconcilePayments,
        Self::CarryOutRefund,
        Self::PreparePrint,
        Self::SendEmail,
        Self::EraseAccount,
    ];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::RunGeneration => "run_generation",
            Self::CancelRemote => "cancel_remote",
            Self::MakeThumbnails => "make_thumbnails",
            Self::MakePoster => "make_poster",
            Self::MeasureModel => "measure_model",
            Self::ReapOverdue => "reap_overdue",
            Self::CheckInvariants => "check_invariants",
            Self::CollectFiles => "collect_files",
            Self::ProcessEvent => "process_event",
            Self::SettlePayment => "settle_payment",
            Self::ReconcilePayments => "reconcile_payments",
            Self::CarryOutRefund => "carry_out_refund",
            Self::PreparePrint => "prepare_print",
            Self::SendEmail => "send_email",
            Self::EraseAccount => "erase_account",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Which lane it runs in.
    #[must_use]
    pub fn lane(self) -> Lane {
        match self {
            Self::RunGeneration => Lane::Generating,
            Self::CancelRemote | Self::ReapOverdue => Lane::Waiting,
            Self::ProcessEvent
            | Self::SettlePayment
            | Self::ReconcilePayments
            | Self::CarryOutRefund
            | Self::PreparePrint
            | Self::SendEmail
            | Self::EraseAccount => Lane::Waiting,
            Self::MakeThumbnails
            | Self::MakePoster
            | Self::MeasureModel
            | Self::CheckInvariants
            | Self::CollectFiles => Lane::Working,
        }
    }

    /// How long after its end it runs again, for the ones that never end for good.
    #[must_use]
    pub fn every(self) -> Option<Duration> {
        match self {
            Self::ReapOverdue => Some(Duration::from_secs(15)),
            Self::CheckInvariants => Some(Duration::from_secs(5 * 60)),
            Self::CollectFiles | Self::ReconcilePayments => Some(Duration::from_secs(60 * 60)),
            Self::RunGeneration
            | Self::CancelRemote
            | Self::MakeThumbnails
            | Self::MakePoster
            | Self::MeasureModel => None,
            Self::ProcessEvent | Self::SettlePayment | Self::CarryOutRefund => None,
            Self::PreparePrint | Self::SendEmail | Self::EraseAccount => None,
        }
    }

    /// After how many failed runs it is given up. A generation has a deadline instead; money, mail
    /// and a person's wish to be forgotten are never given up.
    #[must_use]
    pub fn most_failures(self) -> i32 {
        match self {
            Self::RunGeneration => i32::MAX,
            Self::CancelRemote => 6,
            Self::MakeThumbnails | Self::MakePoster | Self::MeasureModel => 5,
            Self::ReapOverdue | Self::CheckInvariants | Self::CollectFiles => i32::MAX,
            Self::ProcessEvent
            | Self::SettlePayment
            | Self::ReconcilePayments
            | Self::CarryOutRefund
            | Self::SendEmail
            | Self::EraseAccount => i32::MAX,
            Self::PreparePrint => 60,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip_and_others_are_unknown() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::from_key(kind.key()), Some(kind));
        }
        assert_eq!(JobKind::from_key("write_poem"), None);
    }

    #[test]
    fn nothing_queues_behind_generations() {
        assert_eq!(Lane::Generating.kinds().collect::<Vec<_>>(), [JobKind::RunGeneration]);
    }

    #[test]
    fn every_kind_has_one_lane() {
        let in_lanes: usize = Lane::ALL.into_iter().map(|lane| lane.kinds().count()).sum();
        assert_eq!(in_lanes, JobKind::ALL.len());
    }
}
