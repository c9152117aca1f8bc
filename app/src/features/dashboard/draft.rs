//! What was put into the form so far, and why it cannot be sent yet.

use domain::asset::AssetMode;
use domain::credits::Credits;
use domain::prompt::Prompt;

use super::upload::UploadState;

/// What the form holds.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) mode: AssetMode,
    pub(super) prompt: String,
    pub(super) upload: UploadState,
    /// What the account holds, when that is known.
    pub(super) credits: Option<Credits>,
    pub(super) cost: Credits,
}

impl Draft {
    /// Why *Generate* cannot be pressed, in a sentence that says what would help; nothing when it can.
    #[must_use]
    pub(super) fn obstacle(&self) -> Option<String> {
        if let Some(have) = self.credits.filter(|have| *have < self.cost) {
            return Some(format!("This needs {}; you have {have}.", self.cost));
        }
        match self.mode {
            AssetMode::Text if self.prompt.trim().is_empty() => {
                return Some("Describe what you want to make.".to_owned());
            }
            AssetMode::Image => {
                if let Some(obstacle) = upload_obstacle(&self.upload) {
                    return Some(obstacle.to_owned());
                }
            }
            AssetMode::Text => {}
        }
        let over = surplus(&self.prompt);
        let plural = if over == 1 { "" } else { "s" };
        (over > 0).then(|| format!("The prompt is {over} character{plural} too long."))
    }
}

fn upload_obstacle(upload: &UploadState) -> Option<&'static str> {
    match upload {
        UploadState::Empty => Some("Add a picture first."),
        UploadState::Refused(_) => Some("Pick another picture."),
        UploadState::Sending(_) => Some("The picture is on its way."),
        UploadState::Checking => Some("The picture is being checked."),
        UploadState::Ready(..) => None,
    }
}

/// Characters above the limit.
#[must_use]
pub(super) fn surplus(prompt: &str) -> usize {
    prompt.trim().chars().count().saturating_sub(Prompt::MAX_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;
    use domain::Problem;
    use domain::ids::UploadId;

    fn draft() -> Draft {
        Draft {
            mode: AssetMode::Text,
            prompt: "a red robot".into(),
            upload: UploadState::Empty,
            credits: Some(Credits(3)),
            cost: Credits(1),
        }
    }

    #[test]
    fn a_prompt_of_up_to_a_thousand_characters_can_be_sent() {
        assert_eq!(draft().obstacle(), None);
        assert!(Draft { prompt: " \n".into(), ..draft() }.obstacle().is_some());
        assert_eq!(Draft { prompt: "ü".repeat(1000), ..draft() }.obstacle(), None);
        let long = Draft { prompt: "ü".repeat(1001), ..draft() };
        assert_eq!(long.obstacle().as_deref(), Some("The prompt is 1 character too long."));
    }

    #[test]
    fn without_credits_nothing_can_be_sent_and_unknown_credits_do_not_hinder() {
        let broke = Draft { credits: Some(Credits(0)), ..draft() };
        assert_eq!(broke.obstacle().as_deref(), Some("This needs 1 credit; you have 0 credits."));
        assert_eq!(Draft { credits: None, ..draft() }.obstacle(), None);
    }

    #[test]
    fn a_picture_must_have_arrived_but_needs_no_words() {
        let image = Draft { mode: AssetMode::Image, prompt: String::new(), ..draft() };
        for upload in [
            UploadState::Empty,
            UploadState::Refused(Problem::NotFound),
            UploadState::Sending(99),
            UploadState::Checking,
        ] {
            assert!(Draft { upload, ..image.clone() }.obstacle().is_some());
        }
        let upload = UploadState::Ready(UploadId::from_parts(1, 1), fakes::picture());
        assert_eq!(Draft { upload, ..image }.obstacle(), None);
    }
}
