//! A picture on its way into storage, as the page sees it.

use std::sync::Arc;

use domain::Problem;
use domain::ids::UploadId;
use domain::image::ImageKind;
use domain::picture::Picture;
use domain::problem::Field;
use domain::upload::UploadTicket;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::api::{begin_upload, finish_upload};
use crate::browser::{self, UploadEvent, Uploader};
use crate::error::AppError;

/// How far the picture is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum UploadState {
    /// None was picked.
    #[default]
    Empty,
    /// It cannot be used.
    Refused(Problem),
    /// Percent of it is in storage.
    Sending(u8),
    /// It is being looked at.
    Checking,
    /// It can be used.
    Ready(UploadId, Picture),
}

/// The picture of the form. A newer pick replaces an older one, whose answers are then ignored.
#[derive(Clone, Copy)]
pub(super) struct Upload {
    state: RwSignal<UploadState>,
    pick: RwSignal<u32>,
    uploader: StoredValue<Option<Arc<dyn Uploader>>>,
}

impl Upload {
    pub(super) fn new() -> Self {
        Self {
            state: RwSignal::new(UploadState::Empty),
            pick: RwSignal::new(0),
            uploader: StoredValue::new(browser::port()),
        }
    }

    pub(super) fn state(self) -> UploadState {
        self.state.get()
    }

    /// The upload's id once it can be used.
    pub(super) fn ready(self) -> Option<UploadId> {
        self.state.with_untracked(|state| match state {
            UploadState::Ready(upload, _) => Some(*upload),
            _ => None,
        })
    }

    /// Takes the picture away again.
    pub(super) fn clear(self) {
        self.begin_pick();
        self.state.set(UploadState::Empty);
    }

    /// Sends a file that was picked, dropped, pasted or photographed.
    pub(super) fn send(self, file: File) {
        let pick = self.begin_pick();
        let Some(uploader) = self.uploader.get_value() else { return };
        let (media_type, bytes) = (file.type_(), file.size());
        if let Err(problem) = check(&media_type, bytes) {
            self.state.set(UploadState::Refused(problem));
            return;
        }
        self.state.set(UploadState::Sending(0));
        spawn_local(async move {
            match begin_upload(media_type, whole_bytes(bytes)).await {
                Ok(ticket) => self.put(pick, &uploader, ticket, file),
                Err(AppError(problem)) => self.advance(pick, UploadState::Refused(problem)),
            }
        });
    }

    fn put(self, pick: u32, uploader: &Arc<dyn Uploader>, ticket: UploadTicket, file: File) {
        let upload = ticket.upload;
        let listener = move |event| match event {
            UploadEvent::Sent(percent) => self.advance(pick, UploadState::Sending(percent)),
            UploadEvent::Refused(status) if !is_there(status) => {
                self.advance(pick, UploadState::Refused(refused(status)));
            }
            UploadEvent::Stored | UploadEvent::Refused(_) => {
                self.advance(pick, UploadState::Checking);
                spawn_local(async move {
                    let state = match finish_upload(upload.to_string()).await {
                        Ok(picture) => UploadState::Ready(upload, picture),
                        Err(AppError(problem)) => UploadState::Refused(problem),
                    };
                    self.advance(pick, state);
                });
            }
        };
        uploader.put(&ticket, file, Box::new(listener));
    }

    fn begin_pick(self) -> u32 {
        self.pick.update(|pick| *pick += 1);
        self.pick.get_untracked()
    }

    /// Moves on, unless another picture was picked or the page has gone.
    fn advance(self, pick: u32, state: UploadState) {
        if self.pick.try_get_untracked() == Some(pick) {
            self.state.set(state);
        }
    }
}

/// What can be said before anything is sent; the server looks at the bytes themselves.
fn check(media_type: &str, bytes: f64) -> Result<(), Problem> {
    ImageKind::from_media_type(media_type)?;
    ImageKind::check_bytes(whole_bytes(bytes))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a browser gives file sizes as a non-negative whole number in a double"
)]
fn whole_bytes(bytes: f64) -> u64 {
    bytes as u64
}

/// True when storage took something under this link before: the answer to a first try was lost. What is there is
/// looked at like any other picture.
fn is_there(status: u16) -> bool {
    status == 409
}

/// Why storage did not take the picture, by its answer's HTTP status; 0 when nothing came back.
fn refused(status: u16) -> Problem {
    let unavailable = |sentence: &str| Problem::Unavailable { sentence: sentence.to_owned() };
    match status {
        0 => Problem::invalid(Field::Image, "The picture did not get through; the connection broke."),
        403 => unavailable("The permission to send this picture had run out."),
        413 => Problem::invalid(Field::Image, "The picture is too large: at most 10 MB are taken."),
        507 => unavailable("Our disk is full; the picture could not be kept."),
        _ => unavailable("The picture could not be kept; our storage refused it."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_size_are_checked_before_anything_is_sent() {
        assert!(check("image/png", 1000.0).is_ok());
        assert!(check("image/svg+xml", 1000.0).is_err());
        assert!(check("", 1000.0).is_err());
        assert!(check("image/jpeg", 12.0 * 1024.0 * 1024.0).is_err());
        assert!(check("image/webp", 0.0).is_err());
    }

    #[test]
    fn each_refusal_of_the_storage_has_its_own_sentence() {
        let sentences: std::collections::HashSet<String> =
            [0, 403, 413, 500, 507].map(|status| refused(status).sentence()).into();
        assert_eq!(sentences.len(), 5);
        assert!(refused(507).sentence().contains("Our disk is full"));
        assert!(!refused(413).sentence().contains("connection"));
    }

    #[test]
    fn a_picture_that_is_there_already_is_looked_at_and_not_refused() {
        assert!(is_there(409));
        assert!([0, 403, 413, 500, 507].into_iter().all(|status| !is_there(status)));
    }

    #[test]
    fn a_newer_pick_silences_the_older_one() {
        let owner = Owner::new();
        owner.with(|| {
            let upload = Upload::new();
            let first = upload.begin_pick();
            let second = upload.begin_pick();
            upload.advance(first, UploadState::Checking);
            assert_eq!(upload.state.get_untracked(), UploadState::Empty);
            upload.advance(second, UploadState::Sending(40));
            assert_eq!(upload.state.get_untracked(), UploadState::Sending(40));
            upload.clear();
            upload.advance(second, UploadState::Checking);
            assert_eq!(upload.state.get_untracked(), UploadState::Empty);
        });
    }
}
